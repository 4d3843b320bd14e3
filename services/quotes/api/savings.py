"""Calculators of savings: tables of returns, accounts, and cash values by their formulas. Nothing is stored."""

from datetime import date
from decimal import Decimal

from services.quotes.domain.account import AccountTable, account_table
from services.quotes.domain.cash_values import left_of_premium
from services.quotes.domain.problems.wealth import NotAnAccount
from services.quotes.domain.product import AccountTerms
from services.quotes.domain.reserves import CashValueRule, PolicyYear, cash_values, reserves
from services.quotes.domain.savings_contract import contract_of
from services.quotes.domain.savings_irr import savings_table
from services.quotes.internal_rate import internal_rate
from services.quotes.schemas.savings import (
    AccountIn,
    LongCashValueIn,
    LongCashValueOut,
    LongCashValueYear,
    SavingsTableIn,
    SavingsTableOut,
    ShortCashValueIn,
    ShortCashValueOut,
)
from services.quotes.texts import TEXTS, sentences, worded
from services.quotes.use_cases import catalogue
from shared.because import Answer, Because
from shared.calendar import local_date
from shared.caller import Role
from shared.money import Money
from shared.routing import Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("quotes")

_FEN = Decimal("0.01")


@router.post("/calculators/savings-table", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_savings_table(uow: Uow, asked: SavingsTableIn) -> Answer[SavingsTableOut]:
    """A savings product by policy year: cash values and rates of return, guaranteed and illustrated apart; no promise."""
    on = _day(uow, asked.sold_on)
    filed = await catalogue.filed_on_sale(uow, asked.product_code, on)
    contract = contract_of(
        filed.tariff,
        filed.cash_values,
        asked.life,
        annual_premium=asked.annual_premium,
        payment_years=asked.payment_years,
        until_age=asked.until_age,
        on=on,
    )
    rules = uow.kit.jurisdiction
    answer = savings_table(
        contract,
        internal_rate,
        guaranteed=asked.guaranteed,
        sold_on=on,
        wording=rules.rule("illustration.irr", on=on),
        caps=[rule for rule in rules.rules() if rule.id == "pricing.rate_cap"],
    )
    facts, language = filed.tariff.product, uow.language
    called = "certain" if answer.result.may_be_called_certain else "illustrated"
    shown = SavingsTableOut(
        product_code=facts.code,
        product_version=facts.version,
        name=facts.name[language],
        insurer=facts.insurer[language],
        table=answer.result,
        notice=TEXTS.say("savings.notice", language),
        called=TEXTS.say(f"savings.called.{called}", language),
    )
    return Answer(result=shown, because=answer.because, caveats=sentences(answer.caveats, language))


@router.post("/calculators/account", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_account(uow: Uow, asked: AccountIn) -> Answer[AccountTable]:
    """How an account grows, at the guaranteed rate and at illustrated ones; what is above the guaranteed is uncertain."""
    on = _day(uow, asked.sold_on)
    terms = await _terms(uow, asked, on)
    if asked.credited_rates is not None:
        above = sorted({rate for rate in asked.credited_rates if rate > terms.guaranteed_rate})
        terms = terms.model_copy(update={"illustrated_rates": tuple(above)})
    answer = account_table(
        terms,
        asked.annual_premium,
        payment_years=asked.payment_years,
        years=asked.years,
        cap=uow.kit.jurisdiction.rule("pricing.rate_cap", on=on),
    )
    return worded(answer, uow.language)


async def _terms(uow: UnitOfWork, asked: AccountIn, on: date) -> AccountTerms:
    """The terms that are given, or those of the product; raises NotFound and NotAnAccount."""
    if asked.terms is not None:
        return asked.terms
    tariff = await catalogue.tariff_on_sale(uow, asked.product_code or "", on)
    if tariff.product.account is None:
        raise NotAnAccount("/product_code", product=tariff.product.code)
    return tariff.product.account


@router.post("/calculators/long-cash-value", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_long_cash_value(uow: Uow, asked: LongCashValueIn) -> Answer[LongCashValueOut]:
    """Cash values of a contract longer than a year: a share of the reserve at the pricing rate and a margin."""
    rule = uow.kit.jurisdiction.rule("pricing.cash_values", on=_day(uow, asked.on))
    by_rule = CashValueRule.of(rule)
    rate = asked.pricing_rate + by_rule.above_pricing_rate
    years = [
        PolicyYear(at_start=year.at_start.amount, at_end=year.at_end.amount, leaving=year.leaving)
        for year in asked.years
    ]
    values = cash_values(
        years, payment_years=asked.payment_years, pricing_rate=asked.pricing_rate, rule=by_rule
    )
    kept = reserves(years, payment_years=asked.payment_years, interest=rate)
    rows = [
        LongCashValueYear(
            year=year,
            reserve=reserve.quantize(_FEN),
            share=by_rule.share(year, asked.payment_years),
            cash_value=Money.rounded(value),
        )
        for year, (reserve, value) in enumerate(zip(kept, values, strict=True), start=1)
    ]
    return Answer(
        result=LongCashValueOut(valuation_rate=rate, by_year=rows),
        because=[
            Because.of(
                rule, payment_years=asked.payment_years, pricing_rate=asked.pricing_rate, **rule.values
            )
        ],
        caveats=[],
    )


@router.post("/calculators/short-cash-value", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_short_cash_value(uow: Uow, asked: ShortCashValueIn) -> Answer[ShortCashValueOut]:
    """What a contract of a year or less is worth: the net premium for the days that are left."""
    rule = uow.kit.jurisdiction.rule("pricing.short_cash_values", on=_day(uow, asked.on))
    left = left_of_premium(
        asked.premium, asked.net_premium_share, elapsed_days=asked.elapsed_days, term_days=asked.term_days
    )
    given = asked.model_dump(exclude={"on"})
    return Answer(result=ShortCashValueOut(cash_value=left), because=[Because.of(rule, **given)], caveats=[])


def _day(uow: UnitOfWork, on: date | None) -> date:
    return on or local_date(uow.now)
