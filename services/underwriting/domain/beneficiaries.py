"""Beneficiaries: who may be designated and how, and who then receives what, to the fen.

Shares are exact: they add up to 100% within each order, or none of that order has one and all are equal. A
payout always adds up to the benefit: to beneficiaries, or else to the insured's estate.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.underwriting.domain.problems import (
    BeneficiaryConsent,
    BeneficiaryIncomplete,
    BeneficiaryOfEmployee,
    BeneficiaryOrder,
    BeneficiaryShares,
    TooManyBeneficiaries,
)
from shared.because import Answer, Because
from shared.jurisdictions import Jurisdiction
from shared.money import Money

Percent = Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)]
Reading = Literal["NAMED", "STATUTORY_HEIRS", "RELATION_AT_CLAIM", "RELATION_AT_CONCLUSION", "NONE"]

_HUNDRED: Final = Decimal(100)


class Beneficiary(BaseModel):
    """One designated person. `share_percent` is of his order, `order` the rank (顺位): 2 receives when nobody of
    1 is left."""

    model_config = ConfigDict(frozen=True)

    name: str | None = Field(default=None, repr=False)
    id_number: str | None = Field(default=None, repr=False)
    relation: str | None = Field(
        default=None, max_length=30, description="What the person is to the insured."
    )
    share_percent: Percent | None = None
    order: int = Field(default=1, ge=1, le=20)


class Payout(BaseModel):
    """Who receives what: one part a beneficiary in listed order, and what falls to the estate."""

    model_config = ConfigDict(frozen=True)

    parts: tuple[Money, ...]
    to_estate: Money
    order_paid: int | None


def designate(
    rules: Jurisdiction,
    beneficiaries: Sequence[Beneficiary],
    *,
    on: date,
    designated_by: Literal["insured", "policyholder"],
    insured_consents: bool = False,
    for_employee: bool = False,
    draft: bool = False,
) -> Answer[tuple[Decimal, ...]]:
    """Accept a designation on the date `on`; gives each one's weight within his order (equal ones weigh 1).

    A `draft` may still lack identity numbers and the insured's consent.

    Raises BeneficiaryIncomplete, BeneficiaryOrder, BeneficiaryConsent, BeneficiaryOfEmployee,
    TooManyBeneficiaries or BeneficiaryShares. 保险法 39-41.
    """
    rule = rules.rule("beneficiaries.designation", on=on)
    if len(beneficiaries) > rule["most_beneficiaries"]:
        raise TooManyBeneficiaries("/beneficiaries", most=rule["most_beneficiaries"])
    for place, beneficiary in enumerate(beneficiaries):
        _require_complete(beneficiary, at=f"/beneficiaries/{place}", draft=draft)
        if for_employee and beneficiary.relation not in rule["employer_may_name"]:
            raise BeneficiaryOfEmployee(f"/beneficiaries/{place}/relation", relation=beneficiary.relation)
    if designated_by == "policyholder" and beneficiaries and not (insured_consents or draft):
        raise BeneficiaryConsent("/beneficiaries")
    shares = agreed_shares(rules, beneficiaries, on=on)
    return Answer(
        result=shares.result,
        because=[Because.of(rule, designated_by=designated_by, for_employee=for_employee), *shares.because],
        caveats=["REVIEW_ON_DIVORCE" if beneficiaries else "TO_THE_ESTATE"],
    )


def agreed_shares(
    rules: Jurisdiction, beneficiaries: Sequence[Beneficiary], *, on: date
) -> Answer[tuple[Decimal, ...]]:
    """Each one's weight within his order: the percentages given, or 1 each where an order gives none.

    Raises BeneficiaryShares with a split that would do, where an order adds up to anything but exactly 100%,
    and BeneficiaryOrder where the orders have a gap.
    """
    rule = rules.rule("beneficiaries.shares", on=on)
    orders = sorted({beneficiary.order for beneficiary in beneficiaries})
    if orders != list(range(1, len(orders) + 1)):
        raise BeneficiaryOrder("/beneficiaries")
    for order in orders:
        shares = [beneficiary.share_percent for beneficiary in beneficiaries if beneficiary.order == order]
        given = [share for share in shares if share is not None]
        if given and (len(given) < len(shares) or sum(given) != rule["total_percent"]):
            suggested = [f"{share:.2f}" for share in _suggest(beneficiaries)]
            raise BeneficiaryShares(
                "/beneficiaries",
                order=order,
                total=f"{sum(given, Decimal()):.2f}",
                suggested=suggested,
                split=" / ".join(suggested),
            )
    weights = tuple(Decimal(1) if one.share_percent is None else one.share_percent for one in beneficiaries)
    facts = [{"order": one.order, "share_percent": one.share_percent} for one in beneficiaries]
    return Answer(result=weights, because=[Because.of(rule, shares=facts)], caveats=[])


def payout(
    rules: Jurisdiction,
    benefit: Money,
    beneficiaries: Sequence[Beneficiary],
    *,
    on: date,
    gone: Collection[int] = (),
) -> Answer[Payout]:
    """Split `benefit` among those who can receive; `on` is the date of the insured event.

    `gone` are the places, in listed order, of those who died before the insured, waived, or forfeited. Who
    died together with the insured in an order nobody can tell counts as having died first (保险法 42). What
    they would have had goes to the rest of their order in proportion; the next order receives when nobody of
    one is left (司法解释(三) 12).
    """
    rule = rules.rule("beneficiaries.payout", on=on)
    weights = agreed_shares(rules, beneficiaries, on=on)
    left = [place for place in range(len(beneficiaries)) if place not in gone]
    order = min((beneficiaries[place].order for place in left), default=None)
    receiving = [place for place in left if beneficiaries[place].order == order]
    parts = [Money.zero()] * len(beneficiaries)
    if receiving:
        split = benefit.split([weights.result[place] for place in receiving])
        for place, part in zip(receiving, split, strict=True):
            parts[place] = part
    return Answer(
        result=Payout(parts=tuple(parts), to_estate=Money.zero() if receiving else benefit, order_paid=order),
        because=[*weights.because, Because.of(rule, benefit=benefit, gone=sorted(gone))],
        caveats=[] if receiving else ["TO_THE_ESTATE"],
    )


def read_designation(
    rules: Jurisdiction,
    *,
    names_somebody: bool,
    relation: str | None,
    policyholder_is_insured: bool,
    relation_changed: bool = False,
    on: date,
) -> Answer[Reading]:
    """How an existing designation is read that does not name, identify and relate (司法解释(三) 9).

    `relation` is "statutory" for a bare 法定. A name with a relation that has since changed counts as none.
    """
    rule = rules.rule("beneficiaries.designation", on=on)
    reading: Reading
    if names_somebody:
        reading = "NONE" if relation is not None and relation_changed else "NAMED"
    elif relation == "statutory":
        reading = "STATUTORY_HEIRS"
    elif relation is None:
        reading = "NONE"
    else:
        reading = "RELATION_AT_CLAIM" if policyholder_is_insured else "RELATION_AT_CONCLUSION"
    caveats = {"STATUTORY_HEIRS": ["STATUTORY_HEIRS"], "NONE": ["TO_THE_ESTATE"]}
    return Answer(
        result=reading,
        because=[Because.of(rule, relation=relation, policyholder_is_insured=policyholder_is_insured)],
        caveats=caveats.get(reading, ["REVIEW_ON_DIVORCE"]),
    )


def _require_complete(beneficiary: Beneficiary, *, at: str, draft: bool) -> None:
    for field in ("name", "relation") if draft else ("name", "id_number", "relation"):
        value: str | None = getattr(beneficiary, field)
        if value is None or not value.strip():
            raise BeneficiaryIncomplete(f"{at}/{field}", missing=field)


def _suggest(beneficiaries: Sequence[Beneficiary]) -> list[Decimal]:
    """Shares near those given that every order accepts, in listed order."""
    suggested = dict.fromkeys(range(len(beneficiaries)), _HUNDRED)
    for order in {beneficiary.order for beneficiary in beneficiaries}:
        places = [place for place, one in enumerate(beneficiaries) if one.order == order]
        shares = _to_a_hundred([beneficiaries[place].share_percent for place in places])
        suggested |= dict(zip(places, shares, strict=True))
    return [suggested[place] for place in range(len(beneficiaries))]


def _to_a_hundred(shares: Sequence[Decimal | None]) -> list[Decimal]:
    """What is given in proportion; who has nothing gets an equal part of what is left over, or an average
    share."""
    given = [share for share in shares if share is not None]
    rest = _HUNDRED - sum(given, Decimal())
    lacking = len(shares) - len(given)
    if lacking and rest > 0:
        parts = iter(_hundredths(rest, [1] * lacking))
        suggested = [next(parts) if share is None else share for share in shares]
    else:
        average = sum(given, Decimal()) / len(given) if given else _HUNDRED
        suggested = _hundredths(_HUNDRED, [average if share is None else share for share in shares])
    return suggested if all(suggested) else _hundredths(_HUNDRED, [1] * len(shares))


def _hundredths(total: Decimal, weights: Iterable[Decimal | int]) -> list[Decimal]:
    """`total` in parts of two decimal places: a percentage is split by the same rule as an amount."""
    return [part.amount for part in Money.of(total).split(list(weights))]
