"""The list of commands: where each lives and what it is called. A new command adds its line here."""

from __future__ import annotations

from typing import Final, NamedTuple


class Verb(NamedTuple):
    """One command.

    Attributes:
        name: As typed, "weigh-in".
        module: Its module in `cli.commands`; imported only when the command is used.
        aliases: Other names, the Chinese one first.
    """

    name: str
    module: str
    aliases: tuple[str, ...]

    @property
    def key(self) -> str:
        """Its word in message keys and function names, "weigh_in"."""
        return self.name.replace("-", "_")


VERBS: Final = (
    Verb("weigh-in", "recycling", ("收废品",)),
    Verb("redeem", "counter", ("兑换",)),
    Verb("barter", "counter", ("以物换物",)),
    Verb("reverse", "correct", ("冲正", "undo")),
    Verb("balance", "questions", ("余额",)),
    Verb("statement", "questions", ("明细", "history")),
    Verb("find", "questions", ("找人",)),
    Verb("today", "questions", ("流水",)),
    Verb("stock", "questions", ("库存",)),
    Verb("materials", "questions", ("可回收物",)),
    Verb("delivery", "stockroom", ("进货",)),
    Verb("count", "stockroom", ("盘点",)),
    Verb("hand-over", "recycling", ("发放",)),
    Verb("sell", "recycling", ("售卖",)),
    Verb("claim", "deeds", ("记好事",)),
    Verb("precheck", "deeds", ("初审",)),
    Verb("panel", "deeds", ("评议",)),
    Verb("object", "deeds", ("异议",)),
    Verb("review", "deeds", ("复核",)),
    Verb("explain", "why", ("说明",)),
    Verb("repair", "deeds", ("信用修复",)),
    Verb("write-off", "deeds", ("核销欠分",)),
    Verb("import", "intake", ("导入",)),
    Verb("import-jsonl", "moving", ("转入",)),
    Verb("reverse-batch", "correct", ("撤回导入", "undo-import")),
    Verb("notice", "paper", ("公示",)),
    Verb("report", "paper", ("报表",)),
    Verb("backup", "keeping", ("备份",)),
    Verb("verify", "checking", ("核账",)),
    Verb("doctor", "checking", ("体检",)),
    Verb("rebuild", "moving", ("重算",)),
    Verb("due", "correct", ("到期",)),
    Verb("init", "opening", ("建账",)),
    Verb("demo", "show", ("演示",)),
    Verb("opening", "opening", ("期初",)),
    Verb("rate", "rules", ("兑星标准",)),
    Verb("price", "rules", ("定价",)),
    Verb("campaign", "rules", ("活动",)),
    Verb("household", "people", ("户籍",)),
    Verb("person", "people", ("成员",)),
    Verb("kin", "deeds", ("近亲",)),
    Verb("role", "roles", ("角色",)),
    Verb("policy", "rules", ("规矩",)),
    Verb("rule", "rulebook", ("细则",)),
    Verb("star", "stars", ("星级户",)),
    Verb("list", "lists", ("榜单",)),
    Verb("quota", "quotas", ("额度",)),
    Verb("export", "keeping", ("导出",)),
    Verb("books", "database", ("账本",)),
    Verb("database", "database", ("数据库",)),
)
"""Every command of the top level, in the order of the help page: daily ones first."""

NESTED: Final = {
    "household": (Verb("add", "people", ("登记",)),),
    "person": (Verb("add", "people", ("登记",)),),
    "policy": (
        Verb("change", "rules", ("修改",)),
        Verb("show", "rules", ("查看",)),
        Verb("check", "rules", ("检查",)),
    ),
    "rule": (
        Verb("list", "rulebook", ("列表",)),
        Verb("show", "rulebook", ("查看",)),
        Verb("check", "rulebook", ("检查",)),
        Verb("diff", "rulebook", ("对比",)),
        Verb("load", "rulebook", ("转换",)),
        Verb("adopt", "rulebook", ("通过",)),
        Verb("try", "rulebook", ("试算",)),
        Verb("rerate", "rulebook", ("重评",)),
    ),
    "notice": (
        Verb("board", "paper", ("张贴",)),
        Verb("open", "deeds", ("开始",)),
        Verb("withdraw", "deeds", ("撤回",)),
    ),
    "role": (
        Verb("grant", "roles", ("授予",)),
        Verb("revoke", "roles", ("撤销",)),
        Verb("allow", "roles", ("权限",)),
        Verb("list", "roles", ("列表",)),
    ),
    "report": (
        Verb("village", "paper", ("全村",)),
        Verb("month", "reports", ("按月",)),
        Verb("household", "reports", ("一户",)),
        Verb("material", "reports", ("材料",)),
        Verb("stock", "reports", ("库存",)),
        Verb("expiring", "reports", ("将到期",)),
        Verb("refusals", "reports", ("退回",)),
        Verb("liability", "reports", ("欠兑",)),
        Verb("notices", "bank_reports", ("公示清单",)),
        Verb("ranking", "bank_reports", ("排名",)),
        Verb("rules", "bank_reports", ("细则",)),
        Verb("judges", "bank_reports", ("评议员",)),
        Verb("participation", "bank_reports", ("参与",)),
    ),
    "export": (Verb("csv", "keeping", ("表格",)), Verb("jsonl", "moving", ("凭证",))),
    "books": (Verb("list", "database", ("列出",)),),
    "database": (
        Verb("migrate", "database", ("升级",)),
        Verb("grant", "database", ("授权",)),
        Verb("distribute", "database", ("分布",)),
    ),
    "star": (
        Verb("assess", "stars", ("评星",)),
        Verb("withdraw", "stars", ("摘星",)),
        Verb("show", "stars", ("看星",)),
        Verb("recount", "stars", ("重算",)),
    ),
    "list": (
        Verb("add", "lists", ("上榜",)),
        Verb("reply", "lists", ("申辩",)),
        Verb("cure", "lists", ("销号",)),
        Verb("show", "lists", ("看榜",)),
    ),
    "quota": (
        Verb("set", "quotas", ("定额",)),
        Verb("show", "quotas", ("查看",)),
        Verb("waiting", "quotas", ("缓发",)),
        Verb("release", "quotas", ("放行",)),
    ),
}
"""The commands inside a noun."""

UNNAMED: Final = {"notice": "board"}
"""Noun → which of its commands is meant where none is named: `notice --month 2026-03` came before the others."""


def joined(words: list[str]) -> list[str]:
    """A command line whose first two words are one command: `import jsonl` is `import-jsonl`."""
    both = "-".join(words[:2])
    return [both, *words[2:]] if len(words) > 1 and named(both) else words


def named(name: str, verbs: tuple[Verb, ...] = VERBS) -> Verb | None:
    """The command that is called so, by its name or an alias."""
    return next((verb for verb in verbs if name == verb.name or name in verb.aliases), None)
