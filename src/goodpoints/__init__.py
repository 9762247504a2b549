"""The ledger of village point banks and star supermarkets."""

from goodpoints.book import Book, create_book, open_book
from goodpoints.domain.amounts import Quantity, quantity_of, shown
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
from goodpoints.services.receipt import Receipt

__all__ = [
    "BadRows",
    "Barter",
    "Book",
    "ChangePolicy",
    "CountStock",
    "Deliver",
    "GoodpointsError",
    "HandOver",
    "IdempotencyConflict",
    "ImportConflict",
    "LedgerIntegrityError",
    "MistakenInput",
    "NotFound",
    "NotPermitted",
    "OpenCampaign",
    "Policy",
    "PublishPrice",
    "PublishRate",
    "Quantity",
    "Receipt",
    "Redeem",
    "RefusedByRule",
    "RegisterHousehold",
    "RegisterPerson",
    "Reverse",
    "Sell",
    "StorageError",
    "TakeOver",
    "WeighIn",
    "create_book",
    "open_book",
    "quantity_of",
    "shown",
]
