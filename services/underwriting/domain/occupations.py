"""What an occupation's class means for each line, and what a change of occupation sets going."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.underwriting.domain.outcomes import Verdict, read_verdict
from shared.because import Answer, Because
from shared.jurisdictions import Jurisdiction

OccupationClass = Literal["1", "2", "3", "4", "5", "6", "uninsurable"]
"""From 1 (office) to 6 (very high risk), and what nobody insures (mining, diving, stunts)."""


class OccupationChange(BaseModel):
    """Whether the insurer must be told, and what the new class means by column of the pre-check table."""

    model_config = ConfigDict(frozen=True)

    notify_insurer: bool
    risk_rose: bool
    verdicts: dict[str, Verdict]


def occupation_verdicts(
    rules: Jurisdiction, occupation_class: OccupationClass, *, on: date
) -> Answer[dict[str, Verdict]]:
    """By column of the pre-check table, what `occupation_class` means on the date `on`."""
    columns = rules.rule("precheck.lines", on=on)["columns"]
    classes = rules.rule("occupation.classes", on=on)
    verdicts = dict(zip(columns, map(read_verdict, classes[occupation_class]), strict=True))
    return Answer(
        result=verdicts,
        because=[Because.of(classes, occupation_class=occupation_class)],
        caveats=["ILLUSTRATIVE_TABLE"],
    )


def occupation_change(
    rules: Jurisdiction, *, before: OccupationClass, after: OccupationClass, on: date
) -> Answer[OccupationChange]:
    """What follows when an insured's class changes from `before` to `after` on the date `on`.

    Any change is notified (保险法 52 by analogy in the clauses); premium or benefit are then recalculated pro
    rata.
    """
    new = occupation_verdicts(rules, after, on=on)
    order = list(rules.rule("occupation.classes", on=on).values)
    return Answer(
        result=OccupationChange(
            notify_insurer=before != after,
            risk_rose=order.index(after) > order.index(before),
            verdicts=new.result,
        ),
        because=[Because.of(rules.rule("occupation.classes", on=on), before=before, after=after)],
        caveats=[*new.caveats, "OCCUPATION_CHANGE"],
    )
