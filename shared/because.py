"""Why an answer is what it is: what went in, which rule decided, where the rule is written and since when.

Invariant: whatever gives a number, a date or a decision gives its reasons with it, in plain JSON, so that an
agent can show a client why. Inputs hold facts, never a name, a number of a document, a phone or an address.
"""

from collections.abc import Mapping
from typing import Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic_core import to_jsonable_python

from shared.jurisdictions import Rule
from shared.money import Money

T = TypeVar("T")


class Because(BaseModel):
    """One reason: the `inputs` by name (as JSON), the `rule` id, its `source` and its `version`.

    The version is "<id>@<effective_from>". Inputs that have no JSON form are refused with a ValidationError.
    """

    model_config = ConfigDict(frozen=True)

    inputs: dict[str, Any]
    rule: str
    source: str
    version: str

    @field_validator("inputs", mode="before")
    @classmethod
    def _as_json(cls, inputs: Any) -> Any:
        return to_jsonable_python(inputs, fallback=_plain)

    @classmethod
    def of(cls, rule: Rule, **inputs: Any) -> Self:
        """The reason that `rule` gives for `inputs`: money, dates, decimals, models."""
        return cls(inputs=inputs, rule=rule.id, source=rule.source, version=rule.version)


class Answer(BaseModel, Generic[T]):
    """A `result`, the reasons for it in the order they applied, and the `caveats` a reader must be told."""

    model_config = ConfigDict(frozen=True)

    result: T
    because: list[Because]
    caveats: list[str]


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a reason cannot show a {type(value).__name__}")
