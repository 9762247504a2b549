"""Which sheet is which."""

from __future__ import annotations

import pytest

from goodpoints.sheets import REGISTERS, Register
from goodpoints.sheets.headers import layout_of
from goodpoints.sheets.quantities import WEIGHTS

_VILLAGE = {
    "household": "户号 人员编号 姓名 性别 出生日期 与户主关系 网格 独居 残疾 低保 证件号 备注",
    "opening": "户号 户主 星数 获得年份",
    "rate": "材料 计量单位 兑换数量 兑得星数 最低交投量 生效日期 每户每次活动上限(星) 备注",
    "campaign": "活动名称 材料 开始日期 结束日期 每户上限(星)",
    "price": "品名 价格(星) 生效日期 每户每月限兑 供应商 保质期至",
    "weigh_in": "日期 户号 姓名 材料 数量 单位 网格员 备注",
    "redeem": "日期 户号 姓名 品名 数量 经手人 券号 备注",
    "delivery": "日期 类别 捐赠人/供应商 品名 数量 单价（元） 券号起 券号止",
    "count": "日期 品名 实盘数量 保管员 监督员 备注",
    "barter": "日期 户号 姓名 材料 数量 换得品名 换得数量 经手人",
    "hand_over": "日期 受助户号 材料 数量 单位 网格员",
    "sell": "日期 买方 材料 数量 单位 单价(元) 金额（元）",
    "reverse": "冲正日期 原兑换日期 户号 姓名 品名 数量 原因",
}


@pytest.mark.parametrize("kind", _VILLAGE)
def test_a_villages_headers_are_recognised_and_none_is_left_over(kind: str) -> None:
    """Order does not matter, blanks and units in brackets neither."""
    layout = layout_of([f" {header} " for header in reversed(_VILLAGE[kind].split())])

    assert layout is not None
    assert (layout.register.kind, layout.unknown) == (kind, ())


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.kind)
def test_english_headers_are_recognised(register: Register) -> None:
    """Each required column has an English word, and together they mean this register alone."""
    layout = layout_of([_english(register, column.name) for column in register.columns if column.required])

    assert layout is not None
    assert layout.register.kind == register.kind


@pytest.mark.parametrize("kind", _VILLAGE)
def test_every_word_for_a_column_means_that_column(kind: str) -> None:
    """Whichever synonym a sheet has in the place of ours, with a unit in brackets or without."""
    register = next(register for register in REGISTERS if register.kind == kind)
    for column in register.columns:
        for header in column.headers:
            others = {other.name: other.headers[0] for other in register.columns if other.required}
            layout = layout_of([*(others | {column.name: f"{header}（元）" if "(" not in header else header}).values()])

            assert layout is not None
            assert (layout.register.kind, layout.headers[layout.positions[column.name]][: len(header)]) == (
                kind,
                header,
            )


def test_a_title_or_a_row_of_entries_is_no_header() -> None:
    """Only a row with every required header is one."""
    actual = [layout_of(["白帆岛村2025-07过磅登记", "", ""]), layout_of(["2025-07-07", "0002", "高雨欣", "纸板", 5.2])]

    assert actual == [None, None]


def test_columns_of_a_register_are_named_once() -> None:
    """Names are keys; a register's subject is one of its columns, its unit too."""
    for register in REGISTERS:
        names = [column.name for column in register.columns]

        assert len(names) == len(set(names))
        assert {register.subject, register.unit or register.subject} <= set(names)


def test_names_and_free_text_never_decide() -> None:
    """What is private stays out of a row's key."""
    both = [column.name for register in REGISTERS for column in register.columns if column.private and column.deciding]

    assert both == []


def test_a_unit_in_the_headers_brackets_is_the_sheets_unit() -> None:
    """数量(斤) says what the numbers are."""
    layout = layout_of(["日期", "户号", "材料", "数量（斤）"])

    assert layout is not None
    assert layout.units == {"quantity": WEIGHTS["斤"]}


def _english(register: Register, name: str) -> str:
    return next(header for header in register.column(name).headers if header.isascii())
