"""Cash values as insurers file them: a row an issue age and policy year, a column a sex and payment term, a block a term.

Invariant: a value is yuan per 10,000 of sum insured at the end of the policy year, not negative, with at most two decimal
places; a cell that is blank is a combination that is not sold or a year after the end of the cover.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final, NamedTuple

from services.quotes.domain.facts import CoverageTerm
from services.quotes.domain.problems.rate_tables import UnreadableRates
from services.quotes.domain.rate_table import SEXES, read_column
from shared.contracts import Sex
from shared.money import Money

_PER: Final = 10_000
_WIDE: Final = 50
_KEYS: Final = ["age", "year"]


class CashValueKey(NamedTuple):
    """What a cash value depends on: it is the one at the end of policy year `year`, counted from 1."""

    coverage_term: CoverageTerm
    sex: str
    payment_years: int
    age: int
    year: int


@dataclass(frozen=True, slots=True)
class CashValues:
    """Yuan per 10,000 of sum insured."""

    code: str
    values: Mapping[CashValueKey, Decimal]

    def by_year(
        self, sum_insured: Money, *, coverage_term: CoverageTerm, sex: Sex, payment_years: int, age: int
    ) -> tuple[Money, ...]:
        """What the policy is worth at the end of its first, second, … year; empty where the table does not say."""
        for either in (sex, "unisex"):
            found: list[Money] = []
            while (
                value := self.values.get(
                    CashValueKey(coverage_term, either, payment_years, age, len(found) + 1)
                )
            ) is not None:
                found.append(sum_insured * (value / _PER))
            if found:
                return tuple(found)
        return ()


def left_of_premium(premium: Money, net_share: Decimal, *, elapsed_days: int, term_days: int) -> Money:
    """What a contract of a year or less is worth: the net premium for the days that are left, rounded half up.

    Raises ValueError for days outside the term.
    """
    if not 0 <= elapsed_days <= term_days:
        raise ValueError("the days that have gone by are days of the term")
    with localcontext(prec=_WIDE):
        return premium * (net_share * (term_days - elapsed_days) / term_days)


def read_cash_values(code: str, blocks: Mapping[CoverageTerm, str]) -> CashValues:
    """The table in CSV blocks by coverage term: a header `age,year,male_pay20,…`, then a line an age and year.

    Raises UnreadableRates for what is no such block.
    """
    values: dict[CashValueKey, Decimal] = {}
    for term, text in blocks.items():
        header, *lines = list(csv.reader(text.splitlines())) or [[]]
        columns = [read_column(name) for name in header[2:]]
        if header[:2] != _KEYS or not columns or None in columns:
            raise UnreadableRates(table=f"{code}.{term}", line=1, reason="the header begins with age,year")
        for number, cells in enumerate(lines, start=2):
            try:
                _read_line(values, term, columns, cells)
            except (ValueError, ArithmeticError, IndexError):
                raise UnreadableRates(table=f"{code}.{term}", line=number, reason="a number a cell") from None
    return CashValues(code=code, values=values)


def write_cash_value_block(table: CashValues, coverage_term: CoverageTerm) -> str:
    """One block as CSV, its columns, ages and years in order: what `read_cash_values` reads."""
    rows: dict[tuple[int, int], dict[tuple[int, int], Decimal]] = {}
    for key, value in table.values.items():
        if key.coverage_term == coverage_term:
            column = (SEXES.index(key.sex), key.payment_years)
            rows.setdefault((key.age, key.year), {})[column] = value
    columns = sorted({column for row in rows.values() for column in row})
    lines = [",".join([*_KEYS, *(f"{SEXES[sex]}_pay{years}" for sex, years in columns)])]
    for (age, year), row in sorted(rows.items()):
        cells = [f"{row[column]:.2f}" if column in row else "" for column in columns]
        lines.append(",".join([str(age), str(year), *cells]))
    return "\n".join(lines) + "\n"


def _read_line(
    values: dict[CashValueKey, Decimal],
    term: CoverageTerm,
    columns: list[tuple[str, int] | None],
    cells: list[str],
) -> None:
    """Raises ValueError or ArithmeticError for a line that is none."""
    age, year = int(cells[0]), int(cells[1])
    for column, cell in zip(columns, cells[2:], strict=True):
        if cell and column is not None:
            values[CashValueKey(term, *column, age, year)] = Decimal(cell)
