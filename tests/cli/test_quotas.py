"""Issue quotas at the desk."""

from __future__ import annotations

from tests.cli.desks import ClerksDesk


def test_a_quota_is_set_by_a_resolution_and_shown(desk: ClerksDesk) -> None:
    """Nothing is issued yet."""
    desk.done("额度", "定额", "2026-Q1", "300", "--from", "2026-01-01", "--to", "2026-03-31", "--resolution", "决3")
    (told,) = desk.told("quota", "show")

    assert (told["points"], told["issued"], told["state"], told["resolution"]) == ("300", "0", "ok", "决3")
    assert "正常" in desk.done("quota", "show")
    assert desk.told("quota", "waiting") == []


def test_an_unknown_claim_cannot_be_released(desk: ClerksDesk) -> None:
    """Not found."""
    status, error = desk.error("quota", "release", "2026-0001")

    assert (status, error["code"]) == (3, "unknown_claim")
