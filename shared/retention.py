"""How long papers must be kept (留存): the latest of all that applies. Until then an erasure only
restricts."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.because import Answer, Because
from shared.calendar import add_years
from shared.jurisdictions import Jurisdiction, Rule

RecordKind = Literal["contract", "recording", "identity", "suitability", "impact_assessment"]


class RetentionFacts(BaseModel):
    """What decides how long: the end of the contract, and of whatever else happened beside it (None: did
    not)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    longer_than_a_year: bool
    contract_ended_on: date
    sale_recorded: bool = False
    dispute_ended_on: date | None = None
    relationship_ended_on: date | None = None
    suitability_assessed_on: date | None = None
    impact_assessed_on: date | None = None


class RecordRetention(BaseModel):
    """One kind of record, and the last day it must be kept."""

    model_config = ConfigDict(frozen=True)

    kind: RecordKind
    until: date


class Retention(BaseModel):
    """The last day anything must be kept, and that of each kind."""

    model_config = ConfigDict(frozen=True)

    retention_until: date
    records: tuple[RecordRetention, ...]


def retention(rules: Jurisdiction, facts: RetentionFacts) -> Answer[Retention]:
    """Until when the records of a contract that has ended must be kept, each kind by its own rule."""
    kept = list(_kept(rules, facts))
    records = tuple(RecordRetention(kind=kind, until=until) for kind, until, _ in kept)
    return Answer(
        result=Retention(retention_until=max(record.until for record in records), records=records),
        because=[because for _, _, because in kept],
        caveats=["RETENTION_IS_A_MINIMUM"],
    )


_Kept = tuple[RecordKind, date, Because]


def _kept(rules: Jurisdiction, facts: RetentionFacts) -> Iterator[_Kept]:
    ended_on = facts.contract_ended_on
    contract = rules.rule("retention.contract", on=ended_on)
    yield "contract", _after_contract(contract, facts), Because.of(contract, contract_ended_on=ended_on)
    if facts.sale_recorded:
        recording = rules.rule("retention.recording", on=ended_on)
        until = _after_contract(recording, facts)
        if facts.dispute_ended_on is not None:
            until = max(until, add_years(facts.dispute_ended_on, recording["years_after_dispute"]))
        because = Because.of(recording, contract_ended_on=ended_on, dispute_ended_on=facts.dispute_ended_on)
        yield "recording", until, because
    others: list[tuple[RecordKind, date | None, str]] = [
        ("identity", facts.relationship_ended_on, "years_after_relationship"),
        ("suitability", facts.suitability_assessed_on, "years"),
        ("impact_assessment", facts.impact_assessed_on, "years"),
    ]
    for kind, start, years in others:
        if start is not None:
            rule = rules.rule(f"retention.{kind}", on=start)
            yield kind, add_years(start, rule[years]), Because.of(rule, start=start)


def _after_contract(rule: Rule, facts: RetentionFacts) -> date:
    return add_years(
        facts.contract_ended_on, rule["years_of_long_contract" if facts.longer_than_a_year else "years"]
    )
