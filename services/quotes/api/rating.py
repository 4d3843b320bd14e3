"""Calculators of premiums: for one life, many, a family or a group, and what a named premium buys."""

from datetime import date

from services.quotes.api.rating_shown import choice_premiums_out, family_out, group_out
from services.quotes.domain import caveats
from services.quotes.domain.family_rating import price_family
from services.quotes.domain.group_rating import heads_of, price_group
from services.quotes.domain.instalments import (
    Instalment,
    customary_instalments,
    instalment,
    instalments,
)
from services.quotes.domain.named_premium import BoughtSum, NamedPremium, bought_sum
from services.quotes.domain.rating import basis_caveats, explained, price, reason_of
from services.quotes.schemas.rating import (
    PREMIUMS,
    FamilyIn,
    FamilyResult,
    GroupIn,
    GroupResult,
    InstalmentsIn,
    PremiumIn,
    PremiumResult,
    PremiumsIn,
    PremiumsResult,
    SumInsuredIn,
)
from services.quotes.texts import sentences, worded
from services.quotes.use_cases import catalogue, rating
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.problems import Problem
from shared.routing import Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("quotes")


@router.post("/calculators/premium", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_premium(uow: Uow, asked: PremiumIn) -> Answer[PremiumResult]:
    """What a product of the catalogue costs a life a year and at a time, exact to the fen."""
    on = _day(uow, asked.on)
    tariff = await catalogue.tariff_on_sale(uow, asked.product_code, on)
    priced = price(tariff, asked.life, asked.choice, on=on)
    answer = explained(tariff, asked.life, asked.choice, priced)
    return Answer(
        result=PremiumResult(
            **dict(answer.result),
            payment=instalment(tariff.product, asked.choice, priced, asked.payment_frequency),
            payments=list(instalments(tariff.product, asked.choice, priced)),
        ),
        because=answer.because,
        caveats=sentences(answer.caveats, uow.language),
    )


@router.post("/calculators/premiums", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_premiums(uow: Uow, asked: PremiumsIn) -> Answer[PremiumsResult]:
    """Thousands of premiums at once: every choice for every life; what cannot be had says why, beside the others."""
    on = _day(uow, asked.on)
    wanted = [rating.Wanted(one.product_code, one.choice) for one in asked.choices]
    priced = await rating.price_each(uow, asked.lives, wanted, on, limit=PREMIUMS)
    used = {one.wanted.product_code: one.tariff for one in priced if one.tariff is not None}
    told = [caveat for tariff in used.values() for caveat in basis_caveats(tariff.product)]
    if any(isinstance(price, Problem) for one in priced for price in one.prices):
        told.append(caveats.SOME_ARE_NOT_PRICED)
    return Answer(
        result=PremiumsResult(choices=[choice_premiums_out(one, uow.language) for one in priced]),
        because=[reason_of(tariff, on=on) for tariff in used.values()],
        caveats=sentences(told, uow.language),
    )


@router.post("/calculators/family-premium", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_family_premium(uow: Uow, asked: FamilyIn) -> Answer[FamilyResult]:
    """What the covers of a family cost: each, for each member, and together; what cannot be had is in no total."""
    on = _day(uow, asked.on)
    codes = (cover.product_code for member in asked.members for cover in member.covers)
    family = price_family(await rating.tariffs(uow, codes, on), asked.members, on=on)
    return Answer(
        result=family_out(family, uow.language),
        because=list(family.because),
        caveats=sentences(family.caveats, uow.language),
    )


@router.post("/calculators/group-premium", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_group_premium(uow: Uow, asked: GroupIn) -> Answer[GroupResult]:
    """What a group costs, by heads of each class and age or by a list of lives; sums are per head."""
    on = _day(uow, asked.on)
    tariff = await catalogue.tariff_on_sale(uow, asked.product_code, on)
    answer = price_group(
        tariff,
        asked.classes or heads_of(asked.lives),
        asked.choice,
        asked.payment_frequency,
        uow.kit.jurisdiction.rule("rating.age_bands", on=on),
        on=on,
    )
    return Answer(
        result=group_out(tariff.product, answer.result, asked.payment_frequency),
        because=answer.because,
        caveats=sentences(answer.caveats, uow.language),
    )


@router.post("/calculators/sum-insured", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_sum_insured(uow: Uow, asked: SumInsuredIn) -> Answer[BoughtSum]:
    """The sum that a premium of the client's choice buys, of a savings product or an account."""
    on = _day(uow, asked.on)
    tariff = await catalogue.tariff_on_sale(uow, asked.product_code, on)
    named = NamedPremium.model_validate(asked.model_dump(include=set(NamedPremium.model_fields)))
    return worded(bought_sum(tariff, asked.life, named, on=on), uow.language)


@router.post("/calculators/instalments", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_instalments(uow: Uow, asked: InstalmentsIn) -> Answer[tuple[Instalment, ...]]:
    """What a yearly premium comes to in parts by custom of the trade; a product's own factors are with its premium."""
    rule = uow.kit.jurisdiction.rule("rating.instalments", on=_day(uow, asked.on))
    return worded(customary_instalments(asked.annual_premium, rule), uow.language)


def _day(uow: UnitOfWork, on: date | None) -> date:
    return on or local_date(uow.now)
