"""The proposal as a page: tiers side by side, what each pays and does not, what it costs, and what that rests on.

Invariant: nothing is priced here; the page shows what was offered, with the product versions it was offered from.
"""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from fastapi.responses import HTMLResponse

from services.quotes import queries
from services.quotes.domain.offer import Offer, OfferedCover, OfferedTier
from services.quotes.domain.product import Product
from services.quotes.domain.tier_suitability import RISK_OF
from services.quotes.stories import Told, story_tier, tell_story
from services.quotes.tables import Proposal
from services.quotes.texts import TEXTS, sentences, term
from services.quotes.use_cases import adjustments, outlooks
from services.quotes.use_cases.catalogue import facts_of
from services.quotes.use_cases.proposals import offer_of
from shared.because import Because
from shared.calendar import age_on
from shared.contracts import Line
from shared.contracts.needs import RiskGap
from shared.documents import Documents
from shared.language import Language
from shared.money import Money
from shared.unit_of_work import UnitOfWork

KIND = "proposal"
DOCUMENTS = Documents(Path(__file__).parent / "templates")
_HUNDRED = Decimal(100)


class Cell(NamedTuple):
    """What one tier has of one line: a cover, or why there is none."""

    cover: OfferedCover | None
    term: str
    missing: str


class Bar(NamedTuple):
    """One amount of a group of bars, and its share of the largest of them in percent."""

    label: str
    amount: Money
    percent: Decimal
    is_gap: bool


async def render(uow: UnitOfWork, proposal_id: UUID, *, shared: bool = False) -> HTMLResponse:
    """The page of one proposal in the reader's language; raises NotFound.

    What underwriting says comes from the client's health, what is suggested from his household: neither is shown to whoever
    has the link.
    """
    proposal: Proposal = await uow.get(queries.proposals.PROPOSAL, proposal_id=proposal_id)
    offer, language = offer_of(proposal), uow.language
    tiers = offer.tiers if offer else ()
    lines = _lines(tiers)
    found = () if shared else await outlooks.alternatives_for(uow, proposal.client_id, tiers)
    return DOCUMENTS.render(
        "proposal.html",
        uow,
        proposal=proposal,
        offer=offer,
        age=age_on(proposal.birth_date, offer.priced_on) if offer else None,
        tiers=tiers,
        recommended=next((tier for tier in tiers if offer and tier.tier == offer.recommended_tier), None),
        chosen=next((tier for tier in tiers if tier.tier == proposal.chosen_tier), None),
        rows=[(line, [_cell(tier, line, language) for tier in tiers]) for line in lines],
        comparison=_comparison(tiers, lines, proposal, language),
        products=await _products(uow, tiers),
        alternatives=found,
        story=await _story(uow, proposal),
        family_premium=_family_premium(offer),
        suggestions=() if shared else await _suggested(uow, proposal),
        advice=sentences(offer.recommendation.advice, language) if offer and offer.recommendation else [],
        caveats=sentences(offer.caveats, language) if offer else [],
        rules=_rules(offer),
        whole=_whole,
        term=lambda coverage_term: term(coverage_term, language),
        t=lambda key, **values: TEXTS.say(key, language, **values),
    )


def _lines(tiers: Sequence[OfferedTier]) -> list[Line]:
    """Every line that a tier has or asks for."""
    asked = {cover.line for tier in tiers for cover in tier.covers}
    asked |= {part.line for tier in tiers for part in tier.missing}
    return [line for line in Line if line in asked]


def _cell(tier: OfferedTier, line: Line, language: Language) -> Cell:
    cover = next((cover for cover in tier.covers if cover.line == line), None)
    if cover is not None:
        return Cell(cover, term(cover.coverage_term, language), "")
    problem = next((part.problem for part in tier.missing if part.line == line), None)
    return Cell(None, "", TEXTS.say(f"missing.{problem}", language) if problem else "")


def _comparison(
    tiers: Sequence[OfferedTier], lines: Sequence[Line], proposal: Proposal, language: Language
) -> list[tuple[Line, list[Bar]]]:
    """For each line with a gap: the gap, and what each tier sets against it."""
    gaps = {gap.risk: gap.gap for gap in (RiskGap.model_validate(gap) for gap in proposal.gaps)}
    groups = []
    for line in lines:
        gap = gaps.get(RISK_OF.get(line, ""))
        if not gap:
            continue
        amounts = [(TEXTS.say("document.gap", language), gap, True)]
        for tier in tiers:
            sums = [cover.sum_insured for cover in tier.covers if cover.line == line]
            amounts.append((TEXTS.say(f"tier.{tier.tier}", language), sum(sums, Money.zero()), False))
        largest = max(amount for _, amount, _ in amounts).amount
        groups.append(
            (
                line,
                [
                    Bar(label, amount, (amount.amount / largest * _HUNDRED).quantize(Decimal("0.1")), is_gap)
                    for label, amount, is_gap in amounts
                ],
            )
        )
    return groups


async def _story(uow: UnitOfWork, proposal: Proposal) -> list[Told]:
    """What the tier chosen or recommended would mean; nothing for a draft."""
    if proposal.offer is None:
        return []
    return (await tell_story(uow, proposal, story_tier(proposal, None))).result


def _family_premium(offer: Offer | None) -> Money | None:
    """What the whole family's plan costs a year; None where the proposal is for one life alone."""
    found = [because.inputs for because in offer.because if because.rule == "plan.family"] if offer else []
    return Money.of(found[0]["annual_premium"]) if found else None


async def _suggested(uow: UnitOfWork, proposal: Proposal) -> list[str]:
    """The codes of what is suggested to change and not settled yet."""
    if proposal.status != "presented":
        return []
    found = await adjustments.open_for(uow, proposal.client_id, proposal.member_id)
    return list(dict.fromkeys(suggestion.code for suggestion in found))


async def _products(uow: UnitOfWork, tiers: Sequence[OfferedTier]) -> list[Product]:
    """The product versions that the tiers are made of, each once."""
    ids = dict.fromkeys(cover.product_id for tier in tiers for cover in tier.covers)
    return [facts_of(await uow.get(queries.catalogue.PRODUCT, product_id=product_id)) for product_id in ids]


def _rules(offer: Offer | None) -> list[Because]:
    """Each rule that the offer rests on, once; rate tables are told product by product."""
    return list({because.version: because for because in offer.because}.values()) if offer else []


def _whole(amount: Money) -> str:
    """A sum insured without its fen where it has none: `¥500,000`."""
    return f"¥{amount.amount:,.2f}".removesuffix(".00")
