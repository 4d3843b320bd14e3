"""A client who saves, a child, and what is asked for them."""

from typing import Any

from shared.caller import Role
from shared.ids import new_id
from tests.services.fixtures import StartService
from tests.services.quotes.confirmed import SAMPLES
from tests.services.running import CARRIER, CLIENT, RunningService

PLANS = "/quotes/wealth-plans"
MAN_OF_40 = {"age": 40, "sex": "male"}


async def quotes_of_two_carriers(start_service: StartService) -> RunningService:
    """The service with the samples of both carriers on sale, and the client in its directory."""
    service = await start_service("quotes")
    await service.know_client()
    both = {"carrier_id": str(CARRIER), "second_carrier_id": str(new_id())}
    answer = await service.client(Role.OPS).post(SAMPLES, json=both)
    assert answer.status_code == 200, answer.text
    return service


def make_wish(**changed: Any) -> dict[str, Any]:
    """A man of 40 wants a million in 20 years, on 60,000 a year for ten years."""
    return {
        "goal": "pension",
        "amount": "1000000.00",
        "years": 20,
        "annual_budget": "60000.00",
        "payment_years": 10,
        "until_age": 85,
        "life": MAN_OF_40,
    } | changed


def make_schooling(**changed: Any) -> dict[str, Any]:
    """A mother of 38 wants 200,000 when her son of 8 is 18, on 30,000 a year."""
    return (
        make_wish(
            goal="education",
            amount="200000.00",
            years=10,
            annual_budget="30000.00",
            until_age=70,
            life={"age": 38, "sex": "female"},
            child={"age": 8, "sex": "male"},
        )
        | changed
    )


def make_plan(**changed: Any) -> dict[str, Any]:
    """The same man's plan as his agent asks for it; he is 40 on 2026-03-02."""
    asked = make_wish(
        client_id=str(CLIENT),
        insured={"member_id": str(new_id()), "birth_date": "1985-06-01", "sex": "male"},
        family_income="400000.00",
        family_expenses="180000.00",
    )
    del asked["life"]
    return asked | changed


async def calculate(service: RunningService, name: str, body: Any, *, status: int = 200) -> Any:
    """What a calculator answers a client in English."""
    answer = await service.client(Role.CLIENT).post(f"/quotes/calculators/{name}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def drafted(service: RunningService, **changed: Any) -> dict[str, Any]:
    """A plan that the agent made."""
    answer = await service.client().post(PLANS, json=make_plan(**changed))
    assert answer.status_code == 201, answer.text
    plan: dict[str, Any] = answer.json()
    return plan


async def presented(service: RunningService, **changed: Any) -> dict[str, Any]:
    """A plan that lies before the client."""
    plan = await drafted(service, **changed)
    answer = await service.client().post(
        f"{PLANS}/{plan['id']}/present", headers={"if-match": f'"{plan["version"]}"'}
    )
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown
