"""Reads a product from the folder a carrier files it in: `product.yaml`, and a block a term it is sold for:
`rates.<coverage term>.csv`, `cash_values.<coverage term>.csv`.

Invariant: what is read is a whole product: its facts are valid and there is a block of rates for each term it is sold for.
"""

from functools import cache
from pathlib import Path
from typing import Final

import yaml

from services.quotes.domain.product import CoverageTerm, Product
from services.quotes.domain.rate_table import read_rate_table
from services.quotes.domain.rating import Tariff

SAMPLES: Final = Path(__file__).parent / "data" / "catalogue"
SECOND_SAMPLES: Final = Path(__file__).parent / "data" / "second_catalogue"


class IncompleteProduct(ValueError):
    """A folder that holds no whole product; says what is missing."""


def read_product(folder: Path) -> Tariff:
    """The product in `folder`.

    Raises IncompleteProduct, ValidationError for facts that are none, UnreadableRates for a block that is none.
    """
    product = read_facts(folder)
    return Tariff(
        product=product,
        rates=read_rate_table(
            product.rates_code, _blocks(folder, product, "rates", filed=product.has_a_rate_table)
        ),
        cash_values=_blocks(folder, product, "cash_values", filed=product.cash_value_table is not None),
    )


def _blocks(folder: Path, product: Product, kind: str, *, filed: bool) -> dict[CoverageTerm, str]:
    paths = {term: folder / f"{kind}.{term}.csv" for term in product.coverage_terms} if filed else {}
    if missing := [path.name for path in paths.values() if not path.is_file()]:
        raise IncompleteProduct(f"{folder.name} lacks {', '.join(missing)}")
    return {term: path.read_text("utf-8") for term, path in paths.items()}


def read_facts(folder: Path) -> Product:
    """What the product in `folder` is, without its rates; raises IncompleteProduct and ValidationError."""
    path = folder / "product.yaml"
    if not path.is_file():
        raise IncompleteProduct(f"{folder.name} has no product.yaml")
    try:
        facts = yaml.load(path.read_text("utf-8"), Loader=_WithoutFloats)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise IncompleteProduct(f"{folder.name}/{path.name} is no YAML: {error}") from error
    return Product.model_validate(facts)


@cache
def sample_catalogue() -> tuple[Tariff, ...]:
    """The sample products, by code, one a line: enough to try everything, none of them an offer."""
    return _catalogue(SAMPLES)


@cache
def second_catalogue() -> tuple[Tariff, ...]:
    """Sample products of a second carrier, by code, so that there is something to compare the first one's with."""
    return _catalogue(SECOND_SAMPLES)


def _catalogue(folder: Path) -> tuple[Tariff, ...]:
    return tuple(read_product(product) for product in sorted(folder.iterdir()) if product.is_dir())


class _WithoutFloats(yaml.SafeLoader):
    """YAML whose numbers with a point stay text, so that 0.1 is 0.1."""


def _as_text(loader: _WithoutFloats, node: yaml.ScalarNode) -> str:
    return loader.construct_scalar(node)


_WithoutFloats.add_constructor("tag:yaml.org,2002:float", _as_text)
