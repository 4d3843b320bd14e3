"""Comparisons as answers show them, in the reader's language."""

from collections.abc import Sequence

from services.quotes.comparison_words import worded_groups
from services.quotes.domain.comparison import Side
from services.quotes.domain.comparison_fit import Wish
from services.quotes.domain.comparison_rows import rows
from services.quotes.domain.product import Product
from services.quotes.domain.rating import Life
from services.quotes.schemas.comparison import (
    ComparedProductOut,
    ComparisonDetailOut,
    ComparisonOut,
    ComparisonResult,
    GroupOut,
    RowOut,
)
from services.quotes.tables import StoredComparison
from services.quotes.texts import TEXTS, sentences
from services.quotes.use_cases.comparisons import Compared, sides_of
from shared.because import Because
from shared.contracts import Line
from shared.language import Language


def comparison_result(compared: Compared, language: Language) -> ComparisonResult:
    """A comparison that nobody kept."""
    sides, products = compared.comparison.sides, compared.products
    return ComparisonResult(
        line=compared.comparison.line,
        mode=compared.mode,
        mode_text=TEXTS.say(f"comparison.mode.{compared.mode}", language),
        compared_on=compared.on,
        products=_products(products, sides, language),
        groups=_groups(products, sides, language),
    )


def comparison_out(stored: StoredComparison) -> ComparisonOut:
    """A comparison as lists show it."""
    return ComparisonOut(
        id=stored.id,
        client_id=stored.client_id,
        line=Line(stored.line),
        mode=stored.mode,
        compared_on=stored.compared_on,
        made_at=stored.made_at,
        product_codes=[side.product_code for side in sides_of(stored)],
        life=Life.model_validate(stored.life),
    )


def comparison_detail_out(
    stored: StoredComparison, products: Sequence[Product], language: Language
) -> ComparisonDetailOut:
    """A comparison with its rows and reasons."""
    sides = sides_of(stored)
    return ComparisonDetailOut(
        **dict(comparison_out(stored)),
        wish=Wish.model_validate(stored.wish),
        mode_text=TEXTS.say(f"comparison.mode.{stored.mode}", language),
        products=_products(products, sides, language),
        groups=_groups(products, sides, language),
        because=[Because.model_validate(because) for because in stored.because],
        caveats=sentences(stored.caveats, language),
    )


def _products(
    products: Sequence[Product], sides: Sequence[Side], language: Language
) -> list[ComparedProductOut]:
    return [
        ComparedProductOut(
            product_id=side.product_id,
            carrier_id=side.carrier_id,
            code=product.code,
            product_version=product.version,
            name=product.name[language],
            insurer=product.insurer[language],
            choice=side.choice,
            as_wished=side.as_wished,
            annual_premium=side.annual_premium,
            payment=side.payment,
            premiums_in_all=side.premiums_in_all,
            refused=side.refused,
            refusal=TEXTS.say(f"missing.{side.refused}", language) if side.refused else None,
        )
        for product, side in zip(products, sides, strict=True)
    ]


def _groups(products: Sequence[Product], sides: Sequence[Side], language: Language) -> list[GroupOut]:
    return [
        GroupOut(
            group=group.group,
            label=group.label,
            rows=[RowOut(**row._asdict()) for row in group.rows],
        )
        for group in worded_groups(rows(products, sides), language)
    ]
