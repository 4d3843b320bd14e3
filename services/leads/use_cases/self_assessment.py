"""Somebody comes by the public page of a campaign, with his consent and perhaps with the household whose gap he saw.

Invariant: household finances are told to others only while the client consents to their use; a consent that was
withdrawn is not given again by whoever knows the phone number.
"""

from dataclasses import replace

from services.leads import queries
from services.leads.domain.self_assessment import FINANCIAL_DATA, StatedHousehold, check_household
from services.leads.tables import Campaign, Consent, Lead
from services.leads.use_cases.campaigns import taking_in
from services.leads.use_cases.capture import Prospect, Way, capture
from services.leads.use_cases.consents import grant
from shared.calendar import local_date
from shared.contracts.leads import ConsentGranted, SelfAssessmentSubmitted
from shared.unit_of_work import UnitOfWork


async def submit(
    uow: UnitOfWork, public_key: str, prospect: Prospect, household: StatedHousehold | None
) -> tuple[Lead, str]:
    """A lead, or a touch of one who is known; his household is told where nothing forbids it.

    Raises NotFound, CampaignClosed, ConsentMissing, BornInTheFuture, HouseholdWithoutConsent, BreadwinnerMissing.
    """
    campaign = await taking_in(uow, public_key)
    if household is not None:
        check_household(household, prospect.purposes, today=local_date(uow.now))
    prospect = replace(prospect, region=prospect.region or campaign.region)
    lead, outcome = await capture(uow, prospect, _way(campaign))
    if household is not None and (
        outcome == "captured" or await _finances_may_be_used(uow, lead, prospect, campaign.channel)
    ):
        uow.record(_submitted(lead, household), about=lead)
    return lead, outcome


def _way(campaign: Campaign) -> Way:
    return Way(campaign.source, campaign.channel, campaign.id, campaign.agent_id, campaign.team_id)


async def _finances_may_be_used(uow: UnitOfWork, lead: Lead, prospect: Prospect, channel: str) -> bool:
    """Whether a client who was known consents to it: by an earlier line of the ledger, or else by a first one now."""
    lines: list[Consent] = await uow.all(
        queries.consents.LINES_OF_PURPOSE, client_id=lead.id, purpose=FINANCIAL_DATA
    )
    if lines:
        return any(line.withdrawn_at is None for line in lines)
    consent = grant(uow, lead.id, FINANCIAL_DATA, prospect.text_version, channel)
    uow.record(
        ConsentGranted(client_id=lead.id, purpose=FINANCIAL_DATA, text_version=prospect.text_version),
        about=consent,
    )
    return True


def _submitted(lead: Lead, household: StatedHousehold) -> SelfAssessmentSubmitted:
    return SelfAssessmentSubmitted(
        client_id=lead.id,
        members=list(household.members),
        annual_expenses=household.annual_expenses,
        liabilities=list(household.liabilities),
        liquid_assets=household.liquid_assets,
        annual_elder_support=household.annual_elder_support,
    )
