"""A package is loaded: every product of it or none, and the same content twice changes nothing."""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from services.quotes import queries
from services.quotes.domain.cash_values import read_cash_values
from services.quotes.domain.faults import Fault
from services.quotes.domain.problems import ProductOfAnotherCarrier
from services.quotes.domain.problems import packages as problems
from services.quotes.domain.rate_table import read_rate_table
from services.quotes.domain.rating import Tariff
from services.quotes.packages.archive import Unpacked, unpack
from services.quotes.packages.facts_file import FactsFile
from services.quotes.packages.reading import Package, digest_of, read_package, unfold_workbooks
from services.quotes.tables import CatalogueProduct, ProductPackage, StoredCashValues, StoredRates
from services.quotes.use_cases import catalogue
from shared.file_store import FileKey
from shared.problems import Problem
from shared.unit_of_work import UnitOfWork

FOLDER: Final = "packages"
_BUFFER_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True)
class Packaged:
    """One product of a package: its row where there is one, and whether it is new in the catalogue."""

    tariff: Tariff
    product: CatalogueProduct | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a package, or in a dry run what would; with faults nothing is loaded."""

    digest: str
    products: tuple[Packaged, ...]
    faults: tuple[Fault, ...]


async def unpacked_upload(uow: UnitOfWork, key: FileKey) -> Unpacked:
    """The files of an archive that was put in the store, where it does not stay."""
    files = uow.kit.files
    try:
        return await asyncio.to_thread(lambda: unpack(io.BufferedReader(files.open(key), _BUFFER_BYTES)))
    finally:
        await files.delete(key)


async def read(uow: UnitOfWork, unpacked: Unpacked) -> Package:
    """What is in the archive, with every fault that can be found without the catalogue."""
    digest = digest_of(unpacked)
    await unfold_workbooks(unpacked)
    return await asyncio.to_thread(read_package, unpacked, digest, uow.kit.jurisdiction)


async def load(uow: UnitOfWork, package: Package, carrier_id: UUID, *, dry_run: bool) -> Report:
    """Put the products on sale, all of them or with any fault none; a version that is there as it is stays as it is."""
    faults = list(package.faults)
    known: list[tuple[Tariff, CatalogueProduct | None]] = []
    seen: set[tuple[str, int]] = set()
    for facts, tariff in package.products:
        versions: list[CatalogueProduct] = await uow.all(queries.catalogue.VERSIONS, code=tariff.product.code)
        product = next((one for one in versions if one.product_version == tariff.product.version), None)
        problem = await _refusal(uow, tariff, versions, carrier_id, seen)
        seen.add((tariff.product.code, tariff.product.version))
        if problem is not None:
            faults.append(_at_version(facts, problem))
        known.append((tariff, product))
    if faults or dry_run:
        products = tuple(Packaged(tariff, product, product is None) for tariff, product in known)
        return Report(package.digest, products, tuple(sorted(faults, key=lambda fault: fault.place)))
    loaded = await catalogue.load(uow, [tariff for tariff, _ in known], carrier_id)
    products = tuple(
        Packaged(tariff, one.product, one.is_new) for (tariff, _), one in zip(known, loaded, strict=True)
    )
    await _note(uow, package.digest, carrier_id, products)
    return Report(package.digest, products, ())


async def _note(uow: UnitOfWork, digest: str, carrier_id: UUID, products: Sequence[Packaged]) -> None:
    """Keep what was loaded, once for each content."""
    if await uow.one(queries.catalogue.PACKAGE_LOADED, carrier_id=carrier_id, digest=digest):
        return
    uow.add(
        ProductPackage(
            agency_id=uow.caller.agency_id,
            carrier_id=carrier_id,
            digest=digest,
            loaded_by=uow.caller.actor_id,
            products=[packaged_json(one) for one in products],
            loaded_at=uow.now,
        )
    )


def packaged_json(one: Packaged) -> dict[str, Any]:
    """One product of a package, as it is told and kept."""
    return {
        "product_id": None if one.product is None else str(one.product.id),
        "code": one.tariff.product.code,
        "product_version": one.tariff.product.version,
        "line": one.tariff.product.line,
        "outcome": "published" if one.is_new else "unchanged",
    }


async def _refusal(
    uow: UnitOfWork,
    tariff: Tariff,
    versions: Sequence[CatalogueProduct],
    carrier_id: UUID,
    seen: set[tuple[str, int]],
) -> Problem | None:
    """What in the catalogue, or in the package itself, stands against the product."""
    facts = tariff.product
    if (facts.code, facts.version) in seen:
        return problems.ProductTwice(product=facts.code, version=facts.version)
    if any(version.carrier_id != carrier_id for version in versions):
        return ProductOfAnotherCarrier(product=facts.code)
    for other in versions:
        if other.product_version == facts.version:
            same = await _is_as_filed(uow, other, tariff)
            return None if same else problems.VersionDiffers(product=facts.code, version=facts.version)
    for other in versions:
        later = other.product_version < facts.version and other.sale_from < facts.sale_from
        if not later:
            return problems.VersionNotLater(
                product=facts.code,
                version=facts.version,
                earlier=other.product_version,
                sale_from=str(other.sale_from),
            )
    return None


async def _is_as_filed(uow: UnitOfWork, known: CatalogueProduct, tariff: Tariff) -> bool:
    """Whether facts, rates and cash values are those that are in the catalogue."""
    filed = catalogue.facts_of(known).model_copy(update={"sale_to": tariff.product.sale_to})
    if filed != tariff.product:
        return False
    rates: StoredRates = await uow.get(queries.catalogue.RATES, product_id=known.id)
    if read_rate_table(rates.code, rates.blocks) != tariff.rates:
        return False
    values: StoredCashValues | None = await uow.one(queries.catalogue.CASH_VALUES, product_id=known.id)
    stored = {} if values is None else values.blocks
    return read_cash_values("", stored).values == read_cash_values("", tariff.cash_values).values


def _at_version(facts: FactsFile, problem: Problem) -> Fault:
    place = ("version",)
    return Fault(problem, facts.file, facts.line_of(place), "/version")
