"""The snapshot: what a phone downloads while it is connected, to compute premiums in front of a client without."""

import csv
from typing import Annotated, Final

from fastapi import Header, Query, Response

from services.quotes.domain.offer import OnSale
from services.quotes.domain.problems import SnapshotTooLarge
from services.quotes.domain.rate_table import write_rate_block
from services.quotes.domain.rating import Tariff, basis_caveats
from services.quotes.schemas.snapshot import (
    ComparisonModeOut,
    RateBlockOut,
    SnapshotOut,
    SnapshotProductOut,
    SnapshotRuleOut,
)
from services.quotes.texts import CAVEATS
from services.quotes.use_cases.snapshot import FORMAT, Outline, outline, products_of, values_of
from shared.calendar import local_date
from shared.caller import Role
from shared.contracts import Line
from shared.language import LANGUAGES
from shared.routing import Uow, allow, service_router

router = service_router("quotes")

LIMIT: Final = 4_194_304
"""Bytes that a phone is given at once."""


@router.get(
    "/snapshot",
    tags=["snapshot"],
    response_model=SnapshotOut,
    responses={304: {"description": "what was downloaded under that ETag still holds"}},
)
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def fetch_snapshot(
    uow: Uow,
    line: Annotated[Line | None, Query(description="only the products of this line")] = None,
    if_none_match: Annotated[str | None, Header(description="the ETag of what is kept")] = None,
) -> Response:
    """Products on sale today, their rates, and the rules that premiums and comparisons go by; 304 where they are kept.

    A premium is `sum / 10000 * rate * occupation factor * (1 + rating / 100)`, rounded half up to the fen once; for a `flat`
    product `rate * factor`, for `sum_per_1000_premium` `sum * 1000 * factor / rate`, for an `account` the sum itself. An
    instalment is the premium before rounding times its `payment_frequencies` factor, rounded once.
    """
    today = local_date(uow.now)
    outlined = await outline(uow, line, today)
    headers = {"etag": outlined.etag, "cache-control": "private, no-cache"}
    known = {tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")}
    if known & {outlined.etag, "*"}:
        return Response(status_code=304, headers=headers)
    body = _snapshot(outlined, [_product(one) for one in await products_of(uow, outlined, today)])
    written = body.model_dump_json().encode()
    if len(written) > LIMIT:
        raise SnapshotTooLarge("/query/line", size=len(written), limit=LIMIT)
    return Response(written, media_type="application/json", headers=headers)


def _snapshot(outlined: Outline, products: list[SnapshotProductOut]) -> SnapshotOut:
    institution = outlined.institution
    (modes,) = (rule for rule in outlined.rules if rule.id == "comparison.modes")
    return SnapshotOut(
        format=FORMAT,
        effective_from=outlined.period.first,
        effective_to=outlined.period.last,
        comparison=ComparisonModeOut(
            agent_mode=institution.mode,
            across_insurers=modes[institution.mode]["across_insurers"],
            carrier_id=institution.tied_carrier_id,
            licensed=institution.licensed,
        ),
        rules=[
            SnapshotRuleOut(
                id=rule.id,
                version=rule.version,
                source=rule.source,
                confidence=rule.confidence,
                values=values_of(rule),
            )
            for rule in outlined.rules
        ],
        products=products,
    )


def _product(one: OnSale) -> SnapshotProductOut:
    facts = one.tariff.product
    return SnapshotProductOut(
        product_id=one.product_id,
        carrier_id=one.carrier_id,
        facts=facts,
        rates=[_block(one.tariff, term) for term in facts.coverage_terms if facts.has_a_rate_table],
        caveats=[
            {language: CAVEATS.say(code, language) for language in LANGUAGES} for code in basis_caveats(facts)
        ],
    )


def _block(tariff: Tariff, term: str) -> RateBlockOut:
    header, *lines = csv.reader(write_rate_block(tariff.rates, term).splitlines())
    return RateBlockOut.model_validate(
        {
            "coverage_term": term,
            "columns": header[1:],
            "by_age": {age: [cell or None for cell in cells] for age, *cells in lines},
        }
    )
