"""The public tables that samples are priced from, as they lie under `data/mortality`."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from services.quotes.domain.pricing import ByAge
from shared.contracts import Sex

MORTALITY: Final = Path(__file__).parent / "data" / "mortality"


class Tables(NamedTuple):
    """Yearly probabilities by age, as printed."""

    male_mortality: ByAge
    female_mortality: ByAge
    incidence: ByAge
    share_of_deaths: ByAge
    male_annuitants: ByAge
    female_annuitants: ByAge

    def mortality(self, sex: Sex) -> ByAge:
        """Of those who are protected."""
        return self.male_mortality if sex is Sex.MALE else self.female_mortality

    def annuitants(self, sex: Sex) -> ByAge:
        """Of those who draw annuities."""
        return self.male_annuitants if sex is Sex.MALE else self.female_annuitants


def read_tables() -> Tables:
    """The tables, their values as printed."""
    mortality = _columns("cl_2010_2013.csv", "CL1", "CL2", "CL5", "CL6")
    illness = _columns("ci1_2006_2010.csv", "ix", "kx")
    return Tables(
        mortality["CL1"],
        mortality["CL2"],
        illness["ix"],
        illness["kx"],
        mortality["CL5"],
        mortality["CL6"],
    )


def _columns(file: str, *names: str) -> dict[str, dict[int, Decimal]]:
    with (MORTALITY / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {name: {int(row["age"]): Decimal(row[name]) for row in rows} for name in names}
