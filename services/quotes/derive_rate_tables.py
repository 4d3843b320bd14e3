"""Derives the rates of the sample products from the public tables, by the formulas in `domain/pricing.py`.

    python -m services.quotes.derive_rate_tables            writes them
    python -m services.quotes.derive_rate_tables --check    says which are not what would be written, and fails

Invariant: a derived rate that anybody edited by hand is found.
"""

import argparse
import csv
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

from services.quotes.domain.pricing import (
    ByAge,
    NoSuchRate,
    PricingBasis,
    critical_illness_rate,
    term_life_rate,
)
from services.quotes.domain.product import CoverageTerm, Product, years_of_cover
from services.quotes.domain.rate_table import RateKey, RateTable, write_rate_block
from services.quotes.product_folder import SAMPLES, read_facts
from shared.contracts import Sex
from shared.jurisdictions import Jurisdiction

MORTALITY: Final = Path(__file__).parent / "data" / "mortality"


class Tables(NamedTuple):
    """The public tables that samples are priced from, by age."""

    male_mortality: ByAge
    female_mortality: ByAge
    incidence: ByAge
    share_of_deaths: ByAge


def read_tables() -> Tables:
    """The tables under `data/mortality`, their values as printed."""
    mortality = _columns("cl_2010_2013.csv", "CL1", "CL2")
    illness = _columns("ci1_2006_2010.csv", "ix", "kx")
    return Tables(mortality["CL1"], mortality["CL2"], illness["ix"], illness["kx"])


def derived_blocks() -> Iterator[tuple[Path, str]]:
    """Each derived file and what it must hold; a combination that has no rate is left out."""
    tables = read_tables()
    for code, rates_for in _DERIVED.items():
        sample = read_facts(SAMPLES / code)
        basis = PricingBasis.of(Jurisdiction.load("cn").rule("pricing.sample_basis", on=sample.sale_from))
        ages = ages_of(sample)
        rates: dict[RateKey, Decimal] = {}
        for term, payment_years, age in product(sample.coverage_terms, sample.payment_terms, ages):
            with suppress(NoSuchRate):
                rates |= rates_for(tables, basis, term, payment_years, age)
        table = RateTable(code=sample.rates_code, rates=rates)
        for term in sample.coverage_terms:
            yield SAMPLES / code / f"rates.{term}.csv", write_rate_block(table, term)


def ages_of(product: Product) -> range:
    """The ages at which the product is sold; none for one that insures no life."""
    ages = product.issue_age
    return range(0) if ages is None else range(ages.minimum, ages.maximum + 1)


def main() -> int:
    """Writes or checks; the exit status."""
    parser = argparse.ArgumentParser(description="Derives the rates of the sample products.")
    parser.add_argument(
        "--check", action="store_true", help="only say what differs, and fail if anything does"
    )
    only_check = parser.parse_args().check
    stale = [(path, text) for path, text in derived_blocks() if _read(path) != text]
    for path, text in stale:
        print(f"{'differs' if only_check else 'written'}: {path.relative_to(SAMPLES.parent)}")
        if not only_check:
            path.write_text(text, "utf-8")
    return 1 if only_check and stale else 0


def _term_life(
    tables: Tables, basis: PricingBasis, term: CoverageTerm, payment_years: int, age: int
) -> dict[RateKey, Decimal]:
    years = years_of_cover(term, age) or 0
    return {
        RateKey(term, sex, payment_years, age): term_life_rate(
            mortality, basis, age=age, years=years, payment_years=payment_years
        )
        for sex, mortality in ((Sex.MALE, tables.male_mortality), (Sex.FEMALE, tables.female_mortality))
    }


def _critical_illness(
    tables: Tables, basis: PricingBasis, term: CoverageTerm, payment_years: int, age: int
) -> dict[RateKey, Decimal]:
    rate = critical_illness_rate(
        tables.male_mortality,
        tables.incidence,
        tables.share_of_deaths,
        basis,
        age=age,
        until_age=age + (years_of_cover(term, age) or 0),
        payment_years=payment_years,
    )
    return {RateKey(term, "unisex", payment_years, age): rate}


_Rates = Callable[[Tables, PricingBasis, CoverageTerm, int, int], dict[RateKey, Decimal]]
_DERIVED: Final[Mapping[str, _Rates]] = {
    "sample-critical-illness": _critical_illness,
    "sample-term-life": _term_life,
}


def _columns(file: str, *names: str) -> dict[str, dict[int, Decimal]]:
    with (MORTALITY / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {name: {int(row["age"]): Decimal(row[name]) for row in rows} for name in names}


def _read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
