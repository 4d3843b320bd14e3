"""The proposal as a page: tiers side by side, what each pays and does not, what it costs, and what that rests on.

Invariant: nothing is priced here; a page shows one version as it was presented, whatever has become of the catalogue since,
and beside it only what has become of the proposal.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from fastapi.responses import HTMLResponse

from services.quotes.domain.offer import Offer, OfferedCover, OfferedTier
from services.quotes.domain.presented import Presented
from services.quotes.proposal_charts import (
    MISSING,
    PROPOSED,
    THERE,
    cover_charts,
    premium_charts,
    savings_charts,
    whole,
)
from services.quotes.stories import Told, story_tier, tell_story
from services.quotes.tables import Proposal, ProposalVersion, Readership
from services.quotes.texts import TEXTS, sentences, term
from services.quotes.use_cases import adjustments, outlooks
from services.quotes.use_cases.versions import accepted_version, presented_of
from shared.because import Because
from shared.calendar import local_date
from shared.contracts import Line
from shared.documents import Documents, yuan
from shared.language import Language
from shared.money import Money
from shared.unit_of_work import UnitOfWork

DOCUMENTS = Documents(Path(__file__).parent / "templates")


class Cell(NamedTuple):
    """What one tier has of one line: a cover, or why there is none."""

    cover: OfferedCover | None
    term: str
    missing: str


def render_draft(uow: UnitOfWork, proposal: Proposal) -> HTMLResponse:
    """The page of a proposal of which nothing was presented."""
    return DOCUMENTS.render("proposal_draft.html", uow, proposal=proposal, t=_texts(uow.language))


async def render(
    uow: UnitOfWork,
    proposal: Proposal,
    version: ProposalVersion,
    readership: Readership,
    *,
    shared: bool = False,
) -> HTMLResponse:
    """The page of one version in the reader's language.

    What underwriting says comes from the client's health, what is suggested from his household: neither is shown to whoever
    has the link.
    """
    presented, language = presented_of(version), uow.language
    offer, tiers = presented.offer, presented.offer.tiers
    is_accepted = accepted_version(proposal.status, readership) == version.number
    chosen = offer.tier(proposal.chosen_tier or "") if is_accepted else None
    recommended = offer.tier(offer.recommended_tier or "")
    focus = chosen or recommended
    in_focus = [focus] if focus else list(tiers)
    found = () if shared else await outlooks.alternatives_for(uow, proposal.client_id, tiers)
    return DOCUMENTS.render(
        "proposal.html",
        uow,
        proposal=proposal,
        version=version,
        is_newest=version.number == readership.newest,
        presented_on=local_date(version.presented_at),
        newest_on=local_date(proposal.presented_at or version.presented_at),
        shared=shared,
        life=presented.life,
        offer=offer,
        tiers=tiers,
        focus=focus,
        recommended=recommended,
        chosen=chosen,
        why=_why(presented, recommended, language),
        rows=_rows(tiers, language),
        colours={"there": THERE, "proposed": PROPOSED, "missing": MISSING},
        anything_there=any(gap.covered for gap in presented.gaps if gap.gap),
        covers=cover_charts(presented, language),
        premiums=premium_charts(presented, in_focus, language),
        savings=savings_charts(presented, in_focus, language),
        products=presented.products,
        alternatives=found,
        story=await _story(uow, proposal) if version.number == readership.newest else [],
        family_premium=_family_premium(offer),
        suggestions=() if shared else await _suggested(uow, proposal),
        advice=sentences(offer.recommendation.advice, language) if offer.recommendation else [],
        caveats=sentences(offer.caveats, language),
        rules=_rules(offer),
        whole=whole,
        t=_texts(language),
    )


def _texts(language: Language) -> Any:
    return lambda key, **values: TEXTS.say(key, language, **values)


def _rows(tiers: Sequence[OfferedTier], language: Language) -> list[tuple[Line, list[Cell]]]:
    """A row for every line that a tier has or asks for."""
    asked = {cover.line for tier in tiers for cover in tier.covers}
    asked |= {part.line for tier in tiers for part in tier.missing}
    return [(line, [_cell(tier, line, language) for tier in tiers]) for line in Line if line in asked]


def _cell(tier: OfferedTier, line: Line, language: Language) -> Cell:
    cover = next((cover for cover in tier.covers if cover.line == line), None)
    if cover is not None:
        return Cell(cover, term(cover.coverage_term, language), "")
    problem = next((part.problem for part in tier.missing if part.line == line), None)
    return Cell(None, "", TEXTS.say(f"missing.{problem}", language) if problem else "")


def _why(presented: Presented, recommended: OfferedTier | None, language: Language) -> list[str]:
    """Why the tier is recommended, where the budget decided: it covers the most within it, and what the next would cost."""
    found = presented.offer.recommendation
    weighed = next(
        (reason.inputs for reason in presented.offer.because if reason.rule == "plan.budget"), {}
    ).get("annual_premiums", {})
    if recommended is None or found is None or recommended.tier not in weighed:
        return []
    left = found.budget - recommended.annual_premium
    says = [TEXTS.say("document.why_fits", language, budget=yuan(found.budget), left=yuan(left))]
    dearer = [
        tier for tier in presented.offer.tiers if tier.tier in weighed and tier.annual_premium > found.budget
    ]
    if dearer:
        following = min(dearer, key=lambda tier: tier.annual_premium)
        says.append(
            TEXTS.say(
                "document.why_not_more",
                language,
                tier=TEXTS.say(f"tier.{following.tier}", language),
                premium=yuan(following.annual_premium),
                over=yuan(following.annual_premium - found.budget),
            )
        )
    return says


async def _story(uow: UnitOfWork, proposal: Proposal) -> list[Told]:
    """What the tier chosen or recommended would mean, told of the newest version only."""
    return (await tell_story(uow, proposal, story_tier(proposal, None))).result


def _family_premium(offer: Offer) -> Money | None:
    """What the whole family's plan costs a year; None where the proposal is for one life alone."""
    found = [because.inputs for because in offer.because if because.rule == "plan.family"]
    return Money.of(found[0]["annual_premium"]) if found else None


async def _suggested(uow: UnitOfWork, proposal: Proposal) -> list[str]:
    """The codes of what is suggested to change and not settled yet."""
    if proposal.status != "presented":
        return []
    found = await adjustments.open_for(uow, proposal.client_id, proposal.member_id)
    return list(dict.fromkeys(suggestion.code for suggestion in found))


def _rules(offer: Offer) -> list[Because]:
    """Each rule that the offer rests on, once; rate tables are told product by product."""
    return list({because.version: because for because in offer.because}.values())
