"""The rulebook (法规与行业规则): articles of laws and measures, and the rules of the jurisdiction that rest on them.

Invariant: what is shown is what is in force on the day asked about.
"""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.leads.domain.named import Named, named, words
from shared.jurisdictions import Jurisdiction, Rule

ARTICLE = "rulebook.article."


class Article(BaseModel):
    """One article: the law it belongs to, its topics, what it says by language, and the rules that rest on it."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    number: str
    law: Named
    article: str
    topics: tuple[Named, ...]
    summary: dict[str, str]
    rests: tuple[Rule, ...]
    written_in: Rule


def articles_in_force(rules: Jurisdiction, *, on: date) -> list[Article]:
    """Every article in force on the date `on`: law by law, and by number inside each."""
    laws = rules.rule("rulebook.laws", on=on)
    topics = rules.rule("rulebook.topics", on=on)
    current = {rule.id: rule for rule in rules.rules() if rule.in_force(on)}
    found = [
        Article(
            number=rule.id.removeprefix(ARTICLE),
            law=named(rule["law"], laws.values),
            article=rule["article"],
            topics=tuple(named(topic, topics.values) for topic in rule["topics"]),
            summary=words(rule.values),
            rests=tuple(current[rests] for rests in rule["rules"] if rests in current),
            written_in=rule,
        )
        for rule in current.values()
        if rule.id.startswith(ARTICLE)
    ]
    order = list(laws.values)
    return sorted(found, key=lambda article: (order.index(article.law.code), _first_number(article)))


def search_articles(
    articles: Iterable[Article],
    *,
    q: str | None = None,
    topic: str | None = None,
    law: str | None = None,
    rule: str | None = None,
) -> list[Article]:
    """Those that hold every word of `q` in either language, and have the topic, law and resting rule asked for."""
    return [
        article
        for article in articles
        if (topic is None or topic in {named.code for named in article.topics})
        and (law is None or law == article.law.code)
        and (rule is None or rule in {rests.id for rests in article.rests})
        and _holds(q, _words_of(article))
    ]


def search_rules(rules: Jurisdiction, *, on: date, q: str | None = None) -> list[Rule]:
    """The rules of the jurisdiction in force on the date `on` whose id or source holds every word of `q`."""
    return [rule for rule in rules.rules() if rule.in_force(on) and _holds(q, f"{rule.id} {rule.source}")]


def articles_by_rule(articles: Iterable[Article]) -> dict[str, list[str]]:
    """By rule id, the numbers of the articles that it rests on."""
    found: dict[str, list[str]] = {}
    for article in articles:
        for rests in article.rests:
            found.setdefault(rests.id, []).append(article.number)
    return found


def _words_of(article: Article) -> str:
    parts = [article.number, article.article, *article.law.words.values(), *article.summary.values()]
    parts += [text for topic in article.topics for text in (topic.code, *topic.words.values())]
    return " ".join([*parts, *(rests.id for rests in article.rests)])


def _holds(q: str | None, text: str) -> bool:
    held = text.casefold()
    return all(word in held for word in (q or "").casefold().split())


def _first_number(article: Article) -> int:
    return int(article.number.rpartition(".")[2].partition("-")[0])
