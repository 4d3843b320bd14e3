"""Tables as carriers send them, judged cell by cell: everything that is wrong with one is found in one pass.

Invariant: what is given back beside faults is only what is right; a table without faults is whole.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Final

from services.quotes.domain.cash_values import CashValueKey
from services.quotes.domain.faults import Fault
from services.quotes.domain.problems import sheets as problems
from services.quotes.domain.product import CoverageTerm, Product, years_of_cover
from services.quotes.domain.rate_table import ANY_AGE, RateKey, read_column
from shared.jurisdictions import Rule
from shared.problems import Problem

_AGE: Final = re.compile(r"\d{1,3}", re.ASCII).fullmatch
_RATE: Final = re.compile(r"\d{1,7}(\.\d{1,2})?", re.ASCII).fullmatch
_VALUE: Final = re.compile(r"\d{1,9}(\.\d{1,2})?", re.ASCII).fullmatch
_FORMULA: Final = ("=", "+", "-", "@")

Column = tuple[str, int]
"""A sex and the payment years."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was sent: its file, the cells of its first line, and the lines below with their numbers."""

    file: str
    header: Sequence[str]
    lines: Sequence[tuple[int, Sequence[str]]]


@dataclass(slots=True)
class _Judged:
    """What has been found so far."""

    sheet: Sheet
    product: Product
    term: CoverageTerm
    faults: list[Fault] = field(default_factory=list)

    def fault(self, problem: Problem, line: int | None = None, column: str | None = None) -> None:
        self.faults.append(Fault(problem, self.sheet.file, line, column))


def check_rates(
    sheet: Sheet, product: Product, term: CoverageTerm, order: Rule
) -> tuple[dict[RateKey, Decimal], list[Fault]]:
    """The rates of a block, and its faults; `order` is the rule "product.rate_order"."""
    judged = _Judged(sheet, product, term)
    columns = _columns(judged, ("age",))
    rates: dict[RateKey, Decimal] = {}
    lines: dict[int, int] = {}
    for number, cells in _whole_lines(judged, columns is not None):
        age = _age(judged, number, cells[0])
        if age is None or columns is None:
            continue
        if age in lines:
            judged.fault(problems.AgeTwice(), number, "age")
            continue
        lines[age] = number
        for name, column, cell in zip(sheet.header[1:], columns, cells[1:], strict=True):
            figure = _figure(judged, number, name, cell, above_zero=True)
            if figure is not None and column is not None:
                rates[RateKey(term, *column, age)] = figure
    if columns is not None and not judged.faults:
        _refuse_missing_ages(judged, lines)
        _refuse_gaps(judged, {(key.sex, key.payment_years, key.age) for key in rates}, lines)
        _refuse_disorder(judged, rates, lines, order)
    return rates, judged.faults


def check_cash_values(
    sheet: Sheet, product: Product, term: CoverageTerm, rates: Iterable[RateKey]
) -> tuple[dict[CashValueKey, Decimal], list[Fault]]:
    """The cash values of a block, and its faults: there is a run of years from 1 wherever there is a rate."""
    judged = _Judged(sheet, product, term)
    columns = _columns(judged, ("age", "year"))
    values: dict[CashValueKey, Decimal] = {}
    seen: set[tuple[int, int]] = set()
    for number, cells in _whole_lines(judged, columns is not None):
        age, year = _age(judged, number, cells[0]), _year(judged, number, cells[1])
        if age is None or year is None or columns is None:
            continue
        if (age, year) in seen:
            judged.fault(problems.YearTwice(), number, "year")
            continue
        seen.add((age, year))
        for name, column, cell in zip(sheet.header[2:], columns, cells[2:], strict=True):
            figure = _figure(judged, number, name, cell, above_zero=False)
            if figure is not None and column is not None:
                values[CashValueKey(term, *column, age, year)] = figure
    if columns is not None and not judged.faults:
        _refuse_missing_years(judged, values, [key for key in rates if key.coverage_term == term])
    return values, judged.faults


def _columns(judged: _Judged, keys: tuple[str, ...]) -> list[Column | None] | None:
    """What each column is for (None: nothing that is known); None for a header that is none."""
    header, product = judged.sheet.header, judged.product
    if tuple(header[: len(keys)]) != keys:
        judged.fault(problems.HeaderWrong(expected=",".join(keys)), 1)
        return None
    columns: list[Column | None] = []
    for name in header[len(keys) :]:
        column = None if name.startswith(_FORMULA) else read_column(name)
        if column is None:
            judged.fault(problems.ColumnUnknown(), 1)
        elif column in columns:
            judged.fault(problems.ColumnTwice(), 1, name)
        elif column[1] not in product.payment_terms:
            judged.fault(problems.ColumnNotOffered(payment_years=column[1]), 1, name)
        columns.append(column)
    for payment_years in product.payment_terms:
        there = {column[0] for column in columns if column is not None and column[1] == payment_years}
        complete = "unisex" in there or there == {"male", "female"}
        youngest = product.issue_age.minimum if product.issue_age else 0
        if not complete and _can_be_paid_over(judged.term, youngest, payment_years):
            judged.fault(problems.ColumnMissing(payment_years=payment_years), 1)
    return columns


def _can_be_paid_over(term: CoverageTerm, age: int, payment_years: int) -> bool:
    """Whether the cover of whoever takes it at `age` lasts as long as it is paid for."""
    years = years_of_cover(term, age)
    return years is None or payment_years <= years


