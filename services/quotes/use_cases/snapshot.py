"""What a phone keeps to compute premiums without a connection: the catalogue of the day, its rates, and the rules."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import orjson
from pydantic_core import to_jsonable_python

from services.quotes import queries
from services.quotes.domain.comparison import Institution
from services.quotes.domain.offer import OnSale
from services.quotes.domain.offline import Period, Sale, unchanged_around
from services.quotes.use_cases import catalogue
from services.quotes.use_cases.comparisons import institution_of
from shared.contracts import Line
from shared.jurisdictions import Rule
from shared.unit_of_work import UnitOfWork

FORMAT: Final = 1
"""Of the snapshot: raised when a phone would have to read it otherwise."""
RULES: Final = ("rating.instalments", "rating.age_bands", "comparison.modes", "comparison.platform")
"""The rules that premiums and comparisons on a phone go by."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What a snapshot would hold, told from the dates of sale alone; `etag` is of all that it would say."""

    codes: tuple[str, ...]
    period: Period
    rules: tuple[Rule, ...]
    institution: Institution
    etag: str


async def outline(uow: UnitOfWork, line: Line | None, on: date) -> Outline:
    """The snapshot of the day, of one line or of all, before any rate is read."""
    rules = tuple(uow.kit.jurisdiction.rule(rule_id, on=on) for rule_id in RULES)
    rows = [row for row in await uow.all(queries.catalogue.SALES) if line in (None, row["line"])]
    sold = [
        row for row in rows if row["sale_from"] <= on and (row["sale_to"] is None or on <= row["sale_to"])
    ]
    period = unchanged_around(on, [Sale(row["sale_from"], row["sale_to"]) for row in rows], rules)
    institution = institution_of(uow)
    said = [
        FORMAT,
        line,
        period,
        institution.model_dump(mode="json"),
        [(rule.version, values_of(rule)) for rule in rules],
        [(row["id"], row["version"]) for row in sold],
    ]
    digest = hashlib.sha256(orjson.dumps(to_jsonable_python(said))).hexdigest()
    return Outline(
        tuple(sorted({row["code"] for row in sold})), period, rules, institution, f'"{digest[:32]}"'
    )


async def products_of(uow: UnitOfWork, outlined: Outline, on: date) -> Sequence[OnSale]:
    """The products of the snapshot with their rates, by code."""
    found = await catalogue.chosen_on_sale(uow, outlined.codes, on)
    return [found[code] for code in sorted(found)]


def values_of(rule: Rule) -> dict[str, Any]:
    """What the rule says, as JSON."""
    plain: dict[str, Any] = to_jsonable_python(rule.values, fallback=dict)
    return plain
