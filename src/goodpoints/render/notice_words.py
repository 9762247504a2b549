"""The words of a notice in its two languages; both have the same keys."""

from __future__ import annotations

from typing import Final

ZH: Final[dict[str, str]] = {
    "lang": "zh-CN",
    "join": "",
    "masthead": "星级超市",
    "title": "公　示",
    "title_plain": "公示",
    "period": "{first} 至 {last}",
    "households": "参与农户 {count} 户",
    "preamble": "现将本村星级超市账目公示如下，请各位村民监督。单位：{unit}。",
    "opening": "期初结存",
    "issued": "本期发放",
    "redeemed": "本期兑换",
    "expired": "到期作废",
    "corrected": "冲正扣回",
    "outstanding": "期末结存",
    "ranking_earned": "本期得{unit}前 {count} 名",
    "ranking_balance": "{unit}数结存前 {count} 名",
    "rank": "名次",
    "household": "户号",
    "name": "户主",
    "value": "{unit}数",
    "goods": "货架",
    "since": "自{day}起累计",
    "item": "品名",
    "came": "入库",
    "given": "兑出",
    "shrinkage": "盘亏",
    "on_hand": "现存",
    "materials": "可回收物",
    "material": "材料",
    "measure": "单位",
    "received": "收进",
    "handed_over": "发给老人和残疾人",
    "sold": "卖出",
    "in_store": "库存",
    "sale": "本期卖可回收物所得 {money} {unit}。",
    "donations": "捐赠致谢",
    "donor": "捐赠方",
    "count": "数量",
    "worth": "价值（{unit}）",
    "conduct": "办理情况",
    "corrections": "记错后冲正的凭证 {count} 笔，原凭证都保留。",
    "refused": "未能兑换或收取的申请，按原因计：",
    "no_refusals": "本期没有被退回的申请。",
    "times": "{count} 次",
    "comma": "，",
    "stop": "。",
    "note_masked": "户主姓名按习惯遮挡一部分。对账目有疑问的，可向村务监督委员会提出，村里应当复核并答复。",
    "seal": "账本编码",
    "seal_seq": "第 {seq} 号凭证止",
    "seal_does": (
        "这串编码由账本里从第 1 号到第 {seq} 号的全部凭证算出。对照往期公示上的编码，就能查出：那一期以前的凭证，"
        "后来有没有被改过、删过或调换过。请留好这张公示，或拍照存下。"
    ),
    "seal_does_not": (
        "它不能证明：过磅时数量记得对不对；有没有该记而没记的；这次公示以后的凭证；也不能证明是谁在电脑前操作。"
        "没有人拿公示来对照，它就什么也证明不了。"
    ),
    "seal_how": "核对办法：在村里电脑上运行 goodpoints verify，输入往期公示上的编号和编码，或扫二维码取得完整编码。",
    "qr": "二维码：完整编码",
    "printed": "{village}　{day}",
    "signed": "经办人　　　　　　　　监督人",
    "none": "无",
    "insufficient_stars": "星不够",
    "insufficient_points": "积分不够",
    "insufficient_coins": "时间币不够",
    "out_of_stock": "货不够",
    "limit_reached": "超过限兑数量",
    "below_min_lot": "不到最低交投量",
    "outside_campaign": "不在活动期间",
    "cap_reached": "超过活动上限",
    "wrong_barter": "不合以物换物标准",
    "other": "其他原因",
}

EN: Final[dict[str, str]] = {
    "lang": "en",
    "join": " · ",
    "masthead": "Star supermarket",
    "title": "Public notice",
    "title_plain": "Public notice",
    "period": "{first} to {last}",
    "households": "{count} households take part",
    "preamble": "The accounts of the village's star supermarket, for all to see and to question. Unit: {unit}.",
    "opening": "Held before",
    "issued": "Issued",
    "redeemed": "Redeemed",
    "expired": "Expired",
    "corrected": "Taken back",
    "outstanding": "Held now",
    "ranking_earned": "Most {unit} earned: the first {count}",
    "ranking_balance": "Most {unit} held: the first {count}",
    "rank": "Rank",
    "household": "No.",
    "name": "Head",
    "value": "{unit}",
    "goods": "On the shelf",
    "since": "in all since {day}",
    "item": "Item",
    "came": "In",
    "given": "Given",
    "shrinkage": "Missing",
    "on_hand": "Now",
    "materials": "Recyclables",
    "material": "Material",
    "measure": "In",
    "received": "Taken in",
    "handed_over": "To the old and disabled",
    "sold": "Sold",
    "in_store": "In store",
    "sale": "In this period the sale of recyclables brought {money} {unit}.",
    "donations": "With thanks for gifts",
    "donor": "Donor",
    "count": "Pieces",
    "worth": "Worth ({unit})",
    "conduct": "How it was run",
    "corrections": "Entries put right after a mistake: {count}. The originals are all kept.",
    "refused": "Requests that could not be granted, by reason:",
    "no_refusals": "No request was turned down.",
    "times": "({count})",
    "comma": ",",
    "stop": ".",
    "note_masked": (
        "Names are partly hidden, as is the custom. Questions about the accounts go to the village's supervision "
        "committee; the village should look into them and answer."
    ),
    "seal": "Code of the book",
    "seal_seq": "up to entry {seq}",
    "seal_does": (
        "This code is worked out from all entries of the book, from number 1 to number {seq}. Compared with the code on an "
        "earlier notice it shows whether entries from before that notice were changed, removed or swapped since. "
        "Please keep this sheet, or a photo of it."
    ),
    "seal_does_not": (
        "It does not prove that a weighing was written down right, that nothing was left out, anything about later entries, "
        "or who sat at the computer. And it proves nothing if nobody compares."
    ),
    "seal_how": (
        "To check: run goodpoints verify on the village's computer with the number and the code of an earlier notice, "
        "or scan its QR code for all of it."
    ),
    "qr": "QR code: the whole code",
    "printed": "{village}, {day}",
    "signed": "Clerk ____________　Supervisor ____________",
    "none": "none",
    "insufficient_stars": "not enough stars",
    "insufficient_points": "not enough points",
    "insufficient_coins": "not enough time coins",
    "out_of_stock": "not enough on the shelf",
    "limit_reached": "over the limit",
    "below_min_lot": "below the minimum quantity",
    "outside_campaign": "outside a campaign",
    "cap_reached": "over a campaign's cap",
    "wrong_barter": "not the village's barter rate",
    "other": "another reason",
}

WORDS: Final = {"zh": ZH, "en": EN}
