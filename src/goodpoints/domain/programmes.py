"""The list of programmes: every kind of entry there is. A new programme adds its line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final

from goodpoints.domain.accounts import LOSS
from goodpoints.domain.bank.claim import CLAIM_KIND, Claim, claim
from goodpoints.domain.bank.credit import CREDIT_KIND
from goodpoints.domain.bank.deduction import DEDUCTION_KIND
from goodpoints.domain.bank.kin import KIN_KIND, DeclareKin, declare_kin
from goodpoints.domain.bank.lists import (
    CURE_KIND,
    LISTING_KIND,
    REPLY_KIND,
    Cure,
    PutOnList,
    ReplyTo,
    cure,
    put_on_list,
    reply_to,
)
from goodpoints.domain.bank.notice import (
    NOTICE_KIND,
    WITHDRAW_NOTICE_KIND,
    OpenNotice,
    WithdrawNotice,
    open_notice,
    withdraw_notice,
)
from goodpoints.domain.bank.objection import OBJECTION_KIND, REVIEW_KIND, Object, Review, object_to, review
from goodpoints.domain.bank.panel import PANEL_KIND, Panel, panel
from goodpoints.domain.bank.precheck import PRECHECK_KIND, Precheck, precheck
from goodpoints.domain.bank.quota import (
    QUOTA_KIND,
    RELEASE_KIND,
    WITHHOLD_KIND,
    ReleaseClaim,
    SetQuota,
    release_claim,
    set_quota,
)
from goodpoints.domain.bank.repair import REPAIR_KIND, Repair, repair
from goodpoints.domain.bank.rerate import RERATING_KIND, Rerate, rerate
from goodpoints.domain.bank.rulebook.adopt import RULEBOOK_KIND, AdoptRulebook, adopt_rulebook
from goodpoints.domain.bank.stars import (
    STARS_KIND,
    WITHDRAW_STAR_KIND,
    AssessStars,
    WithdrawStar,
    assess_stars,
    withdraw_star,
)
from goodpoints.domain.bank.veto import VETO_KIND
from goodpoints.domain.bank.write_off import WRITE_OFF_KIND, WriteOff, write_off
from goodpoints.domain.entries import Draft, Entry, Tally, Thing, ThingKey
from goodpoints.domain.journal.batches import (
    IMPORT_KIND,
    REVERSE_BATCH_KIND,
    CloseImport,
    ReverseBatch,
    close_import,
    reverse_batch,
)
from goodpoints.domain.journal.bookkeeping import EXPIRE_KIND, REFUSED_KIND
from goodpoints.domain.journal.opening import OPEN_KIND, POLICY_KIND, ChangePolicy, OpenBook, change_policy, open_book
from goodpoints.domain.journal.reverse import Reverse, original_of, reverse, reversed_entry
from goodpoints.domain.kinds import Kind, Things
from goodpoints.domain.market.catalog import PRICE_KIND, PublishPrice, publish_price
from goodpoints.domain.market.count import COUNT_KIND, CountStock, count
from goodpoints.domain.market.counter import (
    BARTER_KIND,
    HAND_OVER_KIND,
    OPENING_KIND,
    SELL_KIND,
    Barter,
    HandOver,
    Sell,
    TakeOver,
    barter,
    hand_over,
    sell,
    take_over,
)
from goodpoints.domain.market.delivery import DELIVERY_KIND, Deliver, deliver
from goodpoints.domain.market.rates import (
    CAMPAIGN_KIND,
    RATE_KIND,
    OpenCampaign,
    PublishRate,
    open_campaign,
    publish_rate,
)
from goodpoints.domain.market.redeem import REDEEM_KIND, Redeem, redeem
from goodpoints.domain.market.weigh_in import WEIGH_IN_KIND, WeighIn, weigh_in
from goodpoints.domain.reader import BookReader
from goodpoints.domain.register.parties import PARTY_KIND, RegisterParty, register_party
from goodpoints.domain.register.people import (
    HOUSEHOLD_KIND,
    PERSON_KIND,
    RegisterHousehold,
    RegisterPerson,
    register_household,
    register_person,
)
from goodpoints.domain.register.roles import (
    PERMISSION_KIND,
    ROLE_KIND,
    AllowActs,
    GrantRole,
    RevokeRole,
    allow_acts,
    grant_role,
    revoke_role,
)
from goodpoints.errors import LedgerIntegrityError

JOURNAL: Final = (OPEN_KIND, POLICY_KIND, EXPIRE_KIND, REFUSED_KIND, IMPORT_KIND, REVERSE_BATCH_KIND)
REGISTER: Final = (HOUSEHOLD_KIND, PERSON_KIND, PARTY_KIND, ROLE_KIND, PERMISSION_KIND)
MARKET: Final = (
    OPENING_KIND, RATE_KIND, CAMPAIGN_KIND, PRICE_KIND, DELIVERY_KIND, WEIGH_IN_KIND, REDEEM_KIND,
    BARTER_KIND, COUNT_KIND, HAND_OVER_KIND, SELL_KIND,
)  # fmt: skip
BANK: Final = (
    RULEBOOK_KIND, CLAIM_KIND, PRECHECK_KIND, PANEL_KIND, NOTICE_KIND, WITHDRAW_NOTICE_KIND, OBJECTION_KIND,
    REVIEW_KIND, CREDIT_KIND, DEDUCTION_KIND, VETO_KIND, KIN_KIND, REPAIR_KIND, WRITE_OFF_KIND,
    RERATING_KIND,
)  # fmt: skip

QUOTAS: Final = (QUOTA_KIND, WITHHOLD_KIND, RELEASE_KIND)
STANDING: Final = (LISTING_KIND, REPLY_KIND, CURE_KIND, STARS_KIND, WITHDRAW_STAR_KIND)

_ACTS: Final = {kind.name: kind for kind in (*JOURNAL, *REGISTER, *MARKET, *BANK, *QUOTAS, *STANDING)}


def _of_original(entry: Entry) -> Iterable[ThingKey]:
    original = original_of(entry)
    return _ACTS[original.kind].touches(original)


def _undo(entry: Entry, things: Things) -> Iterable[Thing]:
    original = original_of(entry)
    return _ACTS[original.kind].undo(original, things)


def _counted_back(entry: Entry) -> Iterable[Tally]:
    original = original_of(entry)
    return [tally._replace(amount=-tally.amount) for tally in _ACTS[original.kind].tallies(original)]


REVERSE_KIND: Final = Kind(
    "reverse",
    takes_from=frozenset(
        [
            "household",
            "debt",
            "depot",
            "stock",
            "returned",
            "given",
            "redeemed",
            "outside",
            "handed-over",
            "fund",
            "shrinkage",
            "relotted",
            "expired",
            "forfeited",
            "deducted",
            LOSS,
        ],
    ),
    touches=_of_original,
    reduce=_undo,
    tallies=_counted_back,
)


def _reverse(book: BookReader, order: Reverse) -> Draft:
    """Reverse an entry.

    Raises:
        NotFound: `unknown_entry`.
        RefusedByRule: `NotReversible`.
    """
    found = book.entry(order.seq)
    original = reversed_entry(found, order.seq, reversible=found is not None and KINDS[found.kind].reversible)
    KINDS[original.kind].before_reversal(book, original)
    return reverse(book, order, original)


DECISIONS: Final[dict[type, Callable[[BookReader, Any], Draft]]] = {
    OpenBook: open_book,
    ChangePolicy: change_policy,
    CloseImport: close_import,
    ReverseBatch: reverse_batch,
    RegisterHousehold: register_household,
    RegisterPerson: register_person,
    RegisterParty: register_party,
    GrantRole: grant_role,
    RevokeRole: revoke_role,
    AllowActs: allow_acts,
    TakeOver: take_over,
    PublishRate: publish_rate,
    OpenCampaign: open_campaign,
    PublishPrice: publish_price,
    Deliver: deliver,
    WeighIn: weigh_in,
    Redeem: redeem,
    Barter: barter,
    CountStock: count,
    HandOver: hand_over,
    Sell: sell,
    AdoptRulebook: adopt_rulebook,
    Rerate: rerate,
    Claim: claim,
    Precheck: precheck,
    Panel: panel,
    OpenNotice: open_notice,
    WithdrawNotice: withdraw_notice,
    Object: object_to,
    Review: review,
    DeclareKin: declare_kin,
    SetQuota: set_quota,
    ReleaseClaim: release_claim,
    AssessStars: assess_stars,
    WithdrawStar: withdraw_star,
    PutOnList: put_on_list,
    ReplyTo: reply_to,
    Cure: cure,
    Repair: repair,
    WriteOff: write_off,
    Reverse: _reverse,
}
"""Order → the decision that answers it."""

ACTS: Final[dict[type, str]] = {
    OpenBook: "open", ChangePolicy: "policy", CloseImport: "import", RegisterHousehold: "household",
    RegisterPerson: "person", RegisterParty: "party", TakeOver: "opening", PublishRate: "rate",
    OpenCampaign: "campaign", PublishPrice: "price", Deliver: "delivery", WeighIn: "weigh_in", Redeem: "redeem",
    Barter: "barter", CountStock: "count", HandOver: "hand_over", Sell: "sell", Reverse: "reverse",
    ReverseBatch: "reverse_batch", AdoptRulebook: "rulebook", Rerate: "rerating", Claim: "claim",
    Precheck: "precheck", Panel: "panel",
    OpenNotice: "notice", WithdrawNotice: "withdraw_notice", Object: "objection", Review: "review", DeclareKin: "kin",
    SetQuota: "quota", ReleaseClaim: "release", PutOnList: "listing", ReplyTo: "reply", Cure: "cure",
    Repair: "repair", WriteOff: "write_off",
    GrantRole: "role", RevokeRole: "role", AllowActs: "permission",
    AssessStars: "stars", WithdrawStar: "withdraw_star",
}  # fmt: skip
"""Order → the kind of entry it becomes."""

KINDS: Final[dict[str, Kind]] = _ACTS | {"reverse": REVERSE_KIND}
"""Entry kind → what it may take and how it changes the book."""


@lru_cache(maxsize=64)
def kind_named(name: str) -> Kind:
    """The kind of that name.

    Raises:
        LedgerIntegrityError: `unknown_kind`: the journal speaks of acts this version does not know.
    """
    found = KINDS.get(name)
    if found is None:
        raise LedgerIntegrityError("unknown_kind", kind=name)
    return found
