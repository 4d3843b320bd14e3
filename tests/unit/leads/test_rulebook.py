"""The rulebook: articles hold together with the rules that rest on them, and are found by what people ask for."""

from datetime import date

import pytest

from services.leads.domain.rulebook import (
    ARTICLE,
    articles_by_rule,
    articles_in_force,
    search_articles,
    search_rules,
)
from shared.jurisdictions import Jurisdiction

CN = Jurisdiction.load("cn")
TODAY = date(2026, 3, 2)


def test_each_rule_that_an_article_names_is_there_and_says_that_it_rests_on_that_law() -> None:
    articles = articles_in_force(CN, on=TODAY)
    assert len(articles) >= 70
    for rule in CN.rules():
        if rule.id.startswith(ARTICLE):
            law = CN.rule("rulebook.laws", on=TODAY)[rule["law"]]["zh-CN"]
            for rests in rule["rules"]:
                sources = [other.source for other in CN.rules() if other.id == rests]
                assert any(law in source for source in sources), (rule.id, rests, sources)


def test_each_rule_whose_source_was_read_in_the_insurance_law_is_found_by_an_article() -> None:
    found = articles_by_rule(articles_in_force(CN, on=TODAY))
    read = [
        rule.id
        for rule in search_rules(CN, on=TODAY)
        if rule.source.startswith("保险法 2015") and rule.confidence == "read"
    ]
    assert len(read) > 20
    assert [rule for rule in read if rule not in found and not rule.startswith(ARTICLE)] == []


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("不可抗辩", ["insurance_law.16", "interpretation_2.5-8"]),
        ("incontestability", ["insurance_law.16", "interpretation_2.5-8"]),
        ("rebate", []),
        ("第36条 离职", ["sales_measures.36"]),
        ("genetic", ["health_measures.14"]),
    ],
)
def test_an_article_is_found_by_every_word_in_either_language(words: str, numbers: list[str]) -> None:
    found = search_articles(articles_in_force(CN, on=TODAY), q=words)
    assert [article.number for article in found] == numbers


def test_articles_come_law_by_law_and_by_number_inside_each() -> None:
    numbers = [article.number for article in articles_in_force(CN, on=TODAY)]
    assert numbers[:3] == ["insurance_law.16", "insurance_law.21", "insurance_law.22"]
    assert numbers.index("insurance_law.130") < numbers.index("interpretation_2.5-8")


def test_an_article_is_not_shown_before_it_is_in_force() -> None:
    def shown(on: date) -> set[str]:
        return {article.number for article in articles_in_force(CN, on=on)}

    assert "suitability_measures.39" not in shown(date(2026, 1, 31))
    assert "suitability_measures.39" in shown(date(2026, 2, 1))
    assert "personal_information_law.15" not in shown(date(2021, 10, 31))
