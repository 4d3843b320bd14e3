"""Until when the clients of an agent who left are to be told."""

from datetime import date

from services.leads.domain.people_problems import LeavesInTheFuture
from shared.because import Answer, Because
from shared.calendar import add_days
from shared.jurisdictions import Jurisdiction


def notice_last_day(rules: Jurisdiction, *, left_on: date, today: date) -> Answer[date]:
    """The last day to tell them (保险销售行为管理办法 36); raises LeavesInTheFuture, NoRuleInForce."""
    if left_on > today:
        raise LeavesInTheFuture("/left_on")
    rule = rules.rule("agent_left", on=left_on)
    return Answer(
        result=add_days(left_on, rule["notice_days"]),
        because=[Because.of(rule, left_on=left_on)],
        caveats=[],
    )
