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

from services.leads.tables import HandedOver, Handover, Lead
from services.quotes.domain.rating import Tariff
from services.quotes.product_folder import sample_catalogue
from services.quotes.use_cases import catalogue
from shared.calendar import local_date
from shared.caller import Caller, Role
from shared.contracts import Line
from shared.contracts.carriers import CarrierReported, CaseKind
from shared.contracts.claims import ClaimDecided
from shared.contracts.leads import (
    ClientAssigned,
    ConsentGranted,
    ConsentWithdrawn,
    ErasureRequested,
    Purpose,
    ReferralRecorded,
)
from shared.contracts.quotes import ProductPublished
from shared.contracts.servicing import (
    ClientNotified,
    PolicyEnded,
    PolicySuspended,
    PremiumOverdue,
    PremiumPaid,
    ReviewCompleted,
)
from shared.contracts.underwriting import MaterialReceived
from shared.events import Event
from shared.ids import new_id
from shared.money import Money
from shared.unit_of_work import UnitOfWork
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
    make_submitted,
    make_suspension,
    record_household,
)
from tests.services.quotes.confirmed import (
    make_decided,
    make_family_confirmed,
    make_gap_confirmed,
    make_household_changed,
    make_insured,
    make_prechecked,
)
from tests.services.quotes.firms import make_firm_changed, make_firm_confirmed
from tests.services.running import (
    AGENCY,
    AGENT,
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

HANDOVER = UUID("0190a000-0000-7000-8000-0000000000cc")
HANDED_OVER = ClientAssigned(
    client_id=CLIENT,
    agent_id=OTHER_AGENT,
    team_id=TEAM,
    departed_agent_id=AGENT,
    left_on=date(2026, 3, 1),
    notice_id=UUID("0190a000-0000-7000-8000-0000000000bb"),
)
REASSIGNED = ClientAssigned(client_id=CLIENT, agent_id=OTHER_AGENT, team_id=TEAM)

REQUEST = UUID("0190a000-0000-7000-8000-000000000301")


def make_withdrawal(purpose: Purpose) -> ConsentWithdrawn:
    """The client forbids one purpose."""
    return ConsentWithdrawn(client_id=CLIENT, purpose=purpose.value)


def make_consent(purpose: Purpose) -> ConsentGranted:
    """The client allows one purpose again."""
    return ConsentGranted(client_id=CLIENT, purpose=purpose.value, text_version="2026-02")


@dataclass(frozen=True)
class Case:
    """A service, and what happens to one client of it: `told` makes the service ready and gives the events in order."""

    service: str
    told: Tell
    history: Callable[[str, Row], bool] = lambda _table, _row: False


async def told_to_leads(service: RunningService) -> list[Event]:
    """A lead whose gap is computed twice, who buys two policies, is reviewed, and told twice that an agent left."""
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
    notices = [hand_over(unit, HANDOVER, new_id()) for _ in range(2)]
    await unit.commit()
    client = str(CLIENT)
    bought = make_term_life(client)
    return [
        make_gap_computed(client),
        notified(notices[0]),
        bought,
        ReviewCompleted(client_id=CLIENT, review_id=new_id(), completed_on=date(2026, 3, 4)),
        make_gap_computed(client),
        notified(notices[1]),
        PolicyEnded(
            client_id=CLIENT,
            policy_id=bought.policy_id,
            line=bought.line,
            ended_on=date(2026, 3, 4),
            reason="cancelled",
        ),
        make_term_life(client),
    ]


def hand_over(unit: UnitOfWork, handover_id: UUID, notice_id: UUID) -> UUID:
    """The client was handed over, and is to be told under this id."""
    if (Handover, handover_id) not in unit.session.writes.pending:
        unit.add(
            Handover(
                id=handover_id,
                agency_id=AGENCY,
                agent_id=AGENT,
                left_on=date(2026, 3, 1),
                by_rule=False,
                successor_agent_id=OTHER_AGENT,
                notice_last_day=date(2026, 3, 31),
                because=[],
                clients=2,
                reassigned=2,
                begun_at=BEGINNING,
            )
        )
    unit.add(
        HandedOver(
            id=notice_id,
            agency_id=AGENCY,
            client_id=CLIENT,
            handover_id=handover_id,
            agent_id=OTHER_AGENT,
            handed_over_at=BEGINNING,
        )
    )
    return notice_id


def notified(notice_id: UUID) -> ClientNotified:
    """The client was told."""
    return ClientNotified(client_id=CLIENT, notice_id=notice_id, notified_at=BEGINNING + timedelta(days=2))


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
        make_withdrawal(Purpose.FINANCIAL_DATA),
        make_end(life),
        make_end(liability),
        make_review(date(2028, 3, 2)),
    ]


