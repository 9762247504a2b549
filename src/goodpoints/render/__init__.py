"""Documents for people: values in, paper out. It asks no book and no clock; jinja2 and segno are imported only here."""

from __future__ import annotations

from goodpoints.render.masking import is_organisation, masked, masked_donor
from goodpoints.render.notice import notice_html
from goodpoints.render.notice_values import (
    Donation,
    GoodsLine,
    MaterialLine,
    Notice,
    PrintedHead,
    RankingLine,
    RefusalCount,
    Totals,
)

__all__ = [
    "Donation",
    "GoodsLine",
    "MaterialLine",
    "Notice",
    "PrintedHead",
    "RankingLine",
    "RefusalCount",
    "Totals",
    "is_organisation",
    "masked",
    "masked_donor",
    "notice_html",
]
