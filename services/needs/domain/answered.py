"""What answers say, read as facts: amounts, and the refusal of answers that make no facts."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from services.needs.domain.questionnaire import Answers
from services.needs.domain.questionnaire_problems import AnswersDescribeNothing
from shared.money import Money
from shared.problems import Problem

P = ParamSpec("P")
R = TypeVar("R")


class Amounts:
    """The amounts among the answers."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def of(self, key: str) -> Money:
        """The amount answered, nothing where there is no answer."""
        return self.or_else(key, Money.zero())

    def or_else(self, key: str, otherwise: Money) -> Money:
        """The amount answered, or else `otherwise`."""
        return Money.of(str(self._answers[key])) if key in self._answers else otherwise


def describing_facts(fold: Callable[P, R]) -> Callable[P, R]:
    """`fold`, raising AnswersDescribeNothing where a questionnaire asked otherwise than facts can be made of."""

    @wraps(fold)
    def refusing(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return fold(*args, **kwargs)
        except Problem:
            raise
        except (ValueError, TypeError, KeyError):
            raise AnswersDescribeNothing from None

    return refusing
