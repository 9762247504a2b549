"""The public notice as one HTML page: prints on A4, reads on a phone, needs nothing but itself."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from goodpoints.domain.steps import shown
from goodpoints.errors import MistakenInput
from goodpoints.render.notice_words import WORDS

if TYPE_CHECKING:
    from jinja2 import Template

    from goodpoints.render.notice_values import Notice

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def notice_html(notice: Notice) -> str:
    """The notice as a page of its own: no script, no font and no picture from elsewhere.

    Raises:
        MistakenInput: `missing_extra` where the libraries of the extra `print` are not installed.
    """
    page = _template().render(
        notice=notice,
        words=WORDS[notice.language],
        totals=_totals(notice),
        qr=_qr(notice.head.payload),
        steps=lambda amount: shown(amount, notice.scale),
        money=lambda amount: _money(amount, notice.money_scale),
        day=lambda day: _day(day, notice.language),
        shown=shown,
    )
    return page.rstrip() + "\n"


def _totals(notice: Notice) -> list[tuple[str, str]]:
    """Word and figure of each total; nothing corrected, no column for it."""
    totals = notice.totals
    told = [("opening", totals.opening), ("issued", totals.issued), ("redeemed", totals.redeemed)]
    told.append(("expired", totals.expired))
    if totals.corrected:
        told.append(("corrected", totals.corrected))
    told.append(("outstanding", totals.outstanding))
    words = WORDS[notice.language]
    return [(words[name], shown(amount, notice.scale)) for name, amount in told]


def _money(amount: int, scale: int) -> str:
    """Money keeps its last zeros: 473.60."""
    whole, cents = divmod(abs(amount), 10**scale)
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole}.{cents:0{scale}d}" if scale else f"{sign}{whole}"


def _day(day: dt.date, language: str) -> str:
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"  # strftime would speak the PC's own language


@lru_cache(maxsize=1)
def _template() -> Template:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError as error:
        raise MistakenInput("missing_extra", extra="print") from error
    loader = PackageLoader("goodpoints.render", "templates")
    room = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return room.get_template("notice.html")


def _qr(payload: str) -> str:
    try:
        import segno
    except ImportError as error:
        raise MistakenInput("missing_extra", extra="print") from error
    return segno.make(payload, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None
    )
