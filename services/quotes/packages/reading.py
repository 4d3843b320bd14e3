"""Reads the products of a package: each from its folder, with every fault that can be found without the catalogue."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from services.quotes.domain.cash_values import CashValues, write_cash_value_block
from services.quotes.domain.faults import Fault
from services.quotes.domain.limits import faults as limit_faults
from services.quotes.domain.problems import packages as problems
from services.quotes.domain.product import CoverageTerm, Product
from services.quotes.domain.rate_table import RateKey, RateTable
from services.quotes.domain.rating import Tariff
from services.quotes.domain.sheet_checks import Sheet, check_cash_values, check_rates
from services.quotes.packages import sheets
from services.quotes.packages.archive import Unpacked
from services.quotes.packages.facts_file import (
    FactsFile,
    outline_of,
    product_of,
    read_facts_file,
    right_facts,
)
from shared.jurisdictions import Jurisdiction, NoRuleInForce, Rule
from shared.problems import Problem

FACTS: Final = "product.yaml"
PRODUCTS_AT_MOST: Final = 100
_TABLES: Final = (".csv", ".xlsx")
_NOTES: Final = ("readme", "readme.md", "readme.txt")


@dataclass(slots=True)
class Package:
    """What was sent: its products with the files that say what each is, and everything that is wrong with it."""

    digest: str
    products: list[tuple[FactsFile, Tariff]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


async def unfold_workbooks(unpacked: Unpacked) -> None:
    """Put the rows of every workbook in its place; the name stays, so that faults are told where they were made."""
    workbooks = [name for name in unpacked.files if name.endswith(".xlsx")]
    if len(workbooks) > sheets.WORKBOOKS_AT_MOST:
        limit = problems.TooManyWorkbooks(limit=sheets.WORKBOOKS_AT_MOST)
        unpacked.faults.append(Fault(limit))
        workbooks = []
    for name in workbooks:
        rows = await sheets.unfolded(unpacked.files[name])
        if isinstance(rows, Problem):
            unpacked.faults.append(Fault(rows, name))
            rows = b""
        unpacked.files[name] = rows


def digest_of(unpacked: Unpacked) -> str:
    """The digest of the content: names and bytes of the files, however they were packed."""
    digest = hashlib.sha256()
    for name, content in sorted(unpacked.files.items()):
        digest.update(f"{len(name.encode())} {len(content)} {name}".encode())
        digest.update(content)
    return digest.hexdigest()


def read_package(unpacked: Unpacked, digest: str, jurisdiction: Jurisdiction) -> Package:
    """The products in the files, and every fault; takes its time: call it in a thread."""
    package = Package(digest, faults=list(unpacked.faults))
    homes = [name.removesuffix(FACTS) for name in unpacked.files if f"/{name}".endswith(f"/{FACTS}")]
    if not homes and not package.faults:
        package.faults.append(Fault(problems.NoProduct()))
    if len(homes) > PRODUCTS_AT_MOST:
        package.faults.append(Fault(problems.TooManyProducts(limit=PRODUCTS_AT_MOST)))
        return package
    for home in sorted(homes):
        files = {name.removeprefix(home): content for name, content in _files_of(home, homes, unpacked.files)}
        _Reading(home, files, jurisdiction, package).read()
    strays = (name for name in unpacked.files if not any(name.startswith(home) for home in homes))
    package.faults += [Fault(problems.FileUnknown(), name) for name in strays if homes and not _is_note(name)]
    return package


def _files_of(home: str, homes: Iterable[str], files: Mapping[str, bytes]) -> Iterable[tuple[str, bytes]]:
    """The files of one folder, but for those of products in folders within it."""
    within = [other for other in homes if other != home and other.startswith(home)]
    return (
        (name, content)
        for name, content in files.items()
        if name.startswith(home) and not any(name.startswith(other) for other in within)
    )


def _is_note(name: str) -> bool:
    return name.rpartition("/")[2].casefold() in _NOTES


class _Reading:
    """One folder on its way to being a product."""

    def __init__(
        self, home: str, files: Mapping[str, bytes], jurisdiction: Jurisdiction, package: Package
    ) -> None:
        self._home, self._files, self._jurisdiction, self._package = home, files, jurisdiction, package

    def read(self) -> None:
        """Note the product where it is whole, and every fault where it is not."""
        before = len(self._package.faults)
        found = self._facts()
        product = product_of(found)
        outline = product or outline_of(found)
        if outline is not None:
            right = right_facts(found)
            for fault in limit_faults(outline, self._jurisdiction):
                place = _place(fault.pointer)
                if product is not None or place[0] in right:
                    found.fault(fault, place)
        self._package.faults += found.faults
        if outline is None:
            return
        tariff = self._tariff(outline)
        self._refuse_unknown_files(outline)
        if len(self._package.faults) == before:
            self._package.products.append((found, tariff))

    def _facts(self) -> FactsFile:
        text = sheets.decoded(self._files[FACTS])
        name = self._home + FACTS
        if isinstance(text, str):
            return read_facts_file(name, text)
        problem, line = text
        return FactsFile(name, faults=[Fault(problem, name, line)])

    def _tariff(self, product: Product) -> Tariff:
        rates: dict[RateKey, Decimal] = {}
        order = self._order(product)
        for term in product.coverage_terms if product.has_a_rate_table else ():
            if (sheet := self._sheet("rates", term)) is not None and order is not None:
                found, faults = check_rates(sheet, product, term, order)
                self._package.faults += faults
                rates |= {} if faults else found
        return Tariff(
            product=product,
            rates=RateTable(code=product.rates_code, rates=rates),
            cash_values=self._cash_values(product, rates) if product.cash_value_table else {},
        )

    def _order(self, product: Product) -> Rule | None:
        try:
            return self._jurisdiction.rule("product.rate_order", on=product.sale_from)
        except NoRuleInForce as problem:
            self._package.faults.append(Fault(problem, self._home + FACTS, None, "/sale_from"))
            return None

    def _cash_values(self, product: Product, rates: Mapping[RateKey, Decimal]) -> dict[CoverageTerm, str]:
        blocks = {}
        for term in product.coverage_terms:
            if (sheet := self._sheet("cash_values", term)) is not None:
                found, faults = check_cash_values(sheet, product, term, rates)
                self._package.faults += faults
                blocks[term] = write_cash_value_block(CashValues(product.code, found), term)
        return blocks

    def _sheet(self, kind: str, term: CoverageTerm) -> Sheet | None:
        """The table of a term; None, with the fault noted, where there is none that can be read."""
        names = [f"{kind}.{term}{ending}" for ending in _TABLES]
        there = [name for name in names if name in self._files]
        if not there and any(
            fault.file in {self._home + name for name in names} for fault in self._package.faults
        ):
            return None
        if len(there) != 1:
            problem = problems.FileTwice() if there else problems.FileMissing(coverage_term=term)
            self._package.faults.append(Fault(problem, self._home + names[0]))
            return None
        file, content = self._home + there[0], self._files[there[0]]
        if not content and any(fault.file == file for fault in self._package.faults):
            return None
        text = sheets.decoded(content)
        found = read_sheet_of(file, text)
        if isinstance(found, Fault):
            self._package.faults.append(found)
            return None
        return found

    def _refuse_unknown_files(self, product: Product) -> None:
        kinds = [
            kind
            for kind, filed in (
                ("rates", product.has_a_rate_table),
                ("cash_values", product.cash_value_table is not None),
            )
            if filed
        ]
        known = {FACTS} | {
            f"{kind}.{term}{ending}"
            for kind in kinds
            for term in product.coverage_terms
            for ending in _TABLES
        }
        for name in self._files:
            if name not in known and not _is_note(name):
                self._package.faults.append(Fault(problems.FileUnknown(), self._home + name))


def read_sheet_of(file: str, text: str | tuple[Problem, int]) -> Sheet | Fault:
    """The table in a file that was decoded, or could not be."""
    if not isinstance(text, str):
        problem, line = text
        return Fault(problem, file, line)
    found = sheets.read_sheet(file, text)
    return found if isinstance(found, Sheet) else Fault(found, file)


def _place(pointer: str | None) -> tuple[str | int, ...]:
    """Where a JSON pointer leads in the facts."""
    parts = (pointer or "").split("/")[1:]
    return tuple(int(part) if part.isdigit() else part for part in parts)
