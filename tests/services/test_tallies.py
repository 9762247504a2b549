"""What is remembered of a count is what the store would tell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from goodpoints.domain.entries import Tally
from goodpoints.services.tallies import MOST, Asked, Sums, Tallies

DAYS = [f"2026-03-0{n}" for n in range(1, 6)]
names, days = st.sampled_from(["limit/洗衣粉", "claims/r1"]), st.sampled_from(DAYS)
subjects = st.sampled_from(["0001", "0002"])
adding = st.builds(Tally, names, subjects, days, st.integers(-3, 3))
asking = st.tuples(names, subjects, days, days)


@given(st.lists(st.one_of(adding, asking)))
def test_a_count_is_the_sum_of_what_was_added(steps: list[Tally | Asked]) -> None:
    """Whatever is added and asked in whatever order, over whatever days."""
    added: list[Tally] = []
    remembered = Tallies({})

    def counted(asked: Asked) -> int:
        name, subject, first, last = asked
        return sum(t.amount for t in added if (t.name, t.subject) == (name, subject) and first <= t.day <= last)

    for step in steps:
        if isinstance(step, Tally):
            added.append(step)
            remembered.add([step])
        else:
            assert remembered.over(step, counted) == counted(step)


def test_a_few_periods_of_a_count_are_remembered() -> None:
    """A day, a month and a year beside each other; the oldest makes room for one more."""
    asked: list[str] = []
    remembered = Tallies({})

    def counted(question: Asked) -> int:
        asked.append(question[2])
        return 1

    for first in (*DAYS[:4], *DAYS[:4], DAYS[4], DAYS[1], DAYS[0]):
        remembered.over(("limit/洗衣粉", "0001", first, DAYS[-1]), counted)

    assert asked == [*DAYS[:4], DAYS[4], DAYS[0]]


def test_a_long_import_does_not_remember_everybody() -> None:
    """Above so many counts it begins anew."""
    sums: Sums = {}
    remembered = Tallies(sums)
    for number in range(MOST + 5):
        remembered.over(("limit/洗衣粉", str(number), DAYS[0], DAYS[1]), lambda _asked: 0)

    assert len(sums) == 5
