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
_LONGEST: Final = 4
"""Characters of the longest usual name of a person."""

_PLACES: Final = frozenset("村镇乡县市区省")
_INVISIBLE: Final = frozenset({"Mn", "Me", "Cf", "Cc"})
_HANZI: Final = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff*]+")
_COMPOUND: Final = frozenset(
    re.findall(
        r"..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离"
        "长孙宇文司徒鲜于司空令狐轩辕呼延拓跋完颜西门东郭百里第五纳兰歐陽諸葛尉遲獨孤",
    ),
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
    if len(plain) <= 1 or plain[0] == STAR:
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
    if len(plain) <= _WHOLE:
        return plain in _ORGANISATIONS or (plain[0] in _PLACES and plain[1:] in _ORGANISATIONS)
    if len(plain) == _WHOLE + 1 and plain[:2] in _COMPOUND:
        return False
    return any(word in plain for word in _ORGANISATIONS) or (len(plain) > _LONGEST and plain[-1] in _ORGANISATION_ENDS)


def _visible(name: str) -> str:
    """NFC, without blanks around it and without marks that cannot be seen, which would leave less hidden than it looks."""
    kept = (sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign) not in _INVISIBLE)
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", "".join(kept).strip())
