"""A notice of the sample village, in both languages, with figures made up for the eye."""

from __future__ import annotations

import datetime as dt
import hashlib

from goodpoints.render import (
    Donation,
    GoodsLine,
    MaterialLine,
    Notice,
    PrintedHead,
    RankingLine,
    RefusalCount,
    Totals,
)

HEADS = ("何守田", "梁秋生", "沈月娥", "陶水根", "欧阳秀", "李明", "顾小满", "范桂花", "阮长贵", "鲁春生")
LEAF = hashlib.sha256(b"the sample notice").hexdigest()


def sample(language: str = "zh") -> Notice:
    """The notice that the golden files hold."""
    return Notice(
        village="清水湾村",
        first=dt.date(2026, 1, 1),
        last=dt.date(2026, 6, 30),
        printed=dt.date(2026, 7, 2),
        unit="星" if language == "zh" else "stars",
        money="元" if language == "zh" else "yuan",
        households=24,
        totals=Totals(212, 318, 241, 14, 3, 272),
        ranking=tuple(RankingLine(n, f"{n * 2:04d}", name, 40 - 3 * n) for n, name in enumerate(HEADS, 1)),
        refusals=(
            RefusalCount("insufficient_stars", 5),
            RefusalCount("limit_reached", 3),
            RefusalCount("below_min_lot", 2),
            RefusalCount("a_reason_of_tomorrow", 1),
        ),
        corrections=2,
        since=dt.date(2025, 9, 1),
        goods=(
            GoodsLine("食盐", 60, 38, 1, 21),
            GoodsLine("肥皂", 40, 22, 0, 18),
            GoodsLine("洗衣粉", 30, 19, 0, 11),
            GoodsLine("卫生纸", 30, 12, 0, 18),
            GoodsLine("大米5公斤", 12, 7, 0, 5),
            GoodsLine("酱油", 24, 9, 0, 15),
            GoodsLine("电费券10元", 20, 13, 0, 7),
        ),
        materials=(
            MaterialLine("纸板", "公斤", 3, 412_500, 96_000, 280_000, 36_500),
            MaterialLine("塑料瓶", "个", 0, 2310, 0, 1900, 410),
            MaterialLine("易拉罐", "个", 0, 866, 0, 600, 266),
            MaterialLine("农药包装", "个", 0, 531, 0, 0, 531),
        ),
        sold=47_360,
        donations=(
            Donation("青禾农资有限公司", "洗衣粉", 30, 36_000),
            Donation("镇供销社", "食盐", 60, 12_000),
            Donation("沈月娥", "酱油", 24),
        ),
        head=PrintedHead("qingshui", 1286, LEAF),
        language=language,
    )
