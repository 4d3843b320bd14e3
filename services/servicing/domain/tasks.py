"""The agency's own clocks: first contact with a lead, what a filed claim asks of the agent, notices of
departure, and thanks for a referral."""

from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict

from shared.because import Answer, Because
from shared.calendar import add_days, add_working_days, local_date
from shared.jurisdictions import Jurisdiction


class ClaimTask(BaseModel):
    """One thing an agent does for a claim, and the last day to do it."""

    model_config = ConfigDict(frozen=True)

    code: str
    due_on: date


def first_contact_due(rules: Jurisdiction, captured_at: datetime) -> Answer[datetime]:
    """Until when a lead captured at `captured_at` is to be contacted for the first time."""
    rule = rules.rule("first_contact", on=local_date(captured_at))
    return Answer(
        result=captured_at + timedelta(hours=rule["hours"]),
        because=[Because.of(rule, captured_at=captured_at)],
        caveats=[],
    )


def departure_notice_due(rules: Jurisdiction, *, left_on: date) -> Answer[date]:
    """The last day to tell an agent's clients that he left. 保险销售行为管理办法 36."""
    rule = rules.rule("agent_left", on=left_on)
    return Answer(
        result=add_days(left_on, rule["notice_days"]),
        because=[Because.of(rule, left_on=left_on)],
        caveats=[],
    )


def thanks_due(rules: Jurisdiction, *, referred_on: date) -> Answer[date]:
    """The last day to thank a referrer and to hold the free consultation that he was promised."""
    rule = rules.rule("referral", on=referred_on)
    return Answer(
        result=add_days(referred_on, rule["thanks_within_days"]),
        because=[Because.of(rule, referred_on=referred_on)],
        caveats=[],
    )


def claim_tasks(rules: Jurisdiction, *, filed_on: date) -> Answer[tuple[ClaimTask, ...]]:
    """What a claim filed on `filed_on` asks of the agent, up to the first look at its progress."""
    rule = rules.rule("claim_follow_up", on=filed_on)
    tasks = [
        ClaimTask(code=task["code"], due_on=add_working_days(filed_on, task["working_days"]))
        for task in rule["tasks"]
    ]
    poll = ClaimTask(code="poll", due_on=next_claim_poll(rules, last_on=filed_on))
    return Answer(result=(*tasks, poll), because=[Because.of(rule, filed_on=filed_on)], caveats=[])


def next_claim_poll(rules: Jurisdiction, *, last_on: date) -> date:
    """The day to look at a claim's progress again, after `last_on`."""
    return add_working_days(last_on, rules.rule("claim_follow_up", on=last_on)["poll_working_days"])
