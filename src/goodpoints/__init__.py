"""The ledger of village point banks and star supermarkets."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

# A command that only shows its help, or only reads, would otherwise wait for every act there is.
if TYPE_CHECKING:
    from goodpoints.book import Book, create_book, open_book
    from goodpoints.book.hosted import unit_of_work
    from goodpoints.book.moving import import_journal
    from goodpoints.domain.amounts import Quantity, quantity_of, shown
    from goodpoints.domain.bank.claim import Claim
    from goodpoints.domain.bank.lists import Cure, PutOnList, ReplyTo
    from goodpoints.domain.bank.notice import OpenNotice
    from goodpoints.domain.bank.objection import Object, Review
    from goodpoints.domain.bank.panel import Judge, Panel
    from goodpoints.domain.journal.opening import ChangePolicy
    from goodpoints.domain.journal.reverse import Reverse
    from goodpoints.domain.market.catalog import PublishPrice
    from goodpoints.domain.market.count import CountStock
    from goodpoints.domain.market.counter import Barter, HandOver, Sell, TakeOver
    from goodpoints.domain.market.delivery import Deliver
    from goodpoints.domain.market.rates import OpenCampaign, PublishRate
    from goodpoints.domain.market.redeem import Redeem
    from goodpoints.domain.market.weigh_in import WeighIn
    from goodpoints.domain.policy import Policy
    from goodpoints.domain.register.people import RegisterHousehold, RegisterPerson
    from goodpoints.errors import (
        BadRows,
        GoodpointsError,
        IdempotencyConflict,
        ImportConflict,
        LedgerIntegrityError,
        MistakenInput,
        NotFound,
        NotPermitted,
        RefusedByRule,
        StorageError,
    )
    from goodpoints.services.policy_file import read_policy
    from goodpoints.services.receipt import Receipt
    from goodpoints.services.rulebook_file import read_rulebook

_SHELF: Final = {
    "goodpoints.book": "Book create_book open_book",
    "goodpoints.book.hosted": "unit_of_work",
    "goodpoints.book.moving": "import_journal",
    "goodpoints.domain.amounts": "Quantity quantity_of shown",
    "goodpoints.domain.bank.lists": "Cure PutOnList ReplyTo",
    "goodpoints.domain.bank.claim": "Claim",
    "goodpoints.domain.bank.notice": "OpenNotice",
    "goodpoints.domain.bank.objection": "Object Review",
    "goodpoints.domain.bank.panel": "Judge Panel",
    "goodpoints.domain.journal.opening": "ChangePolicy",
    "goodpoints.domain.journal.reverse": "Reverse",
    "goodpoints.domain.market.catalog": "PublishPrice",
    "goodpoints.domain.market.count": "CountStock",
    "goodpoints.domain.market.counter": "Barter HandOver Sell TakeOver",
    "goodpoints.domain.market.delivery": "Deliver",
    "goodpoints.domain.market.rates": "OpenCampaign PublishRate",
    "goodpoints.domain.market.redeem": "Redeem",
    "goodpoints.domain.market.weigh_in": "WeighIn",
    "goodpoints.domain.policy": "Policy",
    "goodpoints.domain.register.people": "RegisterHousehold RegisterPerson",
    "goodpoints.errors": "BadRows GoodpointsError IdempotencyConflict ImportConflict LedgerIntegrityError MistakenInput NotFound NotPermitted RefusedByRule StorageError",
    "goodpoints.services.policy_file": "read_policy",
    "goodpoints.services.receipt": "Receipt",
    "goodpoints.services.rulebook_file": "read_rulebook",
}
_PLACES: Final = {name: module for module, names in _SHELF.items() for name in names.split()}

__all__ = [
    "BadRows",
    "Barter",
    "Book",
    "ChangePolicy",
    "Claim",
    "CountStock",
    "Cure",
    "Deliver",
    "GoodpointsError",
    "HandOver",
    "IdempotencyConflict",
    "ImportConflict",
    "Judge",
    "LedgerIntegrityError",
    "MistakenInput",
    "NotFound",
    "NotPermitted",
    "Object",
    "OpenCampaign",
    "OpenNotice",
    "Panel",
    "Policy",
    "PublishPrice",
    "PublishRate",
    "PutOnList",
    "Quantity",
    "Receipt",
    "Redeem",
    "RefusedByRule",
    "RegisterHousehold",
    "RegisterPerson",
    "ReplyTo",
    "Reverse",
    "Review",
    "Sell",
    "StorageError",
    "TakeOver",
    "WeighIn",
    "create_book",
    "import_journal",
    "open_book",
    "quantity_of",
    "read_policy",
    "read_rulebook",
    "shown",
    "unit_of_work",
]


def __getattr__(name: str) -> object:
    """What the shelf has, imported when it is first asked for."""
    if name not in _PLACES:
        raise AttributeError(name)
    found: object = getattr(import_module(_PLACES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The shelf."""
    return sorted({*globals(), *__all__})
