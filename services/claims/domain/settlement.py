"""What a carrier's payment means for the contract that it was made under."""

from services.claims.domain.checklist import Loss
from shared.contracts import Line
from shared.money import Money

SUM_INSURED_LINES = frozenset({Line.CRITICAL_ILLNESS, Line.TERM_LIFE, Line.ACCIDENT, Line.GROUP_ACCIDENT})
"""Their sum is paid once; the lines that reimburse go on."""


def ends_with_payment(line: str, loss: Loss, *, paid: Money, arrears: Money, sum_insured: Money) -> bool:
    """Whether the contract ends: the insured died, or the sum insured is used up (arrears were kept back from it)."""
    if loss == "death" and line in SUM_INSURED_LINES:
        return True
    return line in SUM_INSURED_LINES and paid + arrears >= sum_insured
