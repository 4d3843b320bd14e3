"""What the stories of the demonstration are made of: steps that check what they see, and ways to look."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from deploy.demo.walk import Refused, Walk


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a story; its title is the first line of its docstring."""

    do: Callable[[Walk], Awaitable[None]]

    @property
    def name(self) -> str:
        """Its name in tests."""
        return self.do.__name__

    @property
    def title(self) -> str:
        """What it shows."""
        return (self.do.__doc__ or "").splitlines()[0]


def steps(*done: Callable[[Walk], Awaitable[None]]) -> tuple[Step, ...]:
    """A story of these steps."""
    return tuple(Step(do) for do in done)


def expect(seen: Any, expected: Any, what: str) -> None:
    """Raises AssertionError where the demonstration shows another figure than it must."""
    if seen != expected:
        raise AssertionError(f"{what}: expected {expected}, seen {seen}")


async def items(walk: Walk, who: str, path: str, **filters: Any) -> list[Any]:
    """A page of a list."""
    found: list[Any] = (await walk.get(who, path, **filters))["items"]
    return found


async def at_least(walk: Walk, count: int, who: str, path: str, **filters: Any) -> list[Any] | None:
    """A page of a list, once it has as many items."""
    found = await items(walk, who, path, **filters)
    return found if len(found) >= count else None


async def refusal(asked: Awaitable[Any]) -> dict[str, Any] | None:
    """The problem that a request is refused with; None where it was granted."""
    try:
        await asked
    except Refused as refused:
        problem: dict[str, Any] = refused.answer.json()
        return problem
    return None


async def refused_as(walk: Walk, code: str, asked: Awaitable[Any]) -> None:
    """The request is refused with this code, and says why."""
    problem = await refusal(asked) or {"code": None, "detail": "granted"}
    expect(code in codes_of(problem), True, f"{code} among {codes_of(problem)}")
    walk.narrator.fact(f"{code}: {problem['detail']}")


def codes_of(problem: dict[str, Any]) -> set[str]:
    """The code of a problem, and of each of its errors."""
    return {problem["code"], *(error["code"] for error in problem.get("errors", ()))}


def gaps_of(gaps: Iterable[dict[str, Any]]) -> dict[tuple[str | None, str], str]:
    """The amounts of gaps in one line each, by member (None: a firm's) and risk."""
    return {(gap.get("member"), gap["risk"]): gap["gap"] for gap in gaps}
