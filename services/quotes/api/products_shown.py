"""Products as answers show them, in the reader's language."""

import csv
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from services.quotes.domain.product import Basis, Benefit
from services.quotes.domain.rating import basis_caveats
from services.quotes.schemas.catalogue import (
    BasisOut,
    BenefitOut,
    ProductDetailOut,
    ProductOut,
    TableBlockOut,
    TableOut,
    TableRowOut,
    VersionOut,
)
from services.quotes.tables import CatalogueProduct
from services.quotes.texts import sentences
from services.quotes.use_cases.catalogue import facts_of
from shared.contracts import Line
from shared.language import Language


def product_out(product: CatalogueProduct, language: Language) -> ProductOut:
    """A product as lists show it."""
    facts = facts_of(product)
    return ProductOut(
        id=product.id,
        version=product.version,
        code=product.code,
        product_version=product.product_version,
        carrier_id=product.carrier_id,
        line=Line(product.line),
        name=facts.name[language],
        insurer=facts.insurer[language],
        status=product.status,
        sale_from=product.sale_from,
        sale_to=product.sale_to,
        complexity_level=facts.complexity_level,
        basis=basis_out(facts.basis, language),
        published_at=product.published_at,
    )


def product_detail_out(
    product: CatalogueProduct, versions: Sequence[CatalogueProduct], language: Language
) -> ProductDetailOut:
    """A product with everything a client may ask about it."""
    facts = facts_of(product)
    said = facts.model_dump(include=_AS_FILED)
    return ProductDetailOut(
        **dict(product_out(product, language)),
        **said,
        benefits_are_certain=facts.benefits_are_certain,
        benefits=[_benefit(benefit, language) for benefit in facts.benefits],
        exclusions=[wording[language] for wording in facts.exclusions],
        payment_rules=[wording[language] for wording in facts.payment_rules],
        payment_frequencies={str(name): factor for name, factor in facts.payment_frequencies.items()},
        occupation_classes=sorted(facts.occupation_factors),
        claim_documents={kind: list(documents) for kind, documents in facts.claim_documents.items()},
        versions=[
            VersionOut(**version.model_dump(include=set(VersionOut.model_fields))) for version in versions
        ],
        caveats=sentences(basis_caveats(facts), language),
    )


def table_out(
    product: CatalogueProduct,
    name: str,
    unit: Literal["per_10000", "flat", "sum_per_1000_premium"],
    blocks: Mapping[str, str],
) -> TableOut:
    """A table from its blocks of CSV."""
    return TableOut(
        product_id=product.id,
        code=product.code,
        product_version=product.product_version,
        table=name,
        unit=unit,
        blocks=[_block(term, text) for term, text in blocks.items()],
    )


def basis_out(basis: Basis, language: Language) -> BasisOut:
    """What prices rest on."""
    return BasisOut(kind=basis.kind, text=basis.text[language])


_AS_FILED = {
    "design_type",
    "filing_number",
    "waiting_days",
    "waiting_exempts_accidents",
    "waiting_counts_start_day",
    "cooling_off_days",
    "grace_days",
    "coverage_terms",
    "payment_terms",
    "issue_age",
    "occupation_factors",
    "sum_insured",
    "premium",
    "heads",
    "deductible",
    "annual_limit",
    "renewal",
    "rate_unit",
    "rate_table",
    "cash_value_table",
    "net_premium_share",
    "account",
    "pricing_rate",
    "death_multiples",
    "health_services_share",
    "add_ons",
    "questionnaire",
    "disclosure_items",
}
"""What is shown as its carrier filed it."""


def _benefit(benefit: Benefit, language: Language) -> BenefitOut:
    return BenefitOut(**benefit.model_dump(exclude={"text"}), text=benefit.text[language])


def _block(term: str, text: str) -> TableBlockOut:
    header, *lines = csv.reader(text.splitlines())
    keys = 2 if header[1] == "year" else 1
    return TableBlockOut(
        coverage_term=term,
        columns=header[keys:],
        rows=[
            TableRowOut(
                age=None if cells[0] == "any" else int(cells[0]),
                year=int(cells[1]) if keys == 2 else None,
                values=[Decimal(cell) if cell else None for cell in cells[keys:]],
            )
            for cells in lines
        ],
    )
