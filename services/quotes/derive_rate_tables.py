"""Derives the tables of the sample products, rates and cash values: the one script behind all of them.

    python -m services.quotes.derive_rate_tables            writes them
    python -m services.quotes.derive_rate_tables --check    says which are not what would be written, and fails

The formulas are in `domain/pricing.py`, `domain/savings_pricing.py` and `domain/reserves.py`; the bases are rules.

Invariant: a derived figure that anybody edited by hand is found.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from services.quotes.domain.cash_values import CashValues, write_cash_value_block
from services.quotes.domain.rate_table import RateTable, write_rate_block
from services.quotes.product_folder import SAMPLES, SECOND_SAMPLES, read_facts
from services.quotes.sample_cash_values import values_of
from services.quotes.sample_rates import Derivation, rates_of
from services.quotes.sample_tables import read_tables
from shared.jurisdictions import Jurisdiction


def derived_blocks() -> Iterator[tuple[Path, str]]:
    """Each derived file and what it must hold."""
    tables, rules = read_tables(), Jurisdiction.load("cn")
    for folder in sorted([*SAMPLES.iterdir(), *SECOND_SAMPLES.iterdir()]):
        product = read_facts(folder)
        if not product.has_a_rate_table:
            continue
        of = Derivation(product, tables, rules)
        rates = RateTable(code=product.rates_code, rates=rates_of(of))
        for term in product.coverage_terms:
            yield folder / f"rates.{term}.csv", write_rate_block(rates, term)
        if product.cash_value_table is not None:
            values = CashValues(code=product.cash_value_table, values=values_of(of, dict(rates.rates)))
            for term in product.coverage_terms:
                yield folder / f"cash_values.{term}.csv", write_cash_value_block(values, term)


def main() -> int:
    """Writes or checks; the exit status."""
    parser = argparse.ArgumentParser(description="Derives the tables of the sample products.")
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


def _read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
