"""Names on a notice board: enough for neighbours, little for strangers."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goodpoints.render import is_organisation, masked, masked_donor

HANZI = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
NAMES = st.text(HANZI, min_size=2, max_size=5)
SPOKEN = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=2, max_size=12)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张大山", "张*山"),
        ("李明", "李**"),
        ("欧阳秀", "欧阳**"),
        ("欧阳建国", "欧阳*国"),
        ("阿依古丽", "阿**丽"),
        ("买买提·艾力", "买**"),
        ("John Smith", "J**"),
        ("王", "**"),
        ("", ""),
        (" 张 大山 ", "张*山"),
        ("张\u200b明", "张**"),
    ],
)
def test_a_name_keeps_what_the_habit_keeps(name: str, shown: str) -> None:
    """First and last character stay, of short names the surname; invisible marks do not count as characters."""
    assert masked(name) == shown


@given(NAMES | SPOKEN)
def test_the_full_name_never_shows(name: str) -> None:
    """Whatever the name, it cannot be read from what is shown."""
    assert name not in masked(name)


@given(NAMES)
def test_something_of_every_name_is_hidden(name: str) -> None:
    """There is a star in it, and at most three characters are left to see."""
    shown = masked(name)

    assert "*" in shown
    assert len(shown.replace("*", "")) <= 3


@given(st.text(max_size=12))
@example("**")
def test_masking_twice_changes_nothing(name: str) -> None:
    """So a name may be masked wherever it passes, without asking whether somebody did it before."""
    assert masked(masked(name)) == masked(name)


@pytest.mark.parametrize(
    "name", ["青禾农资有限公司", "镇供销社", "供电所", "村集体", "永旺再生资源站", "Green Seed Co. Ltd", "县妇联"]
)
def test_firms_and_offices_are_named(name: str) -> None:
    """A donor that is no person is thanked by its whole name."""
    assert is_organisation(name)
    assert masked_donor(name) == name


@pytest.mark.parametrize("name", ["沈月娥", "王建社", "欧阳建社", "张中心", "李店", "阿依古丽", "Mary Brown"])
def test_in_doubt_a_donor_is_a_person(name: str) -> None:
    """A person's name that ends like a firm's is masked all the same."""
    assert not is_organisation(name)
    assert name not in masked_donor(name)


def test_a_person_who_agreed_is_named() -> None:
    """Separate consent is what the law asks for; then the name may stand there."""
    assert masked_donor("沈月娥", consented=True) == "沈月娥"
