"""Calculators about firms: plan, risk transfer, property, annuity, joiners and leavers, asked without storing anything."""

from services.quotes.api.firms_shown import enterprise_plan_out
from services.quotes.domain.enterprise_offer import make_enterprise_offer, transfer_table
from services.quotes.domain.firm_limits import (
    AnnuityCeilings,
    AnnuityRates,
    InsuredProperty,
    PropertyCover,
    annuity_ceilings,
    property_cover,
)
from services.quotes.domain.headcount_change import HeadcountChange, HeadcountPremium, headcount_premium
from services.quotes.schemas.enterprise_proposals import EnterprisePlanOut
from services.quotes.schemas.firm_calculators import (
    AnnuityCeilingsIn,
    EnterprisePlanIn,
    HeadcountChangeIn,
    PropertyCoverIn,
    TransferTable,
    TransferTableIn,
)
from services.quotes.texts import sentences, worded
from services.quotes.use_cases import catalogue
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.risk_transfer import LiabilityRules
from shared.routing import Uow, allow, service_router

router = service_router("quotes")


@router.post("/calculators/enterprise-plan", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_enterprise_plan(uow: Uow, asked: EnterprisePlanIn) -> Answer[EnterprisePlanOut]:
    """The covers on sale for what a firm lacks, by its heads and their occupations, and what its budget carries."""
    on = asked.on or local_date(uow.now)
    offer = make_enterprise_offer(
        await catalogue.on_sale(uow, on),
        asked.firm,
        asked.needs,
        budget=asked.annual_budget,
        jurisdiction=uow.kit.jurisdiction,
        on=on,
    )
    return Answer(
        result=enterprise_plan_out(offer, uow.language),
        because=list(offer.because),
        caveats=sentences(offer.caveats, uow.language),
    )


@router.post("/calculators/risk-transfer", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_risk_transfer(uow: Uow, asked: TransferTableIn) -> Answer[TransferTable]:
    """The risk-transfer table: of each loss per head what insurance pays and the firm retains, today and as proposed."""
    on = asked.on or local_date(uow.now)
    rules = LiabilityRules.of(uow.kit.jurisdiction, on=on)
    answer = transfer_table(
        asked.losses or rules.losses_shown,
        asked.now,
        asked.proposed,
        rules,
        enrolled=asked.enrolled_in_work_injury_fund,
        on=on,
    )
    return Answer(
        result=TransferTable(rows=tuple(answer.result)),
        because=answer.because,
        caveats=sentences(answer.caveats, uow.language),
    )


@router.post("/calculators/property-cover", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_property_cover(uow: Uow, asked: PropertyCoverIn) -> Answer[PropertyCover]:
    """What a sum insured is worth against the replacement value: a loss in proportion, or an excess that is void."""
    rule = uow.kit.jurisdiction.rule("enterprise.property", on=asked.on or local_date(uow.now))
    insured = InsuredProperty.model_validate(asked.model_dump(exclude={"on"}))
    return worded(property_cover(insured, rule), uow.language)


@router.post("/calculators/enterprise-annuity", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_annuity_ceilings(uow: Uow, asked: AnnuityCeilingsIn) -> Answer[AnnuityCeilings]:
    """What the planned rates come to a year, and whether the law allows them: 8% for the employer, 12% together."""
    rule = uow.kit.jurisdiction.rule("enterprise.annuity", on=asked.on or local_date(uow.now))
    rates = AnnuityRates.model_validate(asked.model_dump(exclude={"on"}))
    return worded(annuity_ceilings(rates, rule), uow.language)


@router.post("/calculators/headcount-change", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_headcount_change(uow: Uow, asked: HeadcountChangeIn) -> Answer[HeadcountPremium]:
    """What joiners cost and leavers bring back for the days that are left of a group policy."""
    tariff = await catalogue.tariff_on_sale(uow, asked.product_code, asked.starts_on)
    change = HeadcountChange.model_validate(asked.model_dump(exclude={"product_code"}))
    return worded(headcount_premium(tariff, change, on=asked.starts_on), uow.language)
