"""Matters that points may not touch: word patterns as data, each with the articles it stands on.

A rule that takes points, or closes something, is found by what it names. A rule that gives points is found only where
it pays for keeping still: "no petition all year". What looks alike and is lawful (mediating a petitioner's quarrel,
answering complaints in time) is taken out of the text first. Patterns are read over text without blanks and
punctuation, NFKC, in lower case.

Source: Constitution of the PRC, articles 34, 35 and 41; Organic Law of the Villagers' Committees, articles 17 and 27;
Population and Family Planning Law, article 4; Interim Measures for Social Assistance, articles 12 and 13; Law on Rural
Collective Economic Organisations, articles 40 and 42; Law on the People's Bank of China, article 20.
"""

from __future__ import annotations

from typing import Final, NamedTuple

ERROR: Final = "error"
WARNING: Final = "warning"
HINT: Final = "hint"


class Matter(NamedTuple):
    """One protected matter.

    Attributes:
        code: Its word in the catalogues: `matter.petition`.
        laws: Articles, as words in the catalogues: `law.constitution_41`.
        level: How grave it is to touch it.
        against: What a rule may not take points for, or close something for.
        keeping_still: What a rule may not give points for.
        either: What no rule may say, whatever its sign.
        lawful: What looks alike and is taken out of the text before it is searched.
    """

    code: str
    laws: tuple[str, ...]
    level: str
    against: tuple[str, ...] = ()
    keeping_still: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    lawful: tuple[str, ...] = ()


_NOT: Final = r"(?:不|未|无|没有|零|杜绝|拒绝|放弃|停止|自觉不)"
_PETITION: Final = r"(?:上访|信访|越级访|进京访|赴省访|集体访|集访|缠访|闹访|重复访|非访)"
_COMPLAINT: Final = r"(?:投诉|举报|控告|检举|申诉|12345|市民热线|行政复议|起诉村|状告|(?:到处|四处|经常|动辄|爱)告状|打官司|向(?:上级|纪委|媒体|记者)反映)"
_ONLINE: Final = r"(?:网上|网络|互联网|微信|微信群|朋友圈|抖音|快手|短视频|自媒体|论坛|微博)"
_BAD_WORD: Final = r"(?:不良|不当|负面|不实|有损|消极|不利|敏感|抹黑|乱)"
_BENEFIT: Final = (
    r"(?:低保|五保|特困供养|特困|救助|养老金|养老保险|医保|新农合|合作医疗|残疾(?:人)?补贴|高龄(?:津贴|补贴)|养老(?:补贴|补助|待遇)|惠农补贴|"
    r"粮食补贴|种粮补贴|耕地补贴|地力补贴|危房改造|抚恤|优抚|奖扶)"
)
_DENY: Final = (
    r"(?:取消|停发|停止|扣发|扣减|扣除|扣|暂停|缓办|缓发|不予|不得享受|不享受|不再享受|限制|剥夺|减发|拒绝办理|不给)"
)

