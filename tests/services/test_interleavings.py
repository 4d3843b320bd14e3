"""Each service ends in the same state for every interleaving of the topics that it reads.

Left out of the comparison is only what is history (an assessment that was superseded, a task that was cancelled):
which intermediate readings there were does depend on the order.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.leads.tables import Lead
from services.quotes.domain.rating import Tariff
from services.quotes.product_folder import sample_catalogue
from services.quotes.use_cases import catalogue
from shared.calendar import local_date
from shared.caller import Caller, Role
from shared.contracts import Line
from shared.contracts.carriers import CarrierReported, CaseKind
from shared.contracts.claims import ClaimDecided
from shared.contracts.leads import ClientAssigned
from shared.contracts.quotes import ProductPublished
from shared.contracts.servicing import PolicyEnded, PolicySuspended, PremiumOverdue, PremiumPaid
from shared.contracts.underwriting import MaterialReceived
from shared.events import Event
from shared.ids import new_id
from shared.money import Money
from tests.services.carriers.making import connect, make_application, make_claim
from tests.services.claims.test_claims import complete_file, file_claim, submit
from tests.services.fixtures import StartService
from tests.services.interleavings import APART, Replayed, Row, Streams, deliveries, difference
from tests.services.leads.events import make_gap_computed
from tests.services.leads.events import make_policy_issued as make_term_life
from tests.services.needs.firms import assess_firm, record_firm
from tests.services.needs.households import (
    compute,
    make_end,
    make_policy,
    make_review,
    make_suspension,
    record_household,
)
from tests.services.quotes.confirmed import (
    make_decided,
    make_gap_confirmed,
    make_household_changed,
    make_insured,
    make_prechecked,
)
from tests.services.quotes.firms import make_firm_changed, make_firm_confirmed
from tests.services.running import (
    AGENCY,
    BEGINNING,
    CARRIER,
    CLIENT,
    OTHER_AGENT,
    TEAM,
    RunningService,
)
from tests.services.servicing.policies import (
    make_claim_filed,
    make_claim_paid,
    make_lead_captured,
    make_policy_issued,
)
from tests.services.underwriting.applying import make_proposal, make_report, submitted

Tell = Callable[[RunningService], Awaitable[list[Event]]]

REASSIGNED = ClientAssigned(client_id=CLIENT, agent_id=OTHER_AGENT, team_id=TEAM)


@dataclass(frozen=True)
class Case:
    """A service, and what happens to one client of it: `told` makes the service ready and gives the events in order."""

    service: str
    told: Tell
    history: Callable[[str, Row], bool] = lambda _table, _row: False


async def told_to_leads(service: RunningService) -> list[Event]:
    """A lead whose gap is computed twice, who buys two policies."""
    unit = service.unit_of_work(Caller.service(AGENCY, "service:test"))
    unit.add(
        Lead(
            id=CLIENT,
            agency_id=AGENCY,
            segment="person",
            name_sealed=b"name",
            phone_sealed=b"phone",
            phone_digest=b"digest",
            source="event",
            channel="offline",
            captured_at=BEGINNING,
        )
    )
    await unit.commit()
    client = str(CLIENT)
    return [
        make_gap_computed(client),
        make_term_life(client),
        make_gap_computed(client),
        make_term_life(client),
    ]


async def told_to_needs(service: RunningService) -> list[Event]:
    """A household and a firm that have their gaps; policies come, are suspended and end, and reviews come up meanwhile."""
    await service.know_client()
    await record_household(service.client())
    await compute(service.client())
    await record_firm(service.client())
    await assess_firm(service.client())
    life, accident = make_policy(), make_policy(Line.ACCIDENT, 500_000)
    illness = make_policy(Line.CRITICAL_ILLNESS, 300_000)
    liability, group = make_policy(Line.EMPLOYER_LIABILITY), make_policy(Line.GROUP_ACCIDENT, 2_000_000)
    return [
        make_lead_captured(),
        life,
        REASSIGNED,
        accident,
        liability,
        make_suspension(life),
        make_review(),
        illness,
        group,
        make_end(accident),
        make_end(life),
        make_end(liability),
        make_review(date(2028, 3, 2)),
    ]


def superseded(table: str, row: Row) -> bool:
    """An assessment of facts that are no more."""
    return table in ("assessment", "enterprise_assessment") and row["status"] == "superseded"


async def told_to_quotes(service: RunningService) -> list[Event]:
    """Gaps are agreed to for two lives and a firm, whose heads change; what is on sale for them comes out meanwhile."""
    await service.know_client()
    firm = [one for one in sample_catalogue() if one.product.line == Line.EMPLOYER_LIABILITY]
    confirmed, of_spouse = make_gap_confirmed(), make_gap_confirmed(insured=make_insured(sex="female"))
    first = [one for one in sample_catalogue() if one.product.line == Line.TERM_LIFE][:1]
    second = [one for one in sample_catalogue() if one.product.line == Line.CRITICAL_ILLNESS][:1]
    published = await on_sale_from(service, 4, first) + await on_sale_from(service, 6, second + firm)
    return [
        make_prechecked(term_life="STANDARD", critical_illness="RATED"),
        confirmed,
        make_household_changed(),
        of_spouse,
        published[0],
        make_firm_confirmed(),
        *published[1:],
        make_firm_changed(),
        make_prechecked(accident="STANDARD"),
        make_firm_changed("property"),
        make_decided(Line.CRITICAL_ILLNESS, "DECLINE"),
        REASSIGNED,
    ]


async def on_sale_from(service: RunningService, place: int, tariffs: list[Tariff]) -> list[Event]:
    """Publish products at that place of the story: they are on sale from that day on."""
    unit = service.unit_of_work(Caller.service(AGENCY, "service:test"))
    unit.now = BEGINNING + place * APART
    new = {"sale_from": local_date(unit.now)}
    tariffs = [Tariff(product=one.product.model_copy(update=new), rates=one.rates) for one in tariffs]
    loaded = await catalogue.load(unit, tariffs, CARRIER)
    await unit.commit()
    return [
        ProductPublished(
            product_id=one.product.id,
            code=one.product.code,
            product_version=one.product.product_version,
            line=Line(one.product.line),
            carrier_id=CARRIER,
            sale_from=one.product.sale_from,
        )
        for one in loaded
    ]


async def told_to_underwriting(service: RunningService) -> list[Event]:
    """A carrier asks, decides, thinks again and issues, while the client accepts another proposal."""
    application = await submitted(service)
    at = BEGINNING + timedelta(days=1)
    told = [
        make_report(application, "accepted", reported_at=at),
        make_report(
            application, "material_requested", reported_at=at + timedelta(hours=1), document_types=["REPORT"]
        ),
        make_report(
            application,
            "decided",
            reported_at=at + timedelta(hours=2),
            outcome="RATED",
            rating_percent=50,
        ),
        make_report(application, "decided", reported_at=at + timedelta(hours=3), outcome="STANDARD"),
        make_report(application, "issued", reported_at=at + timedelta(hours=4), policy_number="P-1"),
    ]
    return [*told[:2], make_proposal(proposal_id=new_id()), REASSIGNED, *told[2:]]


async def told_to_servicing(service: RunningService) -> list[Event]:
    """Policies are claimed on, in part, in full and in vain, and newer versions of their products come out."""
    illness = make_policy_issued()
    life = make_policy_issued(line=Line.TERM_LIFE, product_code="TL-20", sum_insured=Money.of("300000.00"))
    medical = make_policy_issued(line=Line.MEDICAL_MILLION, product_code="MM-1", next_due_on=None)
    first, second, refused, death, bill = (new_id() for _ in range(5))
    return [
        make_lead_captured(),
        illness,
        life,
        make_gap_computed(str(CLIENT)),
        make_claim_filed(illness, first),
        medical,
        make_version("CI-70", 2),
        REASSIGNED,
        make_claim_paid(illness, first, amount="200000.00", policy_ends=False),
        make_claim_filed(illness, second),
        make_claim_filed(illness, refused),
        make_claim_decided(illness.policy_id, refused),
        make_version("TL-20", 2),
        make_claim_paid(illness, second, amount="300000.00", policy_ends=True).model_copy(
            update={"paid_on": date(2026, 9, 25)}
        ),
        make_claim_filed(life, death),
        make_claim_paid(life, death, amount="300000.00", policy_ends=True),
        make_claim_filed(medical, bill),
        make_claim_paid(medical, bill, amount="8000.00", policy_ends=False),
        make_version("CI-70", 3),
        make_proposal(),
    ]


def make_version(code: str, version: int) -> ProductPublished:
    """A newer version of a product."""
    return ProductPublished(
        product_id=new_id(),
        code=code,
        product_version=version,
        line=Line.CRITICAL_ILLNESS,
        carrier_id=CARRIER,
        sale_from=date(2026, 3, 2),
    )


def make_claim_decided(policy_id: UUID, claim_id: UUID) -> ClaimDecided:
    """It was refused."""
    return ClaimDecided(
        client_id=CLIENT,
        claim_id=claim_id,
        policy_id=policy_id,
        decision="refuse",
        amount=Money.zero(),
        decided_on=date(2026, 9, 20),
    )


def cancelled(table: str, row: Row) -> bool:
    """A task that there is no reason for any more."""
    return table == "task" and row["status"] == "cancelled"


async def told_to_claims(service: RunningService) -> list[Event]:
    """A claim goes on at its carrier, while premiums of its policy and of another are missed, and policies end."""
    await service.know_client()
    service.clock.advance(timedelta(days=199))
    claim = await file_claim(service)
    await complete_file(service, claim)
    assert (await submit(service, claim)).status_code == 200
    policy_id, other = UUID(claim["policy_id"]), make_policy_issued()
    ended: dict[str, Any] = {"client_id": CLIENT, "line": Line.CRITICAL_ILLNESS}
    return [
        make_claim_report(claim["id"], "acknowledged"),
        other,
        make_overdue(policy_id),
        make_overdue(other.policy_id),
        PremiumPaid(
            client_id=CLIENT,
            policy_id=policy_id,
            due_on=date(2027, 3, 1),
            amount=Money.of("6327.50"),
            next_due_on=date(2028, 3, 1),
        ),
        make_claim_report(claim["id"], "investigating"),
        PolicySuspended(
            client_id=CLIENT,
            policy_id=other.policy_id,
            suspended_on=date(2027, 5, 1),
            reinstatement_last_day=date(2029, 4, 30),
        ),
        make_claim_report(claim["id"], "decided", outcome="pay", amount=Money.of("500000.00")),
        make_claim_report(claim["id"], "paid", amount=Money.of("500000.00")),
        PolicyEnded(policy_id=policy_id, ended_on=date(2027, 5, 2), reason="paid_out", **ended),
        PolicyEnded(policy_id=other.policy_id, ended_on=date(2029, 4, 30), reason="lapsed", **ended),
        REASSIGNED,
    ]


def make_overdue(policy_id: UUID) -> PremiumOverdue:
    """A premium is not paid when due."""
    return PremiumOverdue(
        client_id=CLIENT,
        policy_id=policy_id,
        due_on=date(2027, 3, 1),
        amount=Money.of("6327.50"),
        grace_last_day=date(2027, 4, 30),
    )


def make_claim_report(claim_id: str, report: str, **said: Any) -> CarrierReported:
    """What the carrier says of a claim."""
    return CarrierReported(
        client_id=CLIENT,
        carrier_id=CARRIER,
        case_kind=CaseKind.CLAIM,
        case_id=UUID(claim_id),
        report=report,
        reported_at=BEGINNING + timedelta(days=200),
        **said,
    )


async def told_to_carriers(service: RunningService) -> list[Event]:
    """What the carrier and a partner of the agency are told."""
    await connect(service)
    wanted = ["policy-issued", "proposal-accepted", "receipt-signed"]
    subscribed = await service.client(Role.OPS).post(
        "/carriers/subscriptions",
        json={"name": "伙伴", "url": "http://127.0.0.1:9/partner", "events": wanted[:1]},
    )
    assert subscribed.status_code == 201, subscribed.text
    application = make_application()
    return [
        make_lead_captured(),
        application,
        MaterialReceived(
            client_id=CLIENT,
            application_id=application.application_id,
            request_id=new_id(),
            carrier_id=CARRIER,
            document_type="REPORT",
        ),
        make_policy_issued(),
        REASSIGNED,
        make_claim(),
        make_claim(),
    ]


CASES = (
    Case("leads", told_to_leads),
    Case("needs", told_to_needs, superseded),
    Case("quotes", told_to_quotes),
    Case("underwriting", told_to_underwriting),
    Case("servicing", told_to_servicing, cancelled),
    Case("claims", told_to_claims),
    Case("carriers", told_to_carriers),
)


@pytest.fixture(params=CASES, ids=lambda case: case.service)
async def replayed(request: pytest.FixtureRequest, start_service: StartService) -> Replayed:
    """A service that its events can be told again and again."""
    case: Case = request.param
    service = await start_service(case.service)
    told = Streams.of(*await case.told(service))
    replayed = Replayed(service, told, case.history)
    await replayed.remember()
    return replayed


async def test_a_service_ends_in_the_same_state_when_one_topic_is_wholly_late_or_early(
    replayed: Replayed,
) -> None:
    expected = await replayed.in_order()
    for order in replayed.streams.one_apart():
        assert difference(expected, await replayed.ends_in([order])) == {}
        assert difference(expected, await replayed.ends_in([[event] for event in order])) == {}


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_a_service_ends_in_the_same_state_for_every_interleaving_of_its_topics(
    replayed: Replayed, data: st.DataObject
) -> None:
    expected = await replayed.in_order()
    delivery = data.draw(deliveries(replayed.streams))
    assert difference(expected, await replayed.ends_in(delivery)) == {}
