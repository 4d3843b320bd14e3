"""A proposal's story in words: as JSON, and for the proposal document.

Invariant: what breaks the limits on sales wording, such as a product's own name, is left out and said to be.
"""

from typing import Any, NamedTuple

from services.quotes.domain import caveats
from services.quotes.domain.offer import OfferedTier
from services.quotes.domain.problems import ProposalState, TierNotOffered
from services.quotes.domain.story import Insured, Paragraph, tell
from services.quotes.domain.wording import breaches
from services.quotes.tables import Proposal
from services.quotes.texts import TEXTS, term
from services.quotes.use_cases import family_plans
from services.quotes.use_cases.proposals import offer_of
from shared.because import Answer
from shared.calendar import age_on
from shared.contracts import Line
from shared.contracts.needs import RiskGap
from shared.language import Language
from shared.money import Money
from shared.unit_of_work import UnitOfWork


class Told(NamedTuple):
    """One paragraph in words, and the cover it is about."""

    code: str
    line: Line | None
    text: str


def story_tier(proposal: Proposal, code: str | None) -> OfferedTier:
    """The tier of the story: the one asked for, else chosen, else recommended, else the most modest.

    Raises ProposalState for a draft, TierNotOffered.
    """
    offer = offer_of(proposal)
    if offer is None:
        raise ProposalState(status=proposal.status)
    wanted = code or proposal.chosen_tier or offer.recommended_tier
    if wanted is None:
        return next(tier for tier in offer.tiers if tier.covers)
    tier = offer.tier(wanted)
    if tier is None:
        raise TierNotOffered("/query/tier", tier=wanted)
    return tier


async def tell_story(uow: UnitOfWork, proposal: Proposal, tier: OfferedTier) -> Answer[list[Told]]:
    """The story of a tier in the reader's language, at the age and by the rules of the day it was priced on."""
    offer = offer_of(proposal)
    if offer is None:
        raise ProposalState(status=proposal.status)
    rules, on = uow.kit.jurisdiction, offer.priced_on
    answer = tell(
        tier,
        Insured.model_validate(
            {
                "age": age_on(proposal.birth_date, on),
                "role": await _role(uow, proposal),
                "family_income": proposal.family_annual_income,
            }
        ),
        [RiskGap.model_validate(gap) for gap in proposal.gaps],
        rules.rule("gap.critical_illness", on=on),
    )
    limits = rules.rule("wording.limits", on=on)
    told, shown = [], []
    for paragraph in answer.result:
        text = _worded(paragraph, uow.language)
        told.append(text)
        certain = paragraph.benefits_are_certain
        if not breaches(text, uow.language, limits, benefits_are_certain=certain):
            shown.append(Told(paragraph.code, paragraph.line, text))
    left_out = [caveats.STORY_LEAVES_WORDING_OUT] if len(shown) < len(told) else []
    return Answer(result=shown, because=answer.because, caveats=[*answer.caveats, *left_out])


async def _role(uow: UnitOfWork, proposal: Proposal) -> str | None:
    plan = await family_plans.plan_of(uow, proposal)
    members = family_plans.members_of(plan) if plan else []
    return next((one.role for one in members if one.member_id == proposal.member_id), None)


def _worded(paragraph: Paragraph, language: Language) -> str:
    values = {name: _value(name, value, language) for name, value in paragraph.values.items()}
    return TEXTS.say(f"story.{paragraph.code}", language, **values)


def _value(name: str, value: Any, language: Language) -> str:
    if isinstance(value, Money):
        return _amount(value, language)
    if name == "term":
        return term(value, language)
    return str(value[language]) if name == "product" else str(value)


def _amount(amount: Money, language: Language) -> str:
    """`50万元` for whole ten thousands in Chinese, else `¥500,000`, with its fen where it has any."""
    ten_thousands, rest = divmod(amount.amount, 10_000)
    if language == "zh-CN" and ten_thousands and not rest:
        return f"{ten_thousands:,.0f}万元"
    figure = f"{amount.amount:,.2f}".removesuffix(".00")
    return f"{figure}元" if language == "zh-CN" else f"¥{figure}"