MATTERS: Final = (
    Matter(
        "petition",
        ("constitution_41", "organic_27"),
        ERROR,
        against=(_PETITION, r"到(?:乡|镇|县|市|省|北京|京|政府).{0,8}(?:告状|反映问题)"),
        keeping_still=(rf"{_NOT}[^，。；]{{0,6}}{_PETITION}", rf"(?:息诉罢访|息访|罢访|停访|稳控|劝返){_PETITION}?"),
        lawful=(
            (r"(?:接待|受理|办理|答复|处理|化解|调解|协助|代办|引导|帮助|登记|解决)[^，。；]{0,8}(?:群众|来信|来访)?[^，。；]{0,4}(?:信访|上访)"
            r"(?:件|案件|事项|矛盾|纠纷|问题|人员|群众|诉求|工作)?"),
            r"信访(?:接待|代办|工作|干部|专员|件|事项|条例|窗口|室|局|部门)",
            rf"(?:不得|不准|严禁|禁止)[^，。；]{{0,6}}(?:因|以|对)?[^，。；]{{0,8}}{_PETITION}[^，。；]{{0,6}}(?:扣分|打击报复|报复|处罚|歧视)",
            rf"(?:截访|拦访|阻挠[^，。；]{{0,6}}{_PETITION}|打击报复[^，。；]{{0,8}}{_PETITION}(?:人|群众|者)?)",
            r"走访|来访|家访|回访|寻访|随访|探访|互访|采访",
        ),
    ),
    Matter(
        "complaint",
        ("constitution_41", "organic_27"),
        ERROR,
        against=(_COMPLAINT,),
        keeping_still=(rf"{_NOT}[^，。；]{{0,6}}{_COMPLAINT}", r"(?:零投诉|零举报)"),
        lawful=(
            r"(?:诬告|诬陷|捏造事实|恶意虚假|虚假|谎报)[^，。；]{0,8}(?:举报|投诉|检举|控告|报警)?",
            rf"(?:打击报复|报复|泄露|阻挠|压制|不受理|未及时处理|不及时处理|推诿|拖延)[^，。；]{{0,10}}{_COMPLAINT}(?:人|者|信息|件)?",
            rf"{_COMPLAINT}[^，。；]{{0,6}}(?:不及时|未及时|不受理|不处理|不答复|推诿|拖延)",
            rf"(?:被|遭|受到|引起|因[^，。；]{{0,10}}被)(?:群众|村民|邻居|顾客|游客|他人|服务对象|多人)?(?:有效|多次)?{_COMPLAINT}",
            rf"{_COMPLAINT}(?:人|者)?(?:查实|属实|核实|后经核实)",
            r"(?:接到|收到|经)(?:群众|村民|邻居|他人)?(?:有效)?(?:投诉|举报)",
            r"(?:举报|检举)(?:违法|犯罪|毒品|赌博|诈骗|安全隐患|盗窃)",
        ),
    ),
    Matter(
        "speech",
        ("constitution_35", "organic_27"),
        ERROR,
        against=(
            rf"{_ONLINE}[^，。；]{{0,10}}(?:发布|发表|散布|传播|转发|评论|发帖|发言|议论|曝光|吐槽|爆料)",
            rf"(?:发布|发表|散布|传播|转发|上传)[^，。；]{{0,6}}{_BAD_WORD}[^，。；]{{0,4}}(?:信息|言论|视频|内容|评论|消息|意见)",
            r"(?:发表|散布)[^，。；]{0,12}(?:言论|议论|意见)",
            r"(?:妄议|非议|议论|批评|指责|抹黑|诋毁|顶撞|质疑)[^，。；]{0,6}(?:村两委|村委|党委|政府|村干部|干部|领导|支部|政策)",
            r"(?:说|讲|发)(?:怪话|牢骚|风凉话)|发牢骚|带节奏",
        ),
        keeping_still=(rf"{_NOT}[^，。；]{{0,6}}(?:发牢骚|议论|妄议|发表(?:负面|不当)?言论|负面信息)",),
        lawful=(
            (rf"(?:在|用|利用|通过)?{_ONLINE}?[^，。；]{{0,4}}(?:发布|传播|转发|散布|上传|编造)?[^，。；]{{0,4}}"
            r"(?:诈骗|淫秽|色情|赌博|邪教|传销|谣言|个人信息|隐私)(?:信息|视频|内容|言论)?"),
            r"(?:散布|传播|编造)(?:和)?(?:谣言|虚假(?:疫情|灾情|险情|警情))",
            r"(?:辱骂|侮辱|诽谤|造谣)(?:他人|邻里|邻居|老人|家人|工作人员)?",
        ),
    ),
    Matter(
        "assembly",
        ("constitution_35", "organic_27"),
        ERROR,
        against=(r"(?:聚集|聚众)(?:上|到|向|反映|请愿|讨说法|维权)", r"(?:集会|游行|示威|请愿|拉横幅|静坐|串联(?:群众|村民))"),
        lawful=(r"聚众(?:赌博|斗殴|闹事|淫乱|吸毒|哄抢|打架)", r"集会(?:表演|演出)|庙会|赶集会"),
    ),
    Matter(
        "voting",
        ("constitution_34", "organic_17", "organic_27"),
        ERROR,
        against=(
            r"(?:投|投了|投出)(?:反对|弃权|否决|不同意)票",
            r"(?:不|未|没有|拒绝)(?:按|照|听从|服从|支持|投给|选|投票给|投票支持)[^，。；]{0,12}(?:投票|选举|候选人|人选|提名|意图|推荐人)",
            r"(?:不投|不选|另选|投给)[^，。；]{0,8}(?:候选人|人选|指定|推荐)",
            r"(?:表决|投票|选举)[^，。；]{0,6}(?:不赞成|不同意|反对|弃权|不一致|唱反调)",
            r"(?:拒绝|不肯|不愿)给[^，。；]{0,10}(?:投票|选票)|(?:拒绝|不肯|不愿)(?:选|投)[^，。；]{0,8}(?:提名|指定|推荐)",
            r"(?:罢免|要求罢免|联名罢免|提出罢免)",
        ),
        keeping_still=(
            r"(?:投|投出)(?:赞成|同意)票",
            r"(?:投票|投|选)(?:给|支持|选举)[^，。；]{0,8}(?:候选人|人选|指定|推荐|书记)",
            r"按(?:村两委|村委|组织|支部)(?:意图|要求|推荐)[^，。；]{0,6}(?:投票|选举)",
        ),
        lawful=(r"(?:贿选|拉票贿选|买卖选票|伪造选票|冒领选票|撕毁选票|冲击选举|破坏选举|代投票未经委托|虚报选票)",),
    ),
    Matter(
        "family_planning",
        ("organic_27", "population_4"),
        ERROR,
        against=(
            r"生育?(?:第)?[二三四五六](?:个(?:孩子|小孩|子女)|胎|孩)",
            r"超生|早生|抢生|多生|违法生育|政策外生育|计划外(?:生育|怀孕)|社会抚养费",
            r"(?:违反|不遵守|不执行|未落实|不落实)[^，。；]{0,6}(?:计划生育|计生)",
            r"(?:不|未|拒绝|逃避)[^，。；]{0,8}(?:孕检|妇检|环检|透环|查环|查孕|结扎|上环|放环|引产|避孕|三查)",
            r"(?:非婚|未婚)(?:生育|先孕)",
        ),
        keeping_still=(
            r"(?:不|未|无)[^，。；]{0,4}(?:超生|多生|二孩|三孩|违反计划生育)",
            r"(?:落实|采取|做)[^，。；]{0,6}(?:结扎|上环|放环|节育|绝育|引产)",
            r"(?:主动|自愿)?(?:放弃|终止)(?:二孩|三孩|生育|妊娠)",
            r"(?:独生子女|少生)(?:户|家庭)?(?:加分|奖励)?",
        ),
        lawful=(r"计生(?:协会|专干|协|志愿)", r"两非|非医学需要(?:的)?(?:胎儿)?性别鉴定|遗弃(?:女)?婴"),
    ),
    Matter(
        "benefits",
        ("assistance_12", "assistance_13", "organic_27"),
        ERROR,
        either=(
            rf"{_DENY}[^，。；]{{0,12}}{_BENEFIT}",
            rf"{_BENEFIT}[^，。；]{{0,8}}{_DENY}",
            rf"(?:不得|不能|不予)(?:申请|申报|评定|评为|享受|办理)[^，。；]{{0,6}}{_BENEFIT}",
            rf"(?:积分|得分|分数)[^，。；]{{0,16}}(?:挂钩|优先|作为[^，。；]{{0,6}}(?:依据|条件))[^，。；]{{0,8}}{_BENEFIT}",
            rf"{_BENEFIT}[^，。；]{{0,16}}(?:与)?(?:积分|得分)(?:挂钩|高低)",
        ),
        lawful=(
            rf"(?:不得|不能|不准|严禁|禁止)(?:因[^，。；]{{0,12}})?{_DENY}[^，。；]{{0,12}}{_BENEFIT}",
            rf"(?:骗取|套取|冒领|虚报|挪用|贪污|骗领)[^，。；]{{0,8}}{_BENEFIT}(?:资金|金|款)?",
            rf"(?:帮助|协助|看望|慰问|照顾|关爱|代办|代缴|宣传)[^，。；]{{0,10}}{_BENEFIT}(?:户|对象|人员|老人|家庭)?",
        ),
    ),
    Matter(
        "dividends",
        ("collective_40", "collective_42"),
        WARNING,
        either=(
            rf"{_DENY}[^，。；]{{0,12}}(?:分红|红利|股金|股份收益|收益分配|集体收益|土地补偿|征地补偿|福利分配)",
            r"(?:分红|红利|股金|股份收益|收益分配|集体收益)[^，。；]{0,10}(?:取消|扣|停|减|按积分|与积分|积分挂钩|挂钩)",
            r"(?:积分|得分)[^，。；]{0,16}(?:分红|参与[^，。；]{0,4}分配|收益分配|红利)",
        ),
        lawful=(
            r"(?:积分|得分)?(?:不作为|不得作为|不与|不能作为|不影响|不参与)[^，。；]{0,10}(?:分红|红利|收益分配|集体收益)(?:的)?(?:依据|挂钩)?",
            r"(?:不得|不能|不准|严禁|禁止)[^，。；]{0,12}(?:分红|红利|股金|收益分配|集体收益|土地补偿)",
            r"分红(?:大会|现场|仪式|名册)",
        ),
    ),
    Matter(
        "cash_out",
        ("central_bank_20", "organic_27"),
        ERROR,
        either=(
            r"(?:积分|分值|星|分)[^，。；]{0,10}(?:兑换|兑付|换取|兑|折算|折合|折|抵)(?:成|为|取)?(?:等额|等值)?(?:的)?(?:现金|人民币|现钱|红包)",
            r"(?:兑换|提取|发放|领取|换取)(?:等额|等值)?(?:的)?现金(?!\S{0,4}捐)",
            r"(?:积分|分)[^，。；]{0,8}(?:提现|变现|套现|折现|买卖|出售|收购)",
            r"(?:积分|分)[^，。；]{0,6}(?:换|兑|抵)(?:成)?(?:钱|现钱|红包|工资)",
            r"(?:提现|折现|返现)",
        ),
        lawful=(
            (r"(?:不得|不能|不可|不予|不准|严禁|禁止|不)(?:用于|将[^，。；]{0,6})?[^，。；]{0,8}(?:兑换|兑付|换取|提取|兑|折算|折合|折|发放|领取|转让|提现|变现|套现|折现|买卖|返现)"
            r"(?:成|为|取)?(?:等额|等值)?(?:的)?(?:现金|人民币)?"),
            r"捐(?:赠|献|助)?[^，。；]{0,6}现金",
            r"(?:拾到|捡到|拾获|归还|上交|返还)[^，。；]{0,6}现金",
        ),
    ),
)  # fmt: skip
"""Every matter. A new pattern comes with a text that must be found by it and one that must not."""

BY_AUTHORITY: Final = (
    r"(?:经|由|被)[^，。；]{0,10}(?:公安|法院|检察|司法|行政|监察|主管)[^，。；]{0,8}(?:认定|处罚|判决|拘留|判刑|立案|查处|裁定)"
    r"|被依法(?:处罚|判刑|拘留|追究|判决)"
)
"""A fact that an authority has established: then the matter is a warning, since the act was more than the right used."""
