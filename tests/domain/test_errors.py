"""Errors: one tree, stable codes, exit statuses by who can mend it, and a way through a process pool."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
import re

import pytest

from goodpoints import domain, errors
from goodpoints.domain.market.refusals import INSUFFICIENT, InsufficientBalance, LimitReached, OutOfStock
from goodpoints.errors import GoodpointsError, MistakenInput, RefusedByRule, refuse


def _all(kind: type[GoodpointsError]) -> list[type[GoodpointsError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _all(child))]


def _every_error() -> list[type[GoodpointsError]]:
    """Every class of ours there is, those of the domain included; tests' own are left out."""
    for module in pkgutil.walk_packages(domain.__path__, "goodpoints.domain."):
        importlib.import_module(module.name)
    importlib.import_module("goodpoints.services.admission")
    ours = [kind for kind in _all(GoodpointsError) if kind.__module__.startswith("goodpoints.")]
    return sorted(set(ours), key=lambda kind: kind.__qualname__)


EXIT = {
    "GoodpointsError": 1,
    "MistakenInput": 2,
    "NotFound": 3,
    "BadRows": 4,
    "ImportConflict": 4,
    "IdempotencyConflict": 1,
    "RefusedByRule": 1,
    "NotPermitted": 7,
    "LedgerIntegrityError": 5,
    "StorageError": 6,
}


def test_each_branch_has_its_exit_status() -> None:
    """The statuses are a promise to scripts."""
    branches = {kind.__name__: kind.exit_status for kind in _every_error() if kind.__module__ == "goodpoints.errors"}

    assert branches == EXIT


def test_the_docstring_draws_the_whole_tree() -> None:
    """Every branch with its status; no branch that is not there."""
    drawn = dict(re.findall(r"([A-Z]\w+) +\((\d)\)", errors.__doc__ or ""))

    assert {name: int(status) for name, status in drawn.items()} == {
        n: s for n, s in EXIT.items() if n != "GoodpointsError"
    }


@pytest.mark.parametrize("kind", _every_error())
def test_a_leaf_keeps_the_status_of_its_branch(kind: type[GoodpointsError]) -> None:
    """What a rule refuses ends with 1, whatever the rule."""
    branch = next(base for base in kind.__mro__ if base.__module__ == "goodpoints.errors")

    assert kind.exit_status == EXIT[branch.__name__]


@pytest.mark.parametrize("kind", _every_error())
def test_every_error_survives_a_process_pool(kind: type[GoodpointsError]) -> None:
    """Class, code, facts and reasons."""
    error = kind("some_code", household="0103", amounts=[1, 2], more={"a": 1})
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes

    assert type(again) is kind
    assert again == error
    assert (again.code, again.facts, str(again)) == (error.code, error.facts, str(error))


def test_a_refusal_carries_all_its_reasons_through_a_pool() -> None:
    """In their order; the error itself is the first."""
    reasons: list[RefusedByRule] = [
        OutOfStock("out_of_stock", item="洗衣粉", wanted=2, available=0),
        InsufficientBalance("insufficient_stars", wanted=4, available=1),
        LimitReached("limit_reached", limit=1),
    ]
    with pytest.raises(OutOfStock) as caught:
        refuse(reasons)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes

    assert again.reasons == tuple(reasons)
    assert again.reasons[0] is again
    assert [type(reason) for reason in again.reasons] == [OutOfStock, InsufficientBalance, LimitReached]


def test_no_reason_is_no_refusal() -> None:
    """An empty list of reasons refuses nothing."""
    refuse([])


def test_a_refusal_alone_is_its_only_reason() -> None:
    """So that whoever lists reasons need not ask."""
    error = LimitReached("limit_reached", limit=1)

    assert (error.reasons, error.told()) == ((error,), {"code": "limit_reached", "facts": {"limit": 1}})


def test_errors_are_equal_by_what_they_say() -> None:
    """Class, code and facts; two refusals also by all their reasons."""
    assert MistakenInput("bad_date", got="x") == MistakenInput("bad_date", got="x")
    assert MistakenInput("bad_date", got="x") != MistakenInput("bad_date", got="y")
    assert MistakenInput("bad_date") != errors.NotFound("bad_date")
    assert LimitReached("limit_reached", limit=1) != LimitReached("limit_reached", limit=2)


def test_the_codes_of_refusals_are_stable() -> None:
    """Journals keep them for ever."""
    assert INSUFFICIENT == {
        "stars": "insufficient_stars",
        "points": "insufficient_points",
        "coins": "insufficient_coins",
    }
