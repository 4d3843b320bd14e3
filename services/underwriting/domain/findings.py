"""Findings as they are told, and how their details are read: by what the condition's data says grades it.

Invariant: a detail that was read is a number within its bounds, one of its choices, or yes or no; nothing
else is guessed.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

from services.underwriting.domain.problems import InvalidGradingInput

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, StringConstraints(strict=True, max_length=60)]
Detail = StrictBool | StrictInt | Decimal | Text
Known = bool | Decimal | str

_LONGEST_NUMBER: Final = 20
_LARGEST: Final = 10**_LONGEST_NUMBER


class Finding(BaseModel):
    """One abnormal finding as a client or a report states it: a condition of the table and what is known to
    grade it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    condition: Code = Field(examples=["thyroid_nodule"])
    details: dict[Code, Detail] = Field(
        default_factory=dict, max_length=20, examples=[{"ti_rads": "3", "size_mm": "8"}]
    )
    examined_on: date | None = Field(
        default=None, description="The date of the report that the details come from."
    )


class Disclosures(BaseModel):
    """What was disclosed in an application: what counts, and the codes of what was told but is never owed."""

    model_config = ConfigDict(frozen=True)

    findings: tuple[Finding, ...]
    not_to_disclose: tuple[str, ...] = ()


class GradingInput(BaseModel):
    """One thing that grades a condition. `subject` inputs come from the person, not from the finding."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["number", "choice", "yes_no"]
    unit: str | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    choices: tuple[str, ...] = ()
    default: bool | str | None = None
    subject: bool = False

    @property
    def expected(self) -> str:
        """What a value must be, for a reader of the problem."""
        if self.kind == "yes_no":
            return "true | false"
        if self.kind == "choice":
            return " | ".join(self.choices)
        return f"{self.at_least} – {self.at_most} {self.unit}"


def read_details(
    condition: str, inputs: Mapping[str, GradingInput], details: Mapping[str, Detail], *, at: str
) -> dict[str, Known]:
    """What is known of a `condition`: its defaults, and the `details` told, whose JSON pointer is `at`.

    Raises InvalidGradingInput for a detail that the condition does not have, or that is out of its range.
    """
    known: dict[str, Known] = {
        name: spec.default for name, spec in inputs.items() if spec.default is not None
    }
    for name, value in details.items():
        spec = inputs.get(name)
        if spec is None or spec.subject:
            expected = " | ".join(name for name, spec in inputs.items() if not spec.subject) or "–"
            raise InvalidGradingInput(at, condition=condition, name=name, expected=expected)
        read = _read_detail(spec, value)
        if read is None:
            raise InvalidGradingInput(f"{at}/{name}", condition=condition, name=name, expected=spec.expected)
        known[name] = read
    return known


def _read_detail(spec: GradingInput, value: Any) -> Known | None:
    """The value as its input has it; None where it is not one."""
    if isinstance(value, int) and not -_LARGEST < value < _LARGEST:
        return None
    if spec.kind == "yes_no":
        return value if isinstance(value, bool) else None
    if spec.kind == "choice":
        chosen = str(value).strip().upper() if not isinstance(value, bool) else ""
        return next((choice for choice in spec.choices if choice.upper() == chosen), None)
    return _read_number(spec, value)


def _read_number(spec: GradingInput, value: Any) -> Decimal | None:
    if isinstance(value, bool) or len(str(value)) > _LONGEST_NUMBER:
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    if not number.is_finite() or spec.at_least is None or spec.at_most is None:
        return None
    return number if spec.at_least <= number <= spec.at_most else None
