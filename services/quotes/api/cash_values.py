"""The calculator of cash values: what a contract would be worth to whoever ended it."""

from services.quotes.domain.contract_worth import ContractWorth, contract_worth
from services.quotes.schemas.cash_values import CashValuesIn
from services.quotes.texts import worded
from services.quotes.use_cases import catalogue
from shared.because import Answer
from shared.calendar import local_date
from shared.caller import Role
from shared.routing import Uow, allow, service_router

router = service_router("quotes")


@router.post("/calculators/cash-value", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def calculate_cash_value(uow: Uow, asked: CashValuesIn) -> Answer[ContractWorth]:
    """The cash values of a contract as filed, year by year, or what is left of the premium of a short one."""
    on = asked.on or local_date(uow.now)
    filed = await catalogue.filed_on_sale(uow, asked.product_code, on)
    answer = contract_worth(
        filed.tariff,
        filed.cash_values,
        asked.life,
        asked.choice,
        elapsed_days=asked.elapsed_days,
        short=uow.kit.jurisdiction.rule("pricing.short_cash_values", on=on),
        on=on,
    )
    return worded(answer, uow.language)
