"""Amounts of money: yuan, exact to the fen, never a float.

Invariant: whatever `Money` exists has exactly two decimal places and fits the wire and a NUMERIC(15, 2)
column, so that it can be written anywhere and read back equal. Only `rounded` and multiplication round, half
up.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact
from fractions import Fraction
from typing import Any, Final, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

_FEN: Final = Decimal("0.01")
_LIMIT: Final = Decimal(10) ** 13
_MINUS_LIMIT: Final = -_LIMIT
_WIRE: Final = r"-?(0|[1-9][0-9]{0,12})(\.[0-9]{1,2})?"
_is_wire: Final = re.compile(_WIRE).fullmatch
# Wide enough that an amount times any sensible factor is exact before it is rounded to the fen, once.
_WIDE: Final = Context(prec=80)
_EXACT: Final = Context(prec=80, traps=[Inexact])


class AmountTooLarge(ValueError):
    """An amount of ten trillion yuan or more, which no wire and no column here holds."""

    def __init__(self) -> None:
        super().__init__("an amount must be smaller than 10000000000000.00")


class Money:
    """An amount of yuan with exactly two decimal places; immutable, hashable, ordered, negative if need be.

    `Money("12.5")` is `Money.of("12.5")`. In a pydantic model it reads a decimal string and writes one with
    two places; a number is refused, because whoever wrote or read it as JSON may have made it a float.
    Whatever makes one raises AmountTooLarge, a ValueError, from 10**13 yuan on.
    """

    __slots__ = ("amount",)

    amount: Decimal

    def __init__(self, amount: "str | int | Decimal | Money") -> None:
        _set_amount(self, _exact(amount))

    @classmethod
    def of(cls, amount: "str | int | Decimal | Money") -> Self:
        """Exactly `amount` yuan.

        Raises ValueError for more than two decimal places, NaN, infinities and text that is not a plain
        decimal; TypeError for a float.
        """
        return cls(amount)

    @classmethod
    def rounded(cls, amount: Decimal) -> "Money":
        """`amount` yuan rounded half up (away from zero at half a fen); ValueError for NaN and infinities."""
        if not amount.is_finite():
            raise ValueError("an amount must be a finite number")
        if not _MINUS_LIMIT < amount < _LIMIT:
            raise AmountTooLarge
        return _made(amount.quantize(_FEN, ROUND_HALF_UP, _WIDE))

    @classmethod
    def zero(cls) -> "Money":
        """No money."""
        return _ZERO

    def split(self, weights: Sequence[Decimal | int]) -> "tuple[Money, ...]":
        """This amount in shares proportional to `weights`, which sum to it exactly.

        Each share is rounded down (towards zero) to the fen; the leftover fen go one each to the largest
        remainders, ties in listed order. Raises ValueError for a negative weight and unless one is above
        zero.
        """
        exact = [_weight(weight) for weight in weights]
        total = sum(exact)
        if total == 0:
            raise ValueError("a split needs at least one weight above zero")
        sign, fen = (-1 if self.amount < 0 else 1), abs(_fen(self.amount))
        parts = [divmod(fen * weight, total) for weight in exact]
        shares = [int(whole) for whole, _ in parts]
        by_remainder = sorted(range(len(parts)), key=lambda place: -parts[place][1])
        for place in by_remainder[: fen - sum(shares)]:
            shares[place] += 1
        return tuple(_from_fen(sign * share) for share in shares)

    def rounded_up_to(self, step: int) -> "Money":
        """The smallest multiple of `step` yuan not below this amount; raises ValueError unless `step` > 0."""
        if step <= 0:
            raise ValueError("an amount is rounded up to a step above zero")
        step_in_fen = step * 100
        return _from_fen(-(-_fen(self.amount) // step_in_fen) * step_in_fen)

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return _made(self.amount + other.amount)

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return _made(self.amount - other.amount)

    def __mul__(self, factor: int | Decimal) -> "Money":
        """`factor` times this amount, rounded half up to the fen."""
        if isinstance(factor, bool) or not isinstance(factor, (int, Decimal)):
            return NotImplemented
        return Money.rounded(_WIDE.multiply(self.amount, factor))

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return _made(-self.amount)

    def __abs__(self) -> "Money":
        return _made(abs(self.amount))

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.amount == other.amount

    def __lt__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.amount < other.amount

    def __le__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.amount <= other.amount

    def __gt__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.amount > other.amount

    def __ge__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.amount >= other.amount

    def __hash__(self) -> int:
        return hash(self.amount)

    def __str__(self) -> str:
        return str(self.amount)

    def __repr__(self) -> str:
        return f"Money('{self.amount}')"

    def __format__(self, spec: str) -> str:
        return format(self.amount, spec)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Money is immutable: {name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"Money is immutable: {name} cannot be deleted")

    def __reduce__(self) -> tuple[type[Self], tuple[str]]:
        return type(self), (str(self.amount),)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _from_wire,
            json_schema_input_schema=core_schema.str_schema(),
            serialization=core_schema.to_string_ser_schema(),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {
            "type": "string",
            "pattern": f"^{_WIRE}$",
            "examples": ["1200000.00"],
            "description": "Yuan with two decimal places.",
        }


_set_amount: Final = Money.__dict__["amount"].__set__
_new: Final = object.__new__


def _made(amount: Decimal) -> Money:
    """A Money of an amount that is known to have two places; checks its size and forgets the sign of zero."""
    if not _MINUS_LIMIT < amount < _LIMIT:
        raise AmountTooLarge
    money = _new(Money)
    _set_amount(money, amount or _NOTHING)
    return money


def _from_fen(fen: int) -> Money:
    return _made(Decimal(fen).scaleb(-2, _WIDE))


def _fen(amount: Decimal) -> int:
    return int(amount.scaleb(2, _WIDE))


def _exact(amount: object) -> Decimal:
    """The same amount with two places; ValueError where that cannot be, TypeError for what is no amount."""
    if isinstance(amount, Money):
        return amount.amount
    if isinstance(amount, str):
        if not _is_wire(amount):
            raise ValueError("an amount is a plain decimal with at most two places, below 10000000000000.00")
        decimal = Decimal(amount)
    elif isinstance(amount, (int, Decimal)) and not isinstance(amount, bool):
        decimal = Decimal(amount)
        if not decimal.is_finite():
            raise ValueError("an amount must be a finite number")
        if not _MINUS_LIMIT < decimal < _LIMIT:
            raise AmountTooLarge
    else:
        raise TypeError("an amount is a decimal string, a Decimal or an int, never a float")
    try:
        return decimal.quantize(_FEN, None, _EXACT) or _NOTHING
    except Inexact:
        raise ValueError("an amount has at most two decimal places") from None


def _weight(weight: Decimal | int) -> Fraction:
    if isinstance(weight, Decimal) and not (weight.is_finite() and abs(weight.adjusted()) < _WIDE.prec):
        raise ValueError("a weight must be a number of a sensible size")
    if weight < 0:
        raise ValueError("a weight cannot be negative")
    return Fraction(weight)


def _from_wire(value: object) -> Money:
    """What a model accepts for an amount: a string, a Decimal or a Money. A JSON number is none of these."""
    if isinstance(value, Money):
        return value
    if isinstance(value, (str, Decimal)):
        return Money(value)
    raise ValueError('an amount is written as a string, such as "1200000.00"')


_NOTHING: Final = Decimal("0.00")
_ZERO: Final = Money("0.00")
