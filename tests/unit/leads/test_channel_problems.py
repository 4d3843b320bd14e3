"""What `leads` refuses about channels, it refuses in both languages, under a code of its own."""

import inspect
from string import Formatter

import pytest

from services.leads.domain import channel_problems
from shared.problems import Problem

PROBLEMS = [
    kind
    for _, kind in inspect.getmembers(channel_problems, inspect.isclass)
    if issubclass(kind, Problem) and kind.__module__ == channel_problems.__name__
]


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("kind", PROBLEMS)
def test_a_problem_says_the_same_in_both_languages(kind: type[Problem]) -> None:
    assert kind.__doc__
    assert placeholders(kind.__doc__) == placeholders(kind.zh)
    assert any("\u4e00" <= character <= "\u9fff" for character in kind.zh)


def test_every_problem_has_its_own_code() -> None:
    codes = [kind.code for kind in PROBLEMS]
    assert len(codes) > 20
    assert len(set(codes)) == len(codes)
    assert {kind.status for kind in PROBLEMS} == {403, 409, 422}
