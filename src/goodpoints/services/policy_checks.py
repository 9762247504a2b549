"""What no single key of a policy can tell: whether its parts fit together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from goodpoints.domain.amounts import quantity_of
from goodpoints.domain.policy import Policy
from goodpoints.errors import Fact


def contradictions(policy: Policy) -> list[dict[str, Fact]]:
    """Every place where one part of the policy contradicts another, as `read_policy` reports it."""
    return [*_measures(policy), *_campaigns(policy), *_barters(policy)]


def _measures(policy: Policy) -> Iterator[dict[str, Fact]]:
    own = [measure.name for measure in policy.measures if not measure.of]
    yield from _twice("measures", "name", [measure.name for measure in policy.measures])
    for n, measure in enumerate(policy.measures, 1):
        if measure.of and measure.of not in own:
            yield _wrong(f"measures[{n}].of", measure.of, ", ".join(own))


def _campaigns(policy: Policy) -> Iterator[dict[str, Fact]]:
    yield from _twice("campaigns", "name", [campaign.name for campaign in policy.campaigns])
    for n, campaign in enumerate(policy.campaigns, 1):
        if campaign.last < campaign.first:
            yield _wrong(f"campaigns[{n}].last", campaign.last, f"≥ {campaign.first}")


def _barters(policy: Policy) -> Iterator[dict[str, Fact]]:
    known = [measure.name for measure in policy.measures]
    for n, rate in enumerate(policy.barters, 1):
        measure = quantity_of(rate.quantity).measure
        if measure and measure not in known:
            yield _wrong(f"barters[{n}].quantity", rate.quantity, ", ".join(known))


def _twice(part: str, key: str, names: Iterable[str]) -> Iterator[dict[str, Fact]]:
    names = list(names)
    for name, count in Counter(names).items():
        if count > 1:
            again = names.index(name, names.index(name) + 1) + 1
            yield _wrong(f"{part}[{again}].{key}", name, "1 ×")


def _wrong(path: str, got: str, allowed: str) -> dict[str, Fact]:
    return {"path": path, "code": "policy_value", "got": got, "allowed": allowed}
