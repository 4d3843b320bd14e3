"""The plan for a firm as a page: what each cover pays and costs, the risk-transfer table, and what that rests on.

Invariant: nothing is priced here; the page shows what was offered, with the product versions it was offered from.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from fastapi.responses import HTMLResponse

from services.quotes import queries
from services.quotes.domain.enterprise_offer import EnterpriseOffer, Transfer
from services.quotes.domain.enterprise_plan import GroupCover
from services.quotes.domain.firm import Firm, only_heads_changed
from services.quotes.domain.product import Product
from services.quotes.proposal_document import DOCUMENTS
from services.quotes.tables import EnterpriseProposal
from services.quotes.texts import TEXTS, sentences, term
from services.quotes.use_cases.catalogue import facts_of
from services.quotes.use_cases.enterprise_proposals import firm_of, offer_of
from shared.because import Because
from shared.calendar import local_date
from shared.contracts import Line
from shared.language import Language
from shared.money import Money
from shared.risk_transfer import TransferRow
from shared.unit_of_work import UnitOfWork

KIND = "enterprise-proposal"
_HUNDRED = Decimal(100)


class Bar(NamedTuple):
    """One loss: the parts of it in percent that insurance pays today and as proposed."""

    loss: Money
    now: TransferRow
    now_percent: Decimal
    proposed: TransferRow
    proposed_percent: Decimal


async def render(uow: UnitOfWork, proposal_id: UUID) -> HTMLResponse:
    """The page of one plan in the reader's language; raises NotFound."""
    proposal: EnterpriseProposal = await uow.get(
        queries.enterprise_proposals.PROPOSAL, proposal_id=proposal_id
    )
    offer, firm, language = offer_of(proposal), firm_of(proposal), uow.language
    industries = uow.kit.jurisdiction.rule("enterprise.industries", on=local_date(proposal.drafted_at))
    return DOCUMENTS.render(
        "enterprise_proposal.html",
        uow,
        proposal=proposal,
        offer=offer,
        accepted=_accepted(proposal, offer),
        facts=list(_facts(firm, industries["industries"], language)),
        assess_again=not only_heads_changed(proposal.firm_changes),
        bars=[_bar(row) for row in offer.transfers] if offer else [],
        products=await _products(uow, offer),
        rules=_rules(offer),
        caveats=sentences(offer.caveats, language) if offer else [],
        zero=Money.zero(),
        whole=_whole,
        term=lambda coverage_term: term(coverage_term, language),
        t=lambda key, **values: TEXTS.say(key, language, **values),
    )


def _accepted(proposal: EnterpriseProposal, offer: EnterpriseOffer | None) -> tuple[GroupCover, ...]:
    """The covers that the client chose; none while he has not."""
    if offer is None or proposal.accepted_lines is None:
        return ()
    return offer.chosen([Line(line) for line in proposal.accepted_lines])


def _facts(
    firm: Firm, industries: tuple[Mapping[str, str], ...], language: Language
) -> Iterator[tuple[str, str]]:
    """What was known of the firm: in words, figures and codes, never its name."""

    def say(key: str, **values: object) -> str:
        return TEXTS.say(f"firm.{key}", language, **values)

    titles = {one["code"]: one[language] for one in industries}
    yield say("industry"), titles.get(firm.industry, firm.industry)
    yield say("headcount"), f"{firm.headcount:,}"
    for number, heads in sorted(firm.occupation_mix.items()):
        yield say("class", number=number), f"{heads:,}"
    yield say("wages"), _whole(firm.annual_wages)
    yield say("fund"), say("enrolled" if firm.enrolled_in_work_injury_fund else "not_enrolled")
    yield say("limit"), _whole(firm.liability_limit_per_head)
    if firm.replacement_value is not None:
        yield say("replacement_value"), _whole(firm.replacement_value)
        yield say("property_insured"), _whole(firm.property_insured)


def _bar(row: Transfer) -> Bar:
    return Bar(
        loss=row.loss,
        now=row.now,
        now_percent=_percent(row.now),
        proposed=row.proposed,
        proposed_percent=_percent(row.proposed),
    )


def _percent(row: TransferRow) -> Decimal:
    return (row.ratio * _HUNDRED).quantize(Decimal("0.1"))


async def _products(uow: UnitOfWork, offer: EnterpriseOffer | None) -> list[Product]:
    """The product versions that the plan is made of, each once."""
    ids = dict.fromkeys(cover.product_id for cover in offer.covers) if offer else ()
    found: list[Any] = [await uow.get(queries.catalogue.PRODUCT, product_id=one) for one in ids]
    return [facts_of(product) for product in found]


def _rules(offer: EnterpriseOffer | None) -> list[Because]:
    """Each rule that the plan rests on, once; rate tables are told product by product."""
    return list({because.version: because for because in offer.because}.values()) if offer else []


def _whole(amount: Money) -> str:
    """An amount without its fen where it has none: `¥500,000`."""
    return f"¥{amount.amount:,.2f}".removesuffix(".00")
