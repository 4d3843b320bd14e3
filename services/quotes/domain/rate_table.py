"""Rates as insurers file them: a row an issue age, a column a sex and payment term, a block a coverage term.

Invariant: a rate is positive with at most two decimal places; a cell that is blank is a combination that is not sold.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from services.quotes.domain.problems import NoRate, UnreadableRates
from services.quotes.domain.product import CoverageTerm
from shared.contracts import Sex

SEXES: Final = ("male", "female", "unisex")
_COLUMN: Final = re.compile(rf"({'|'.join(SEXES)})_pay([1-9]\d?)").fullmatch
_RATE: Final = re.compile(r"\d{1,7}(\.\d{1,2})?").fullmatch
_AGE: Final = re.compile(r"\d{1,3}").fullmatch

ANY_AGE: Final = -1
"""The age of a rate that depends on none; in a block its row begins with `any`."""


def read_column(name: str) -> tuple[str, int] | None:
    """The sex and the payment years that a column is for; None for a name that is none (`<sex>_pay<years>`)."""
    found = _COLUMN(name)
    return (found[1], int(found[2])) if found else None


class RateKey(NamedTuple):
    """What a rate depends on; `sex` is one of `SEXES`."""

    coverage_term: CoverageTerm
    sex: str
    payment_years: int
    age: int


@dataclass(frozen=True, slots=True)
class RateTable:
    """Yearly rates in yuan: per 10,000 of sum insured, or for a flat table the premium itself."""

    code: str
    rates: Mapping[RateKey, Decimal]

    def rate(self, *, coverage_term: CoverageTerm, sex: Sex, payment_years: int, age: int) -> Decimal:
        """The rate of the sex, else the unisex one, at the age, else at any age; raises NoRate."""
        for at, either in ((age, sex), (age, "unisex"), (ANY_AGE, sex), (ANY_AGE, "unisex")):
            rate = self.rates.get(RateKey(coverage_term, either, payment_years, at))
            if rate is not None:
                return rate
        raise NoRate(age=age, coverage_term=coverage_term, payment_years=payment_years)

    def has_rate(self, *, coverage_term: CoverageTerm, sex: Sex, payment_years: int, age: int) -> bool:
        """Whether `rate` would answer."""
        return any(
            RateKey(coverage_term, either, payment_years, at) in self.rates
            for at in (age, ANY_AGE)
            for either in (sex, "unisex")
        )


def read_rate_table(code: str, blocks: Mapping[CoverageTerm, str]) -> RateTable:
    """The table in CSV blocks by coverage term: a header `age,male_pay20,female_pay20,…`, then a line an age (or `any`).

    Raises UnreadableRates for what is no such block.
    """
    rates: dict[RateKey, Decimal] = {}
    for term, text in blocks.items():
        rates.update(_read_block(code, term, text))
    return RateTable(code=code, rates=rates)


def write_rate_block(table: RateTable, coverage_term: CoverageTerm) -> str:
    """One block as CSV, its columns and ages in order: what `read_rate_table` reads."""
    keys = [key for key in table.rates if key.coverage_term == coverage_term]
    columns = sorted({(SEXES.index(key.sex), key.payment_years) for key in keys})
    named = [(SEXES[sex], years) for sex, years in columns]
    lines = [",".join(["age", *(f"{sex}_pay{years}" for sex, years in named)])]
    for age in sorted({key.age for key in keys}):
        cells = [table.rates.get(RateKey(coverage_term, sex, years, age)) for sex, years in named]
        lines.append(
            ",".join(
                [
                    "any" if age == ANY_AGE else str(age),
                    *("" if cell is None else f"{cell:.2f}" for cell in cells),
                ]
            )
        )
    return "\n".join(lines) + "\n"


def _read_block(code: str, term: CoverageTerm, text: str) -> dict[RateKey, Decimal]:
    table = f"{code}.{term}"
    lines = list(csv.reader(text.splitlines()))
    if not lines or lines[0][:1] != ["age"]:
        raise UnreadableRates(table=table, line=1, reason="the header begins with age")
    columns = [read_column(name) for name in lines[0][1:]]
    if not columns or None in columns or len(set(lines[0])) != len(lines[0]):
        raise UnreadableRates(table=table, line=1, reason="a column is named <sex>_pay<years>, each once")
    rates: dict[RateKey, Decimal] = {}
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) != len(lines[0]) or not (_AGE(cells[0]) or cells[0] == "any"):
            raise UnreadableRates(table=table, line=number, reason="an age and one cell a column")
        for column, cell in zip(columns, cells[1:], strict=True):
            if cell == "" or column is None:
                continue
            if not _RATE(cell) or not Decimal(cell):
                raise UnreadableRates(table=table, line=number, reason="a rate is positive with two places")
            age = ANY_AGE if cells[0] == "any" else int(cells[0])
            key = RateKey(term, *column, age)
            if key in rates:
                raise UnreadableRates(table=table, line=number, reason="an age stands there once")
            rates[key] = Decimal(cell)
    return rates
