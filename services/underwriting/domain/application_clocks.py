"""How long an insurer may take over an application, in working days."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from shared.because import Answer, Because
from shared.calendar import Deadline, deadline
from shared.jurisdictions import Jurisdiction

ApplicationClockName = Literal[
    "incomplete_notice", "examination_notice", "issue_without_examination", "result_after_examination"
]


class ApplicationClock(BaseModel):
    """One clock: its last day, until that day's end; provisional where working days are not published yet."""

    model_config = ConfigDict(frozen=True)

    name: ApplicationClockName
    last_day: date
    calendar_provisional: bool


def application_clocks(
    rules: Jurisdiction, *, received_on: date, examined_on: date | None = None
) -> Answer[tuple[ApplicationClock, ...]]:
    """The clocks of an application that the insurer received on `received_on`; the result of a medical
    examination is due from `examined_on`. 人身保险业务基本服务规定 10-12."""
    rule = rules.rule("application.clocks", on=received_on)
    starts: list[tuple[ApplicationClockName, date | None]] = [
        ("incomplete_notice", received_on),
        ("examination_notice", received_on),
        ("issue_without_examination", received_on),
        ("result_after_examination", examined_on),
    ]
    clocks = [
        _clock(name, deadline(start, working_days=rule[f"{name}_working_days"]))
        for name, start in starts
        if start is not None
    ]
    return Answer(
        result=tuple(clocks),
        because=[Because.of(rule, received_on=received_on, examined_on=examined_on)],
        caveats=[],
    )


def material_due_on(rules: Jurisdiction, *, requested_on: date) -> date:
    """The last day on which to hand in what the insurer asked for on `requested_on`."""
    rule = rules.rule("application.material", on=requested_on)
    return deadline(requested_on, days=rule["days_to_hand_in"]).last_day


def days_in_underwriting(*, submitted_on: date, decided_on: date) -> int:
    """How long underwriting took (核保周期), in calendar days."""
    return (decided_on - submitted_on).days


def _clock(name: ApplicationClockName, until: Deadline) -> ApplicationClock:
    return ApplicationClock(
        name=name, last_day=until.last_day, calendar_provisional=until.calendar_provisional
    )
