"""Routes about the rulebook: articles, and every rule of the jurisdiction with the articles it rests on."""

from datetime import date
from typing import Annotated

from fastapi import Query

from services.leads.api.shown import label, labels, page_of, rule_ref, values_of
from services.leads.domain.rulebook import (
    Article,
    articles_by_rule,
    articles_in_force,
    search_articles,
    search_rules,
)
from services.leads.schemas.knowledge import ArticleOut, RuleDetailOut, RuleOut
from shared.calendar import local_date
from shared.caller import Role
from shared.jurisdictions import Rule
from shared.pagination import Asked, PageOf
from shared.problems import NotFound
from shared.routing import Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("leads")

Words = Annotated[str | None, Query(max_length=100, description="every word must occur, in either language")]
On = Annotated[date | None, Query(description="the day on which it is in force; today where none is given")]


@router.get("/rulebook", tags=["rulebook"])
@allow(*Role)
async def list_articles(
    uow: Uow,
    asked: Asked,
    q: Words = None,
    topic: Annotated[str | None, Query(max_length=40)] = None,
    law: Annotated[str | None, Query(max_length=40)] = None,
    rule: Annotated[
        str | None, Query(max_length=80, description="the articles that this rule rests on")
    ] = None,
    on: On = None,
) -> PageOf[ArticleOut]:
    """Articles in force, law by law: found by words, topic (`disclosure`, `claims`, …), law, or a rule of a check."""
    found = search_articles(_articles(uow, on), q=q, topic=topic, law=law, rule=rule)
    return page_of(found, asked, lambda article: _article(uow, article), key=lambda article: article.number)


@router.get("/rulebook/rules", tags=["rulebook"])
@allow(*Role)
async def list_rules(uow: Uow, asked: Asked, q: Words = None, on: On = None) -> PageOf[RuleOut]:
    """Every rule of the jurisdiction in force, by id: its source, and the articles it rests on."""
    articles = articles_by_rule(_articles(uow, on))
    found = search_rules(uow.kit.jurisdiction, on=on or local_date(uow.now), q=q)
    return page_of(found, asked, lambda rule: _rule(rule, articles), key=lambda rule: rule.id)


@router.get("/rulebook/rules/{rule_id}", tags=["rulebook"])
@allow(*Role)
async def read_rule(uow: Uow, rule_id: str, on: On = None) -> RuleDetailOut:
    """One rule as it is in force on a day: where a `because` leads."""
    found = search_rules(uow.kit.jurisdiction, on=on or local_date(uow.now))
    rule = next((rule for rule in found if rule.id == rule_id), None)
    if rule is None:
        raise NotFound
    shown = _rule(rule, articles_by_rule(_articles(uow, on)))
    return RuleDetailOut(**shown.model_dump(), values=values_of(rule))


@router.get("/rulebook/{number}", tags=["rulebook"])
@allow(*Role)
async def read_article(uow: Uow, number: str, on: On = None) -> ArticleOut:
    """One article as it is in force on a day."""
    article = next((article for article in _articles(uow, on) if article.number == number), None)
    if article is None:
        raise NotFound
    return _article(uow, article)


def _articles(uow: UnitOfWork, on: date | None) -> list[Article]:
    return articles_in_force(uow.kit.jurisdiction, on=on or local_date(uow.now))


def _article(uow: UnitOfWork, article: Article) -> ArticleOut:
    rule = article.written_in
    return ArticleOut(
        number=article.number,
        law=label(article.law, uow.language),
        article=article.article,
        topics=labels(article.topics, uow.language),
        summary=article.summary[uow.language],
        rules=[rule_ref(rests) for rests in article.rests],
        source=rule.source,
        confidence=rule.confidence,
        effective_from=rule.effective_from,
        effective_to=rule.effective_to,
    )


def _rule(rule: Rule, articles: dict[str, list[str]]) -> RuleOut:
    return RuleOut(
        **rule_ref(rule).model_dump(),
        confidence=rule.confidence,
        effective_from=rule.effective_from,
        effective_to=rule.effective_to,
        articles=articles.get(rule.id, []),
    )
