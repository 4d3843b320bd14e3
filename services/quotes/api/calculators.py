"""Calculators: tiers, rates of return, suitability and rate caps, asked without storing anything."""

from datetime import date

from services.quotes.api.shown import advice_of, tiers_out
from services.quotes.domain.irr import Illustration, IrrTable, irr_table
from services.quotes.domain.offer import make_offer
from services.quotes.domain.rate_regime import RateCap, explained_rate_cap
from services.quotes.domain.suitability import Sale, Suitability, assess_suitability
from services.quotes.internal_rate import internal_rate
from services.quotes.schemas.calculators import (
    IrrIn,
    RateCapIn,
    SuitabilityIn,
    TiersIn,
    TiersResult,
)
from services.quotes.texts import sentences, worded
from services.quotes.use_cases import catalogue
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.routing import Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("quotes")


@router.post("/calculators/tiers", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_tiers(uow: Uow, asked: TiersIn) -> Answer[TiersResult]:
    """The tiers that are on sale for a life, and the one that a budget carries."""
    on = _day(uow, asked.on)
    products = await catalogue.on_sale(uow, on)
    offer = make_offer(
        products, asked.life, budget=asked.annual_budget, jurisdiction=uow.kit.jurisdiction, on=on
    )
    recommended = offer.recommendation
    return Answer(
        result=TiersResult(
            tiers=tiers_out(offer, uow.language),
            recommended_tier=offer.recommended_tier,
            annual_premium=recommended.annual_premium if recommended else None,
            advice=advice_of(offer, uow.language),
        ),
        because=list(offer.because),
        caveats=sentences(offer.caveats, uow.language),
    )


@router.post("/calculators/irr", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_irr(uow: Uow, asked: IrrIn) -> Answer[IrrTable]:
    """The internal rate of return by the age of the last payout; an illustration, never a promise."""
    on = _day(uow, asked.sold_on)
    rules = uow.kit.jurisdiction
    answer = irr_table(
        Illustration.model_validate(asked.model_dump(exclude={"sold_on"})),
        internal_rate,
        wording=rules.rule("illustration.irr", on=on),
        cap=rules.rule("pricing.rate_cap", on=on),
    )
    return worded(answer, uow.language)


@router.post("/calculators/suitability", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def calculate_suitability(uow: Uow, asked: SuitabilityIn) -> Answer[Suitability]:
    """Whether a sale fits the client: the statement he must sign, and when the sale should stop."""
    answer = assess_suitability(
        Sale.model_validate(asked.model_dump(exclude={"on", "confirmed_in_writing"})),
        uow.kit.jurisdiction,
        on=_day(uow, asked.on),
        confirmed_in_writing=asked.confirmed_in_writing,
    )
    return worded(answer, uow.language)


@router.post("/calculators/rate-cap", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_rate_cap(uow: Uow, asked: RateCapIn) -> Answer[RateCap]:
    """The highest pricing rate of a type of product by the day it is sold."""
    rule = uow.kit.jurisdiction.rule("pricing.rate_cap", on=_day(uow, asked.sold_on))
    return worded(explained_rate_cap(asked.design_type, rule), uow.language)


def _day(uow: UnitOfWork, on: date | None) -> date:
    return on or local_date(uow.now)
