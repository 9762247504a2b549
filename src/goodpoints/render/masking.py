"""Masking: names on a notice board are known to neighbours and say little to strangers.

Source of the habit: personal data goes on a public board only as far as its purpose needs
(个人信息保护法, articles 6 and 25); 张大山 is written 张*山, and 李明, too short for that, 李**.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

STAR: Final = "*"
_HIDDEN: Final = STAR * 2
_WHOLE: Final = 3
_INVISIBLE: Final = frozenset({"Mn", "Me", "Cf", "Cc"})
_HANZI: Final = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff*]+")
_COMPOUND: Final = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 "
    "仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐 轩辕 呼延 拓跋 完颜 西门 东郭 百里 第五 纳兰 歐陽 諸葛 尉遲 獨孤".split(),
)
"""Surnames of two characters: nobody else's first name is shown because the surname takes two places."""

_ORGANISATIONS: Final = (
    "公司", "集团", "超市", "商店", "商行", "合作社", "供销社", "供电所", "村委会", "居委会", "村集体", "党支部", "学校", "小学",
    "中学", "大学", "协会", "基金会", "银行", "信用社", "商会", "工会", "妇联", "团委", "政府", "中心", "医院", "卫生院", "工厂",
    "饭店", "药店", "农场", "果园", "回收站", "服务站", "志愿队", "工作队", "办事处", "联合会", "委员会", "街道办",
)  # fmt: skip
_ORGANISATION_ENDS: Final = frozenset("厂店社站所队会院局部处行校")
_ENGLISH_ORGANISATIONS: Final = re.compile(
    r"\b(?:co|ltd|inc|llc|company|shop|store|school|bank|committee|association|foundation|cooperative|station)\b\.?",
    re.IGNORECASE,
)


def masked(name: str) -> str:
    """A person's name as it may hang on a public board; masking twice changes nothing.

    Three characters and more keep the first and the last (张*山, 欧阳*华), shorter ones the surname (李**, 欧阳**),
    names in other scripts or in parts their first letter (A**).
    """
    plain = _visible(name)
    if not plain or len(plain) == 1:
        return _HIDDEN if plain else ""
    if not _HANZI.fullmatch(plain):
        return plain[0] + _HIDDEN
    surname = plain[:2] if plain[:2] in _COMPOUND else plain[0]
    if len(plain) < len(surname) + 2:
        return surname + _HIDDEN
    return surname + STAR * (len(plain) - len(surname) - 1) + plain[-1]


def masked_donor(name: str, *, consented: bool = False) -> str:
    """A donor's name: a firm's or an office's whole, a person's masked unless the person has agreed."""
    return _visible(name) if consented or is_organisation(name) else masked(name)


def is_organisation(name: str) -> bool:
    """Whether the name is surely that of a firm or an office; in doubt it is a person's."""
    plain = _visible(name)
    if plain.isascii():
        return bool(_ENGLISH_ORGANISATIONS.search(plain))
    if any(word in plain for word in _ORGANISATIONS):
        return True
    return len(plain) > _WHOLE and plain[-1] in _ORGANISATION_ENDS and plain[:2] not in _COMPOUND


def _visible(name: str) -> str:
    """NFC, without blanks around it and without marks that cannot be seen, which would leave less hidden than it looks."""
    kept = (sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign) not in _INVISIBLE)
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", "".join(kept).strip())
