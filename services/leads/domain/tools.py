"""The tools that an agent takes to a client (电子工具), and whether the rules that each works by are in force."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from services.leads.domain.named import Named, words
from shared.jurisdictions import Jurisdiction, Rule


class Tool(BaseModel):
    """One tool: where it is asked, which service gives it, its rules in force, and the ids of those that are missing."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    called: Named
    service: str
    address: str
    rests: tuple[Rule, ...]
    missing: tuple[str, ...]


def tools(rules: Jurisdiction, *, on: date) -> list[Tool]:
    """The institution's tools on the date `on`."""
    current = {rule.id: rule for rule in rules.rules() if rule.in_force(on)}
    return [
        Tool(
            called=Named(code=row["code"], words=words(row["label"])),
            service=row["service"],
            address=row["address"],
            rests=tuple(current[name] for name in row["rules"] if name in current),
            missing=tuple(name for name in row["rules"] if name not in current),
        )
        for row in rules.rule("preparation.tools", on=on)["tools"]
    ]
