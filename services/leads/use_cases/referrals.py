"""Referral: a policy review is rendered, a demand card handed over, and then somebody is named who agreed to it."""

from datetime import date
from uuid import UUID

from services.leads import queries
from services.leads.domain.people_problems import DemandCardFirst, ReviewInTheFuture
from services.leads.domain.referrals import (
    check_benefit,
    check_card,
    check_chain,
    check_reviewed,
    depth_below,
)
from services.leads.tables import DemandCard, Lead, PolicyReview, Referral
from services.leads.use_cases.capture import Prospect, Way, capture
from services.leads.use_cases.merged import refuse_merged, same_person
from shared.calendar import local_date
from shared.contracts.leads import ReferralRecorded
from shared.unit_of_work import UnitOfWork

SOURCE = "referral"


async def record_review(
    uow: UnitOfWork, client_id: UUID, *, held_on: date, policies_reviewed: int
) -> PolicyReview:
    """An agent went through a client's policies with him, of whichever insurer; raises NotFound, ReviewInTheFuture."""
    refuse_merged(await uow.get(queries.leads.LEAD, client_id=client_id))
    if held_on > local_date(uow.now):
        raise ReviewInTheFuture("/held_on")
    return uow.add(
        PolicyReview(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            source="agent",
            held_on=held_on,
            policies_reviewed=policies_reviewed,
            recorded_at=uow.now,
        )
    )


async def note_review(uow: UnitOfWork, client_id: UUID, review_id: UUID, held_on: date) -> None:
    """The yearly review was held; it is one of his policies too. Raises NotFound."""
    await uow.get(queries.leads.LEAD, client_id=client_id)
    if await uow.one(queries.referrals.REVIEW_ROW, review_id=review_id) is None:
        uow.add(
            PolicyReview(
                id=review_id,
                agency_id=uow.caller.agency_id,
                client_id=client_id,
                source="servicing",
                held_on=held_on,
                recorded_at=uow.now,
            )
        )


async def hand_over_card(uow: UnitOfWork, client_id: UUID, *, needs: list[str], benefit: str) -> DemandCard:
    """A demand card for somebody whom the client knows; raises NotFound, RewardNotAllowed, PolicyReviewFirst."""
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    refuse_merged(lead)
    rules, today = uow.kit.jurisdiction, local_date(uow.now)
    check_benefit(rules, benefit, on=today)
    review: PolicyReview | None = await uow.one(queries.referrals.LAST_REVIEW, client_id=client_id)
    last_on = None if review is None else review.held_on
    because = check_reviewed(rules, last_review_on=last_on, on=today)
    return uow.add(
        DemandCard(
            agency_id=uow.caller.agency_id,
            client_id=client_id,
            agent_id=lead.agent_id,
            needs=needs,
            benefit=benefit,
            because=because.model_dump(mode="json"),
            handed_over_at=uow.now,
        )
    )


async def refer(
    uow: UnitOfWork, client_id: UUID, prospect: Prospect, *, channel: str, benefit: str
) -> tuple[Lead, str, Referral | None]:
    """A client names somebody, who agreed to it. Who is known already gets a touch only: the first referrer wins.

    Raises NotFound, LeadMerged, RewardNotAllowed, PolicyReviewFirst, DemandCardFirst, ReferralOfSelf, ReferralCycle, and
    what `capture` raises.
    """
    referrer: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    refuse_merged(referrer)
    check_benefit(uow.kit.jurisdiction, benefit, on=local_date(uow.now))
    card = await _card(uow, client_id)
    way = Way(SOURCE, channel, None, referrer.agent_id, referrer.team_id, referrer.id)
    ancestors = await _ancestors(uow, referrer)
    named, outcome = await capture(uow, prospect, way)
    check_chain(referrer.id, named.id, [one for above in ancestors for one in above])
    if outcome == "merged":
        return named, outcome, None
    path = [str(above[0]) for above in ancestors] + [str(referrer.id)]
    referral = uow.add(
        Referral(
            agency_id=uow.caller.agency_id,
            client_id=referrer.id,
            referee_id=named.id,
            demand_card_id=card.id,
            depth=depth_below(path[:-1]),
            path=path,
            benefit=benefit,
            referred_at=uow.now,
        )
    )
    uow.record(
        ReferralRecorded(
            client_id=referrer.id,
            referral_id=referral.id,
            referee_client_id=named.id,
            depth=referral.depth,
        ),
        about=referral,
    )
    return named, outcome, referral


async def referrers(uow: UnitOfWork, client_id: UUID) -> tuple[int, list[Referral]]:
    """How far the client is from the root, and by whom he came, by whom that one came, as far as the caller sees them.

    Raises NotFound.
    """
    lead: Lead = await uow.get(queries.leads.LEAD, client_id=client_id)
    own: Referral | None = await uow.one_in_agency(queries.referrals.REFERRAL_OF, referee_id=lead.id)
    found: list[Referral] = []
    known: set[UUID] = set()
    while lead.id not in known:
        known.add(lead.id)
        above: Referral | None = await uow.one(queries.referrals.REFERRAL_OF, referee_id=lead.id)
        if above is None:
            break
        found.append(above)
        lead = await uow.get(queries.leads.LEAD, client_id=above.client_id)
    return (0 if own is None else own.depth), found


async def _card(uow: UnitOfWork, client_id: UUID) -> DemandCard:
    """The card that he has; without one, what must come first."""
    rules, today = uow.kit.jurisdiction, local_date(uow.now)
    card: DemandCard | None = await uow.one(queries.referrals.LAST_CARD, client_id=client_id)
    if card is None:
        review: PolicyReview | None = await uow.one(queries.referrals.LAST_REVIEW, client_id=client_id)
        check_reviewed(rules, last_review_on=None if review is None else review.held_on, on=today)
        raise DemandCardFirst
    check_card(rules, handed_over_on=local_date(card.handed_over_at), on=today)
    return card


async def _ancestors(uow: UnitOfWork, referrer: Lead) -> list[list[UUID]]:
    """Who led to the referrer, the root first; each with every id that he has."""
    above: Referral | None = None
    for same in sorted(await same_person(uow, referrer), key=lambda one: one.id != referrer.id):
        above = above or await uow.one_in_agency(queries.referrals.REFERRAL_OF, referee_id=same.id)
    if above is None:
        return []
    chain = []
    for client_id in above.path:
        lead: Lead = await uow.one_in_agency(queries.leads.LEAD, client_id=UUID(client_id))
        others = [one.id for one in await same_person(uow, lead) if one.id != lead.id]
        chain.append([lead.id, *others])
    return chain