async def told_of_a_self_assessment(_service: RunningService) -> list[Event]:
    """Nobody knows a household until the client states it himself; policies and a review may be heard of before."""
    life, illness = make_policy(), make_policy(Line.CRITICAL_ILLNESS, 300_000)
    return [
        make_lead_captured(),
        make_submitted(),
        life,
        make_submitted(annual_expenses="1.00"),
        illness,
        make_suspension(life),
        make_review(),
    ]


def superseded(table: str, row: Row) -> bool:
    """An assessment of facts that are no more."""
    return table in ("assessment", "enterprise_assessment") and row["status"] == "superseded"


async def told_to_quotes(service: RunningService) -> list[Event]:
    """Gaps are agreed to, for two lives and a firm, and then by a family; what is on sale comes out in between.

    Meanwhile the household and the heads of the firm change, which suggests changes of the plan: some are taken account of
    by the family's gaps.
    """
    await service.know_client()
    firm = [one for one in sample_catalogue() if one.product.line == Line.EMPLOYER_LIABILITY]
    confirmed, of_spouse = make_gap_confirmed(), make_gap_confirmed(insured=make_insured(sex="female"))
    first = [one for one in sample_catalogue() if one.product.line == Line.TERM_LIFE][:1]
    second = [one for one in sample_catalogue() if one.product.line == Line.CRITICAL_ILLNESS][:1]
    published = await on_sale_from(service, 5, first) + await on_sale_from(service, 7, second + firm)
    return [
        make_prechecked(term_life="STANDARD", critical_illness="RATED"),
        confirmed,
        make_household_changed(trend="up"),
        of_spouse,
        make_withdrawal(Purpose.MARKETING),
        published[0],
        make_firm_confirmed(),
        *published[1:],
        make_firm_changed(),
        make_prechecked(accident="STANDARD"),
        make_firm_changed("property"),
        make_household_changed(change_code="income", trend="up"),
        make_family_confirmed(),
        make_household_changed(change_code="debts", trend="up"),
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
    return [
        *told[:2],
        make_proposal(proposal_id=new_id()),
        make_withdrawal(Purpose.HEALTH_DATA),
        make_consent(Purpose.HEALTH_DATA),
        REASSIGNED,
        *told[2:],
    ]


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
        make_withdrawal(Purpose.MARKETING),
        HANDED_OVER,
        ReferralRecorded(client_id=CLIENT, referral_id=new_id(), referee_client_id=new_id(), depth=1),
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
        ErasureRequested(client_id=CLIENT, request_id=REQUEST),
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
    application, issued = make_application(), make_policy_issued()
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
        issued,
        ErasureRequested(client_id=CLIENT, request_id=REQUEST),
        REASSIGNED,
        make_consent(Purpose.CONTACT),
        PolicyEnded(
            client_id=CLIENT,
            policy_id=issued.policy_id,
            line=issued.line,
            ended_on=date(2026, 3, 5),
            reason="cancelled",
        ),
        make_claim(),
        make_claim(),
    ]


CASES = (
    Case("leads", told_to_leads),
    Case("needs", told_to_needs, superseded),
    Case("needs", told_of_a_self_assessment, superseded),
    Case("quotes", told_to_quotes),
    Case("underwriting", told_to_underwriting),
    Case("servicing", told_to_servicing, cancelled),
    Case("claims", told_to_claims),
    Case("carriers", told_to_carriers),
)


@pytest.fixture(params=CASES, ids=lambda case: f"{case.service}-{case.told.__name__}")
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
