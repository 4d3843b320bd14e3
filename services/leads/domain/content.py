"""What may be published: wording that is refused, who decides, and which step follows which.

Invariant: published is only what somebody other than the author approved, while the approval holds, in words that are
allowed on that day.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from services.leads.domain.channel_problems import (
    ApprovalExpired,
    ApprovalTooLong,
    ClosingSoonClaim,
    ContentSettled,
    NotApproved,
    UnprovenStatistic,
)
from shared.because import Answer, Because
from shared.jurisdictions import Rule
from shared.problems import Problem

EDITABLE: Final = ("draft", "rejected", "expired")
FindingCode = Literal["CLOSING_SOON_CLAIM", "UNPROVEN_STATISTIC"]


@dataclass(frozen=True, slots=True)
class Wording:
    """What is to be said, and what stands behind it: the insurer's notice, with its day, and the evidence."""

    topic: str
    body: str
    insurer_notice_on: date | None
    evidence: str | None


class Finding(BaseModel):
    """One claim that may not be published so, and the words by which it was recognised."""

    model_config = ConfigDict(frozen=True)

    code: FindingCode
    words: str

    def problem(self) -> Problem:
        """The refusal that says so."""
        kind = ClosingSoonClaim if self.code == "CLOSING_SOON_CLAIM" else UnprovenStatistic
        return kind("/body", words=self.words)


def check_wording(
    wording: Wording, *, closing_soon: Rule, statistics: Rule, on: date
) -> Answer[tuple[Finding, ...]]:
    """The claims in `wording` that may not be published on the day: none for an answer without findings.

    "Closing soon" is allowed once the insurer has published its notice; a statistic, with its evidence named.
    """
    noticed = wording.insurer_notice_on is not None and wording.insurer_notice_on <= on
    findings: list[Finding] = []
    if not noticed:
        findings += _found(wording, closing_soon, "CLOSING_SOON_CLAIM")
    if wording.evidence is None:
        findings += _found(wording, statistics, "UNPROVEN_STATISTIC")
    return Answer(
        result=tuple(findings),
        because=[
            Because.of(closing_soon, on=on, insurer_notice_on=wording.insurer_notice_on),
            Because.of(statistics, evidence_named=wording.evidence is not None),
        ],
        caveats=[],
    )


def _found(wording: Wording, rule: Rule, code: FindingCode) -> list[Finding]:
    patterns: Sequence[str] = rule["patterns"]
    text = f"{wording.topic}\n{wording.body}"
    words = (found[0] for pattern in patterns for found in re.finditer(pattern, text, re.IGNORECASE))
    return [Finding(code=code, words=word) for word in dict.fromkeys(words)]


def refuse(findings: Answer[tuple[Finding, ...]]) -> None:
    """Raises ClosingSoonClaim or UnprovenStatistic for the first claim that was found."""
    for finding in findings.result:
        raise finding.problem()


def check_editable(status: str) -> None:
    """Raises ContentSettled unless an author may still change it: approved words stay as they were approved."""
    if status not in EDITABLE:
        raise ContentSettled(status=status)


def check_step(status: str, *, needed: str) -> None:
    """Raises ContentSettled unless content that is `needed` takes the step."""
    if status != needed:
        raise ContentSettled(status=status)


def check_publishable(status: str, expires_on: date | None, *, today: date) -> None:
    """Raises NotApproved, ApprovalExpired."""
    if status == "expired" or (expires_on is not None and expires_on < today):
        raise ApprovalExpired(expires_on=expires_on)
    if status not in ("approved", "published"):
        raise NotApproved(status=status)


def approved_until(asked: date | None, rule: Rule, *, today: date) -> date:
    """The last day of an approval, as `asked` or else as usual; raises ApprovalTooLong."""
    longest: int = rule["longest_days"]
    last_day = asked or today + timedelta(days=rule["days"])
    if not today <= last_day <= today + timedelta(days=longest):
        raise ApprovalTooLong("/expires_on", longest_days=longest)
    return last_day
