"""Why the moral bank says no. The class is for programs; the code is for catalogues and journals."""

from __future__ import annotations

from goodpoints.errors import RefusedByRule


class NoEffect(RefusedByRule):
    """The claim was refused earlier: whatever is said about it now changes nothing. Facts: claim, status."""


class ClaimTaken(RefusedByRule):
    """The claim's number is in the book already. Facts: claim."""


class ClaimCredited(RefusedByRule):
    """What the claim was credited must be reversed before the claim itself can be. Facts: claim, entry."""


class ClaimantNotAllowed(RefusedByRule):
    """The rule does not let this kind of claimant claim. Facts: rule, way."""


class EvidenceMissing(RefusedByRule):
    """The rule asks for more files. Facts: rule, wanted, count."""


class AlikeClaim(RefusedByRule):
    """The village refuses claims that are alike: same household, rule and days, or the same file. Facts: claim, rule."""


class AlreadyPrechecked(RefusedByRule):
    """The claim has passed its first check. Facts: claim."""


class AlreadyDecided(RefusedByRule):
    """The panel has decided this claim. Facts: claim, entry."""


class NoPanelNeeded(RefusedByRule):
    """The rule counts or weighs; no panel sits over it. Facts: claim, rule."""


class TooFewJudges(RefusedByRule):
    """Fewer judges than the rulebook asks for. Facts: claim, judges, wanted."""


class ConflictOfInterest(RefusedByRule):
    """One person may not do both: claim and judge, judge and review. Facts: claim, party, duties."""


class NoticeTaken(RefusedByRule):
    """The notice's number is in the book already. Facts: notice."""


class NoticeTooShort(RefusedByRule):
    """The rulebook wants a longer notice. Facts: notice, days, wanted."""


class NothingToShow(RefusedByRule):
    """None of the listed claims can be shown: not judged yet, refused, or shown already. Facts: notice, claims."""


class NoticeEnded(RefusedByRule):
    """The notice cannot be withdrawn any more: it was before, or its claims are credited. Facts: notice, status."""


class NotInNotice(RefusedByRule):
    """The claim is not shown, so nobody can object to it yet. Facts: claim, status."""


class ObjectionLate(RefusedByRule):
    """The objection comes before or after the notice. Facts: claim, day, first, last."""


class ObjectionTaken(RefusedByRule):
    """The objection's number is in the book already. Facts: objection."""


class AlreadyReviewed(RefusedByRule):
    """The objection was decided before. Facts: objection, status."""


class StepFollowed(RefusedByRule):
    """The step cannot be reversed any more: others have built on it. Facts: claim, status."""
