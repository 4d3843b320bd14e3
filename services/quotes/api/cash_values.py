"""The calculator of cash values: what a contract would be worth to whoever ended it."""

from services.quotes.domain.cash_values import left_of_premium
from services.quotes.domain.rating import premium
from services.quotes.schemas.cash_values import CashValuesIn, CashValuesResult, YearValueOut
from services.quotes.texts import sentences
from services.quotes.use_cases import catalogue
from shared.because import Answer, Because
from shared.calendar import local_date
from shared.caller import Role
from shared.routing import Uow, allow, service_router

router = service_router("quotes")

_DAYS_OF_A_YEAR = 365


@router.post("/calculators/cash-value", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_cash_value(uow: Uow, asked: CashValuesIn) -> Answer[CashValuesResult]:
    """The cash values of a contract as filed, year by year, or what is left of the premium of a short one."""
    on = asked.on or local_date(uow.now)
    filed = await catalogue.filed_on_sale(uow, asked.product_code, on)
    priced = premium(filed.tariff, asked.life, asked.choice, on=on)
    facts, yearly = filed.tariff.product, priced.result.annual_premium
    by_year = (
        filed.cash_values.by_year(
            asked.choice.sum_insured,
            coverage_term=asked.choice.coverage_term,
            sex=asked.life.sex,
            payment_years=asked.choice.payment_years,
            age=asked.life.age,
        )
        if filed.cash_values
        else ()
    )
    reasons = list(priced.because)
    after_days = None
    if not by_year and facts.net_premium_share is not None and not facts.runs_over_a_year:
        after_days = left_of_premium(
            yearly, facts.net_premium_share, elapsed_days=asked.elapsed_days, term_days=_DAYS_OF_A_YEAR
        )
        rule = uow.kit.jurisdiction.rule("pricing.short_cash_values", on=on)
        reasons.append(
            Because.of(
                rule,
                premium=yearly,
                net_premium_share=facts.net_premium_share,
                elapsed_days=asked.elapsed_days,
                term_days=_DAYS_OF_A_YEAR,
            )
        )
    result = CashValuesResult(
        product_id=filed.product_id,
        product_version=facts.version,
        annual_premium=yearly,
        kind="filed" if by_year else "none" if after_days is None else "days_left",
        by_year=[
            YearValueOut(year=year, paid=yearly * min(year, asked.choice.payment_years), cash_value=value)
            for year, value in enumerate(by_year, start=1)
        ],
        after_days=after_days,
    )
    return Answer(result=result, because=reasons, caveats=sentences(priced.caveats, uow.language))
