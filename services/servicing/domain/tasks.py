"""The agency's own clocks: first contact with a lead, and what clients are told when their agent leaves."""

from datetime import date, datetime, timedelta

from shared.because import Answer, Because
from shared.calendar import add_days, local_date
from shared.jurisdictions import Jurisdiction


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
