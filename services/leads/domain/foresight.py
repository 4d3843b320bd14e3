"""Risk foresight (风险预判): what a few known facts let one expect of each line, and how to go about it.

The expectation is read off the table that the pre-check uses, over all grades that a condition may have: from the mildest
outcome to the hardest. It is no pre-check, which grades what a report says.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from services.leads.domain.knowledge_problems import UnknownCode
from services.leads.domain.named import Named, named, words
from shared.because import Answer, Because
from shared.jurisdictions import Jurisdiction, Rule

OccupationClass = Literal["1", "2", "3", "4", "5", "6", "uninsurable"]
CONDITION: Final = "precheck.condition."


class Expectation(BaseModel):
    """What one fact lets one expect of one line: the mildest and the hardest outcome there may be."""

    model_config = ConfigDict(frozen=True)

    fact: Named
    mildest: Named
    hardest: Named


class LineOutlook(BaseModel):
    """What all facts together let one expect of one line."""

    model_config = ConfigDict(frozen=True)

    line: str
    mildest: Named
    hardest: Named
    facts: tuple[Expectation, ...]


class Strategy(BaseModel):
    """What to do, and why."""

    model_config = ConfigDict(frozen=True)

    code: str
    advice: dict[str, str]
    reason: dict[str, str]


class Foresight(BaseModel):
    """The lines from the best prospect to the worst, what to do, and what to fetch before a pre-check."""

    model_config = ConfigDict(frozen=True)

    outlook: tuple[LineOutlook, ...]
    strategies: tuple[Strategy, ...]
    documents: tuple[Named, ...]


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    called: Named
    cells: dict[str, tuple[str, ...]]
    rule: Rule
    document: str | None = None


def foresee(
    rules: Jurisdiction,
    *,
    tags: Sequence[str],
    age: int | None,
    occupation_class: OccupationClass | None,
    on: date,
) -> Answer[Foresight]:
    """What to expect on the date `on` for somebody with these `tags`; raises UnknownCode for a tag nobody knows.

    A tag is a condition of the pre-check table, or a word of `preparation.foresight` that stands for several.
    """
    table, foresight = rules.rule("precheck.lines", on=on), rules.rule("preparation.foresight", on=on)
    facts = [_condition(rules, name, table, on=on) for name in _conditions(rules, foresight, tags, on=on)]
    if occupation_class is not None:
        facts.append(_occupation(rules.rule("occupation.classes", on=on), occupation_class, table))
    outlook = [_outlook(foresight, line, table["column_of"][line], facts) for line in foresight["lines"]]
    strategies = [row for row in foresight["strategies"] if _applies(row, tags, age, occupation_class)]
    papers = rules.rule("precheck.documents", on=on)
    because = [Because.of(fact.rule, fact=fact.called.code) for fact in facts]
    because.append(Because.of(foresight, tags=list(tags), age=age, occupation_class=occupation_class))
    because += [Because.of(rules.rule(name, on=on)) for row in strategies for name in row.get("rules", ())]
    return Answer(
        result=Foresight(
            outlook=tuple(sorted(outlook, key=lambda one: _prospect(foresight, one))) if facts else (),
            strategies=tuple(
                Strategy(code=row["code"], advice=words(row["text"]), reason=words(row["reason"]))
                for row in strategies
            ),
            documents=tuple(
                named(paper, papers.values)
                for paper in dict.fromkeys(fact.document for fact in facts)
                if paper
            ),
        ),
        because=because,
        caveats=["foresight.advice", "foresight.illustrative", "foresight.only_what_is_asked"],
    )


def known_tags(rules: Jurisdiction, *, on: date) -> list[Named]:
    """Every tag that foresight understands on the date `on`: the words for several conditions, then the conditions."""
    foresight = rules.rule("preparation.foresight", on=on)
    several = [named(tag, foresight["tags"]) for tag in foresight["tags"]]
    conditions = sorted(_in_force(rules, on=on).values(), key=lambda rule: rule["number"])
    return several + [
        Named(code=rule.id.removeprefix(CONDITION), words=words(rule["label"])) for rule in conditions
    ]


def _in_force(rules: Jurisdiction, *, on: date) -> dict[str, Rule]:
    return {rule.id: rule for rule in rules.rules() if rule.id.startswith(CONDITION) and rule.in_force(on)}


def _conditions(rules: Jurisdiction, foresight: Rule, tags: Sequence[str], *, on: date) -> list[str]:
    """The conditions that the tags stand for, each once."""
    known = _in_force(rules, on=on)
    found: dict[str, None] = {}
    for place, tag in enumerate(tags):
        if tag in foresight["tags"]:
            found |= dict.fromkeys(foresight["tags"][tag]["conditions"])
        elif f"{CONDITION}{tag}" in known:
            found[tag] = None
        else:
            raise UnknownCode(f"/tags/{place}", known=", ".join(tag.code for tag in known_tags(rules, on=on)))
    return list(found)


def _condition(rules: Jurisdiction, name: str, table: Rule, *, on: date) -> _Fact:
    rule = rules.rule(f"{CONDITION}{name}", on=on)
    rows = [row["outcome"] for row in rule.values.get("grades", ())]
    rows += [rule["ungraded"]] if "ungraded" in rule.values else []
    cells = {column: tuple(row[place] for row in rows) for place, column in enumerate(table["columns"])}
    return _Fact(
        called=Named(code=name, words=words(rule["label"])), cells=cells, rule=rule, document=rule["document"]
    )


def _occupation(classes: Rule, occupation_class: OccupationClass, table: Rule) -> _Fact:
    row = classes[occupation_class]
    called = {"zh-CN": f"职业类别 {occupation_class}", "en": f"Occupation class {occupation_class}"}
    return _Fact(
        called=Named(code=f"occupation_class_{occupation_class}", words=called),
        cells={column: (row[place],) for place, column in enumerate(table["columns"])},
        rule=classes,
    )


def _outlook(foresight: Rule, line: str, column: str, facts: Sequence[_Fact]) -> LineOutlook:
    """Together the facts are no milder than the hardest of what each at best lets expect."""
    letters = list(foresight["outcomes"])
    expected: list[Expectation] = []
    mildest, hardest = letters[0], letters[0]
    for fact in facts:
        severities = sorted((cell[0] for cell in fact.cells[column]), key=letters.index)
        low, high = (severities[0], severities[-1]) if severities else ("M", "M")
        mildest, hardest = max(mildest, low, key=letters.index), max(hardest, high, key=letters.index)
        expected.append(
            Expectation(fact=fact.called, mildest=_outcome(foresight, low), hardest=_outcome(foresight, high))
        )
    return LineOutlook(
        line=line,
        mildest=_outcome(foresight, mildest),
        hardest=_outcome(foresight, hardest),
        facts=tuple(expected),
    )


def _outcome(foresight: Rule, letter: str) -> Named:
    entry = foresight["outcomes"][letter]
    return Named(code=entry["code"], words=words(entry))


def _prospect(foresight: Rule, outlook: LineOutlook) -> tuple[int, int]:
    order = [entry["code"] for entry in foresight["outcomes"].values()]
    return order.index(outlook.hardest.code), order.index(outlook.mildest.code)


def _applies(
    row: Mapping[str, Any], tags: Sequence[str], age: int | None, occupation_class: str | None
) -> bool:
    """Whether everything that the strategy names holds; what is not known holds for no strategy that names it."""
    if "tags" in row and not set(row["tags"]) & set(tags):
        return False
    if "occupation_classes" in row and occupation_class not in row["occupation_classes"]:
        return False
    if not {"age_at_least", "age_at_most"} & row.keys():
        return True
    return age is not None and row.get("age_at_least", 0) <= age <= row.get("age_at_most", age)