def _whole_lines(judged: _Judged, readable: bool) -> Iterator[tuple[int, Sequence[str]]]:
    expected = len(judged.sheet.header)
    for number, cells in judged.sheet.lines if readable else ():
        if len(cells) == expected:
            yield number, cells
        else:
            judged.fault(problems.RowWidth(found=len(cells), expected=expected), number)


def _age(judged: _Judged, number: int, cell: str) -> int | None:
    if cell == "any":
        return ANY_AGE
    if cell.startswith(_FORMULA):
        judged.fault(problems.FormulaCell(), number, "age")
    elif not _AGE(cell):
        judged.fault(problems.AgeInvalid(), number, "age")
    elif not judged.product.takes_age(int(cell)):
        judged.fault(problems.AgeNotOffered(age=int(cell)), number, "age")
    else:
        return int(cell)
    return None


def _year(judged: _Judged, number: int, cell: str) -> int | None:
    if cell.startswith(_FORMULA):
        judged.fault(problems.FormulaCell(), number, "year")
    elif not _AGE(cell) or not int(cell):
        judged.fault(problems.YearInvalid(), number, "year")
    else:
        return int(cell)
    return None


def _figure(judged: _Judged, number: int, name: str, cell: str, *, above_zero: bool) -> Decimal | None:
    if not cell:
        return None
    if cell.startswith(_FORMULA):
        judged.fault(problems.FormulaCell(), number, name)
    elif not (_RATE(cell) if above_zero else _VALUE(cell)) or (above_zero and not Decimal(cell)):
        judged.fault(problems.FigureInvalid(), number, name)
    else:
        return Decimal(cell)
    return None


def _refuse_missing_ages(judged: _Judged, lines: dict[int, int]) -> None:
    ages = judged.product.issue_age
    if ages is None or ANY_AGE in lines:
        return
    shortest = min(judged.product.payment_terms)
    missing = [
        age
        for age in range(ages.minimum, ages.maximum + 1)
        if age not in lines and _can_be_paid_over(judged.term, age, shortest)
    ]
    if missing:
        judged.fault(problems.AgesMissing(ages=runs(missing)))


def _refuse_gaps(judged: _Judged, filled: set[tuple[str, int, int]], lines: dict[int, int]) -> None:
    """A column may begin late and end early, but not stop in between."""
    for name in judged.sheet.header[1:]:
        sex, years = read_column(name) or ("", 0)
        ages = sorted(age for age in lines if (sex, years, age) in filled)
        if not ages:
            judged.fault(problems.ColumnEmpty(), 1, name)
            continue
        for age, number in lines.items():
            if ages[0] < age < ages[-1] and (sex, years, age) not in filled:
                judged.fault(problems.CellMissing(), number, name)


def _refuse_disorder(
    judged: _Judged, rates: dict[RateKey, Decimal], lines: dict[int, int], order: Rule
) -> None:
    line = judged.product.line
    from_age = order["rises_from"].get(line)
    by_column = sorted(rates, key=lambda key: (key.sex, key.payment_years, key.age))
    for _, group in groupby(by_column, key=lambda key: (key.sex, key.payment_years)):
        for younger, key in pairwise(group):
            if from_age is not None and younger.age >= from_age and rates[key] < rates[younger]:
                problem = problems.RateFalls(
                    before=str(rates[younger]), younger=younger.age, rate=str(rates[key]), age=key.age
                )
                judged.fault(problem, lines[key.age], f"{key.sex}_pay{key.payment_years}")
    if line not in order["falls_with_payment_years"]:
        return
    by_age = sorted(rates, key=lambda key: (key.sex, key.age, key.payment_years))
    for _, group in groupby(by_age, key=lambda key: (key.sex, key.age)):
        for shorter, key in pairwise(group):
            if rates[key] > rates[shorter]:
                problem_of_years = problems.RateRisesWithYears(
                    payment_years=key.payment_years,
                    rate=str(rates[key]),
                    before=str(rates[shorter]),
                    shorter=shorter.payment_years,
                )
                judged.fault(problem_of_years, lines[key.age], f"{key.sex}_pay{key.payment_years}")


def _refuse_missing_years(
    judged: _Judged, values: dict[CashValueKey, Decimal], rates: Sequence[RateKey]
) -> None:
    """Wherever there is a rate, every year of the cover has a value; for life, every year up to the last that is there."""
    years: dict[RateKey, set[int]] = {}
    for found in values:
        of = RateKey(found.coverage_term, found.sex, found.payment_years, found.age)
        years.setdefault(of, set()).add(found.year)
    if missing := sorted({key.age for key in rates if key not in years}):
        judged.fault(problems.AgesMissing(ages=runs(missing)))
    gaps: dict[int, set[int]] = {}
    for key, there in years.items():
        last = years_of_cover(judged.term, key.age) or max(there)
        if absent := set(range(1, last + 1)) - there:
            gaps.setdefault(key.age, set()).update(absent)
    for age, absent in sorted(gaps.items()):
        judged.fault(problems.YearsMissing(age=age, years=runs(sorted(absent))))


def runs(numbers: Sequence[int]) -> str:
    """Numbers as people write them: 3, 7-9."""
    found = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        found.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return ", ".join(found[:20]) + (", …" if len(found) > 20 else "")
