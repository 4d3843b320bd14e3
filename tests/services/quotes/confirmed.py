"""What the other services tell `quotes`, as they would tell it, and a service that knows the client."""

from datetime import date
from decimal import Decimal
from typing import Any

from services.quotes.domain.rating import Tariff
from services.quotes.product_folder import sample_catalogue
from services.quotes.use_cases import catalogue
from shared.caller import Caller, Role
from shared.contracts import Line, Sex
from shared.contracts.needs import FamilyMember, GapConfirmed, HouseholdChanged, Insured, RiskGap
from shared.contracts.underwriting import UnderwritingDecided, UnderwritingPrechecked
from shared.ids import new_id
from shared.money import Money
from tests.services.fixtures import StartService
from tests.services.running import AGENCY, CARRIER, CLIENT, RunningService

SAMPLES = "/quotes/catalogue/samples"


async def quotes_with_samples(start_service: StartService) -> RunningService:
    """The service with its sample catalogue on sale, and the client in its directory."""
    service = await start_service("quotes")
    await service.know_client()
    await load_samples(service)
    return service


async def load_samples(service: RunningService) -> Any:
    """Operations put the samples on sale."""
    answer = await service.client(Role.OPS).post(SAMPLES, json={"carrier_id": str(CARRIER)})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def publish_participating(service: RunningService) -> None:
    """A critical-illness product whose benefits are not certain comes on sale, after the sample it is made of."""
    sample = next(one for one in sample_catalogue() if one.product.line == Line.CRITICAL_ILLNESS)
    product = sample.product.model_copy(
        update={
            "code": "participating",
            "design_type": "participating",
            "pricing_rate": Decimal("0.0175"),
            "sale_from": date(2026, 3, 1),
        }
    )
    unit = service.unit_of_work(Caller.service(AGENCY, "service:test"))
    await catalogue.load(unit, [Tariff(product=product, rates=sample.rates)], CARRIER)
    await unit.commit()


def make_gap(risk: str, gap: str, insured: Insured) -> RiskGap:
    """A gap of the insured."""
    amount = Money.of(gap)
    return RiskGap(
        risk=risk, gap=amount, gap_rounded_up=amount.rounded_up_to(10_000), member_id=insured.member_id
    )


def make_insured(**changed: Any) -> Insured:
    """A man who is 30 on 2026-03-02, in an office."""
    facts: dict[str, Any] = {
        "member_id": new_id(),
        "birth_date": date(1995, 6, 1),
        "sex": Sex.MALE,
        "occupation_class": 1,
    }
    return Insured(**(facts | changed))


def make_gap_confirmed(budget: str | None = "8200.00", **changed: Any) -> GapConfirmed:
    """The client agreed to his gaps, with a budget of 8,200 a year and an income of 240,000."""
    insured = changed.pop("insured", None) or make_insured()
    facts: dict[str, Any] = {
        "client_id": CLIENT,
        "assessment_id": new_id(),
        "gaps": [
            make_gap("death", "1200000.00", insured),
            make_gap("critical_illness", "520000.00", insured),
            make_gap("medical", "2000000.00", insured),
        ],
        "insured": insured,
        "annual_budget": None if budget is None else Money.of(budget),
        "family_annual_income": Money.of("240000.00"),
    }
    return GapConfirmed(**(facts | changed))


def make_family_member(role: str, birth_date: date, sex: Sex = Sex.MALE, held: str = "0.00") -> FamilyMember:
    """A member of a family, in an office."""
    return FamilyMember(
        member_id=new_id(),
        birth_date=birth_date,
        sex=sex,
        occupation_class=1,
        role=role,
        death_cover_held=Money.of(held),
    )


def make_family() -> list[FamilyMember]:
    """He is 30, she 29, their daughter 4, his mother 58 on 2026-03-02."""
    return [
        make_family_member("breadwinner", date(1995, 6, 1)),
        make_family_member("partner", date(1996, 9, 1), Sex.FEMALE),
        make_family_member("child", date(2021, 12, 1), Sex.FEMALE),
        make_family_member("elder", date(1967, 5, 1), Sex.FEMALE),
    ]


def make_family_confirmed(
    budget: str | None = "12000.00", family: list[FamilyMember] | None = None, **changed: Any
) -> GapConfirmed:
    """A family agreed to its gaps: illness and medical for all, death and accident for the adults, accident for a child."""
    members = make_family() if family is None else family
    by_role = {
        "breadwinner": {"critical_illness": "520000.00", "death": "1200000.00", "accident": "2400000.00"},
        "partner": {"critical_illness": "400000.00", "death": "800000.00", "accident": "1000000.00"},
        "child": {"critical_illness": "300000.00", "accident": "200000.00", "education": "259348.29"},
        "elder": {"critical_illness": "300000.00"},
    }
    gaps = [
        make_gap(risk, gap, member)
        for member in members
        for risk, gap in (by_role[member.role] | {"medical": "2000000.00"}).items()
    ]
    first = members[0]
    facts: dict[str, Any] = {
        "insured": Insured(**first.model_dump(include=set(Insured.model_fields))),
        "gaps": [gap for gap in gaps if gap.member_id == first.member_id],
        "members": members,
        "family_gaps": gaps,
        "family_annual_income": Money.of("360000.00"),
    }
    return make_gap_confirmed(budget, **(facts | changed))


def make_household_changed(**changed: Any) -> HouseholdChanged:
    """A child was born."""
    facts: dict[str, Any] = {
        "client_id": CLIENT,
        "household_id": new_id(),
        "change_code": "child",
        "effective_on": date(2026, 3, 2),
    }
    return HouseholdChanged(**(facts | changed))


def make_prechecked(**outcomes: str) -> UnderwritingPrechecked:
    """What a pre-check would probably decide, by line."""
    return UnderwritingPrechecked(
        client_id=CLIENT,
        precheck_id=new_id(),
        outcomes={Line(line): outcome for line, outcome in outcomes.items()},
    )


def make_decided(line: Line, outcome: str) -> UnderwritingDecided:
    """What an application decided."""
    return UnderwritingDecided(
        client_id=CLIENT,
        application_id=new_id(),
        line=line,
        outcome=outcome,
        rating_percent=0,
        exclusions=[],
    )


async def presented(service: RunningService, confirmed: GapConfirmed) -> dict[str, Any]:
    """The proposal that came of a gap agreed to, as its client reads it."""
    await service.deliver(confirmed)
    client = service.client(Role.CLIENT)
    (listed,) = (
        await client.get("/quotes/proposals", params={"assessment_id": str(confirmed.assessment_id)})
    ).json()["items"]
    proposal: dict[str, Any] = (await client.get(f"/quotes/proposals/{listed['id']}")).json()
    return proposal
