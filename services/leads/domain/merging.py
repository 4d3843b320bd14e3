"""Two leads that are one person: which of them may be merged into which, and until when they can be parted again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.leads.domain.people_problems import (
    BothHavePolicies,
    DifferentSegments,
    LeadMerged,
    MergeTheOtherWay,
    SameLead,
    TwoIdentityNumbers,
    UndoTooLate,
)
from shared.because import Answer, Because
from shared.calendar import add_days, end_of_day, local_date
from shared.jurisdictions import Jurisdiction


@dataclass(frozen=True, slots=True)
class Candidate:
    """What decides about merging a lead; `marks` are keyed hashes of every identity number known of him."""

    id: UUID
    segment: str
    has_policy: bool
    merged_into: UUID | None
    marks: frozenset[bytes]


def check_merge(survivor: Candidate, merged: Candidate) -> None:
    """Raises what forbids that `merged` goes up in `survivor`.

    SameLead, LeadMerged, DifferentSegments, TwoIdentityNumbers, BothHavePolicies, MergeTheOtherWay.
    """
    if survivor.id == merged.id:
        raise SameLead("/merged_client_id")
    for one in (survivor, merged):
        if one.merged_into is not None:
            raise LeadMerged(merged_into=one.merged_into)
    if survivor.segment != merged.segment:
        raise DifferentSegments
    if len(survivor.marks | merged.marks) > 1:
        raise TwoIdentityNumbers
    if merged.has_policy:
        raise BothHavePolicies if survivor.has_policy else MergeTheOtherWay


def undo_until(rules: Jurisdiction, *, merged_at: datetime) -> Answer[datetime]:
    """Until when a merge can be undone."""
    merged_on = local_date(merged_at)
    rule = rules.rule("lead_merge", on=merged_on)
    return Answer(
        result=end_of_day(add_days(merged_on, rule["undo_days"])),
        because=[Because.of(rule, merged_on=merged_on)],
        caveats=[],
    )


def check_undo(until: datetime, now: datetime) -> None:
    """Raises UndoTooLate when the time to undo a merge is over."""
    if now >= until:
        raise UndoTooLate(until=until.isoformat())
