"""What a member lacks when he falls gravely ill, needs treatment, or has an accident.

Invariant: reimbursement policies never add up: the largest one counts, and a second one is told as a
duplicate.
"""

from datetime import date

from services.needs.domain import caveats
from services.needs.domain.gap import Gap, Need, Offset, cover_offsets, refusing_oversized_figures
from services.needs.domain.household import Cover, Member
from services.needs.domain.parameters import (
    AccidentParameters,
    Basis,
    CriticalIllnessParameters,
    MedicalParameters,
    MinorDeathCap,
    RoundingParameters,
)
from shared.because import Answer, Because
from shared.money import Money


@refusing_oversized_figures
def critical_illness_gap(
    member: Member, basis: Basis[CriticalIllnessParameters], rounding: Basis[RoundingParameters]
) -> Answer[Gap]:
    """Years of income to recover in, and treatment, the less of it where a reimbursement policy pays most."""
    assumed = basis.values
    income = member.annual_income or Money.zero()
    reimbursed = largest_reimbursement(member) >= assumed.medical_threshold
    covers = member.covers_of("critical_illness")
    gap = Gap.between(
        [
            Need(code="income_multiple", amount=income * assumed.income_multiple),
            Need(
                code="treatment", amount=assumed.treatment_with_medical if reimbursed else assumed.treatment
            ),
        ],
        cover_offsets(covers),
        risk="critical_illness",
        step=rounding.values.step,
        member=member.key,
    )
    because = basis.because(
        annual_income=member.annual_income,
        reimbursement_limit=largest_reimbursement(member),
        cover=_shown(covers),
    )
    return _answer(gap, because, [*basis.caveats(), *_income_caveat(member), *_employer_caveat(covers)])


@refusing_oversized_figures
def medical_gap(
    member: Member, basis: Basis[MedicalParameters], rounding: Basis[RoundingParameters]
) -> Answer[Gap]:
    """The annual limit that is missing; none where one reimbursement policy is large enough by itself.

    A second reimbursement policy brings the caveat DUPLICATE_INDEMNITY (Sales Measures 28(3), Health Measures
    41).
    """
    assumed = basis.values
    covers = member.covers_of("medical")
    largest = max(covers, key=lambda cover: cover.sum_insured, default=None)
    offsets: list[Offset] = [] if largest is None else cover_offsets((largest,))
    if largest is not None and largest.sum_insured >= assumed.sufficient:
        accepted = max(Money.zero(), assumed.target - largest.sum_insured)
        offsets.append(Offset(code="accepted_as_sufficient", amount=accepted))
    gap = Gap.between(
        [Need(code="medical_target", amount=assumed.target)],
        offsets,
        risk="medical",
        step=rounding.values.step,
        member=member.key,
    )
    duplicate = [caveats.DUPLICATE_INDEMNITY] if len(covers) > 1 else []
    told = [*basis.caveats(), *duplicate, *_employer_caveat((largest,) if largest else ())]
    return _answer(gap, basis.because(cover=_shown(covers)), told)


@refusing_oversized_figures
def accident_gap(
    member: Member,
    basis: Basis[AccidentParameters],
    minor_death_cap: Basis[MinorDeathCap],
    rounding: Basis[RoundingParameters],
    *,
    on: date,
) -> Answer[Gap]:
    """A multiple of the income less accident cover; for a minor, what may still be insured on his death.

    A minor is whoever is known to be under age, whatever his role. Raises BornLater for a child who is not born
    on the day.
    """
    cap = minor_death_cap.values.at(member.age(on)) if member.may_be_minor(on) else None
    covers = member.covers_of("accident")
    offsets = cover_offsets(covers)
    if cap is None:
        income = member.annual_income or Money.zero()
        need = Need(code="income_multiple", amount=income * basis.values.income_multiple)
        because = basis.because(annual_income=member.annual_income, cover=_shown(covers))
        told = [*basis.caveats(), *_income_caveat(member)]
    else:
        life = member.covers_of("death")
        need = Need(code="minor_limit", amount=cap)
        insured = sum((cover.sum_insured for cover in life), Money.zero())
        offsets.append(Offset(code="life_cover_of_minor", amount=insured))
        because = minor_death_cap.because(age=member.age(on), cover=_shown((*covers, *life)))
        told = [caveats.MINOR_DEATH_BENEFIT_IS_LIMITED]
    gap = Gap.between([need], offsets, risk="accident", step=rounding.values.step, member=member.key)
    return _answer(gap, because, [*told, *_employer_caveat(covers)])


def largest_reimbursement(member: Member) -> Money:
    """The annual limit of the member's largest reimbursement policy; nothing without one."""
    return max((cover.sum_insured for cover in member.covers_of("medical")), default=Money.zero())


def _shown(covers: tuple[Cover, ...]) -> list[dict[str, str]]:
    return [cover.model_dump(mode="json") for cover in covers]


def _income_caveat(member: Member) -> list[str]:
    return [caveats.INCOME_NOT_STATED] if member.annual_income is None else []


def _employer_caveat(covers: tuple[Cover, ...]) -> list[str]:
    by_employer = any(cover.provided_by == "employer" for cover in covers)
    return [caveats.EMPLOYER_COVER_ENDS_WITH_THE_JOB] if by_employer else []


def _answer(gap: Gap, because: Because, told: list[str]) -> Answer[Gap]:
    return Answer(result=gap, because=[because], caveats=told)
