"""Safety, return and liquidity of a savings contract (安全性, 收益性, 流动性), from facts of the product, with reasons.

Invariant: only what is guaranteed earns points; what is merely illustrated earns none.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Literal

from services.quotes.domain.product import Facts
from services.quotes.domain.savings_contract import Contract
from services.quotes.domain.savings_irr import as_percent
from shared.jurisdictions import Rule
from shared.money import Money

Dimension = Literal["safety", "return", "liquidity"]
DIMENSIONS: Final[tuple[Dimension, ...]] = ("safety", "return", "liquidity")
_THREE_PLACES: Final = Decimal("0.001")


class ScoreReason(Facts):
    """One thing that earned points, or none; `code` has its words, `values` are what they speak of."""

    code: str
    points: int
    values: dict[str, str]


class Score(Facts):
    """How far a contract answers one demand, of `highest` points, and why."""

    dimension: Dimension
    points: int
    highest: int
    reasons: tuple[ScoreReason, ...]


def scores_of(contract: Contract, *, goal_year: int, irr: Decimal | None, rule: Rule) -> tuple[Score, ...]:
    """The three scores by "wealth.scores"; `irr` is the guaranteed rate at the end of policy year `goal_year`."""
    reasons: dict[Dimension, list[ScoreReason]] = {
        "safety": _safety(contract, goal_year, rule["safety"]),
        "return": [_return(irr, goal_year, rule["return"])],
        "liquidity": _liquidity(contract, rule),
    }
    highest: int = rule["highest"]
    return tuple(
        Score(
            dimension=dimension,
            points=min(highest, sum(reason.points for reason in reasons[dimension])),
            highest=highest,
            reasons=tuple(reasons[dimension]),
        )
        for dimension in DIMENSIONS
    )


def weighted(scores: Sequence[Score], weights: Mapping[str, Decimal]) -> Decimal:
    """The scores as one number of the same scale."""
    total = sum((score.points * weights[score.dimension] for score in scores), Decimal(0))
    return (total / sum(weights.values(), Decimal(0))).quantize(Decimal("0.01"))


def _safety(contract: Contract, goal_year: int, points: Mapping[str, int]) -> list[ScoreReason]:
    product = contract.product
    if product.benefits_are_certain:
        first = ScoreReason(code="benefits_certain", points=points["benefits_certain"], values={})
    elif product.account is not None and product.account.guaranteed_rate:
        rate = as_percent(product.account.guaranteed_rate)
        first = ScoreReason(code="guaranteed_rate", points=points["guaranteed_rate"], values={"rate": rate})
    else:
        first = ScoreReason(code="nothing_certain", points=0, values={})
    paid = contract.paid_by(goal_year)
    there = contract.worth(goal_year, contract.guaranteed) + contract.paid_out_by(goal_year)
    whole = there >= paid
    values = {"year": str(goal_year), "guaranteed": _yuan(there), "paid": _yuan(paid)}
    second = ScoreReason(
        code="whole_at_goal" if whole else "short_at_goal",
        points=points["whole_at_goal"] if whole else 0,
        values=values,
    )
    return [first, second]


def _return(irr: Decimal | None, goal_year: int, bands: Sequence[Mapping[str, Any]]) -> ScoreReason:
    if irr is None:
        return ScoreReason(code="no_rate", points=0, values={"year": str(goal_year)})
    return ScoreReason(
        code="guaranteed_irr",
        points=_points(irr, bands),
        values={"year": str(goal_year), "irr": as_percent(irr)},
    )


def _liquidity(contract: Contract, rule: Rule) -> list[ScoreReason]:
    years = [year for year in rule["after_years"] if year <= contract.years]
    shares = [
        (contract.guaranteed[year - 1].amount + contract.paid_out_by(year).amount)
        / contract.paid_by(year).amount
        for year in years
    ]
    average = (sum(shares, Decimal(0)) / len(shares)).quantize(_THREE_PLACES) if shares else Decimal(0)
    drawn = any(benefit.kind == "account_payout" for benefit in contract.product.benefits)
    return [
        ScoreReason(
            code="cash_value_share",
            points=_points(average, rule["liquidity"]),
            values={"years": ", ".join(map(str, years)), "share": f"{average:.1%}"},
        ),
        ScoreReason(
            code="drawn_on" if drawn else "not_drawn_on", points=rule["drawn_on"] if drawn else 0, values={}
        ),
    ]


def _points(value: Decimal, bands: Sequence[Mapping[str, Any]]) -> int:
    """What the highest band that `value` reaches gives; nothing below them all."""
    return max((band["points"] for band in bands if value >= band["least"]), default=0)


def _yuan(amount: Money) -> str:
    return f"¥{amount.amount:,.2f}"
