"""Calculators: every rule of underwriting that gives a number, a date or a decision, asked without storing anything."""

from datetime import date

from services.underwriting.api.prechecks import shown
from services.underwriting.domain import disclosure, financial, interest, minors, recording
from services.underwriting.domain.ages import age_of
from services.underwriting.domain.beneficiaries import Beneficiary, agreed_shares, payout
from services.underwriting.domain.disclosure import Rescission
from services.underwriting.domain.financial import FinancialLimit
from services.underwriting.domain.identity import read_identity
from services.underwriting.domain.minors import DeathBenefit
from services.underwriting.domain.precheck import precheck, table_column
from services.underwriting.domain.recording import RecordingDuty, Sale
from services.underwriting.schemas.calculators import (
    FinancialLimitIn,
    IdNumberIn,
    IdNumberOut,
    InterestIn,
    InterestOut,
    MinorCoverIn,
    MinorCoverOut,
    PayoutIn,
    PayoutOut,
    RecordingDutyIn,
    Refusal,
    RescissionIn,
    ShareIn,
    SharesIn,
    SharesOut,
)
from services.underwriting.schemas.prechecks import PrecheckIn, PrecheckOut
from services.underwriting.texts import explained
from shared.because import Answer, Because
from shared.calendar import local_date
from shared.caller import Role
from shared.routing import Uow, allow, service_router
from shared.unit_of_work import UnitOfWork

router = service_router("underwriting")


@router.post("/calculators/precheck", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def calculate_precheck(uow: Uow, asked: PrecheckIn) -> Answer[PrecheckOut]:
    """What to expect on each line, and which to apply for first."""
    answer = precheck(
        uow.kit.jurisdiction, asked.life, asked.findings, on=local_date(uow.now), lines=asked.lines
    )
    return shown(uow, answer)


@router.post("/calculators/id-number", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def read_id_number(uow: Uow, asked: IdNumberIn) -> Answer[IdNumberOut]:
    """What an identity number says; one that is not valid is refused with INVALID_LENGTH, _FORMAT, _CHECKSUM or
    _COMPONENT."""
    today = local_date(uow.now)
    number = read_identity(asked.id_number, on=today, at="/id_number")
    result = IdNumberOut(
        region=number.region,
        birth_date=number.birth_date,
        sex=number.sex,
        age=age_of(number.birth_date, today),
        mismatches=number.cross_check(sex=asked.sex, birth_date=asked.birth_date),
    )
    rule = uow.kit.jurisdiction.rule("identity_number", on=today)
    because = Because.of(rule, sex=asked.sex, birth_date=asked.birth_date)
    return Answer(result=result, because=[because], caveats=[])


@router.post("/calculators/beneficiary-shares", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def check_beneficiary_shares(uow: Uow, asked: SharesIn) -> Answer[SharesOut]:
    """Whether shares add up; where they do not, BENEFICIARY_SHARES with `suggested` shares that do."""
    answer = agreed_shares(uow.kit.jurisdiction, _shares(asked.beneficiaries), on=_day(uow, asked.on))
    return explained(answer, SharesOut(weights=list(answer.result)), uow.language)


@router.post("/calculators/payout-split", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def split_payout(uow: Uow, asked: PayoutIn) -> Answer[PayoutOut]:
    """Who receives how much of a benefit, to the fen."""
    answer = payout(
        uow.kit.jurisdiction,
        asked.benefit,
        _shares(asked.beneficiaries),
        on=_day(uow, asked.on),
        gone=asked.gone,
    )
    return explained(answer, PayoutOut(**answer.result.model_dump()), uow.language)


@router.post("/calculators/minor-cover", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def check_minor_cover(uow: Uow, asked: MinorCoverIn) -> Answer[MinorCoverOut]:
    """Whether death cover on a minor may be taken: under the cap, and by whom."""
    rules, on = uow.kit.jurisdiction, _day(uow, asked.on)
    decided = minors.death_cover_on_minor(
        rules,
        birth_date=asked.birth_date,
        on=on,
        held=[DeathBenefit(**benefit.model_dump()) for benefit in asked.held],
        asked=[DeathBenefit(**benefit.model_dump()) for benefit in asked.asked],
        insured_is=asked.insured_is,
        parent_consents=asked.parent_consents,
    )
    refusals = [
        Refusal(code=problem.code, message=problem.message(uow.language)) for problem in decided.refusals
    ]
    allowance = decided.allowance.result
    result = MinorCoverOut(
        **allowance.model_dump(exclude={"within"}), allowed=not refusals, refusals=refusals
    )
    return explained(decided.allowance, result, uow.language)


@router.post("/calculators/rescission", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def check_rescission(uow: Uow, asked: RescissionIn) -> Answer[Rescission]:
    """Whether the insurer may still rescind for what was not disclosed, and until when it could."""
    answer = disclosure.rescission(
        uow.kit.jurisdiction, **asked.model_dump(exclude={"on"}), on=_day(uow, asked.on)
    )
    return explained(answer, answer.result, uow.language)


@router.post("/calculators/insurable-interest", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def check_insurable_interest(uow: Uow, asked: InterestIn) -> Answer[InterestOut]:
    """Whether the policyholder may insure that life."""
    answer = interest.insurable_interest(
        uow.kit.jurisdiction,
        insured_is=asked.insured_is,
        insured_consents=asked.insured_consents,
        on=_day(uow, asked.on),
    )
    return explained(answer, InterestOut(insurable_interest=answer.result), uow.language)


@router.post("/calculators/recording-required", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER, Role.OPS)
async def check_recording_required(uow: Uow, asked: RecordingDutyIn) -> Answer[RecordingDuty]:
    """Whether a sale must be recorded (双录), how, and why."""
    sale = Sale(**asked.model_dump(exclude={"on"}))
    answer = recording.recording_duty(uow.kit.jurisdiction, sale, on=_day(uow, asked.on))
    return explained(answer, answer.result, uow.language)


@router.post("/calculators/financial-limits", tags=["calculators"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def check_financial_limits(uow: Uow, asked: FinancialLimitIn) -> Answer[FinancialLimit]:
    """How much cover of one line an income carries; more than that a person decides."""
    rules, on = uow.kit.jurisdiction, _day(uow, asked.on)
    answer = financial.financial_limit(
        rules,
        column=table_column(rules, asked.line, on=on, at="/line"),
        age=asked.age,
        annual_income=asked.annual_income,
        held=asked.held,
        asked=asked.asked,
        on=on,
    )
    return explained(answer, answer.result, uow.language)


def _day(uow: UnitOfWork, on: date | None) -> date:
    return on or local_date(uow.now)


def _shares(shares: list[ShareIn]) -> list[Beneficiary]:
    return [Beneficiary(share_percent=one.share_percent, order=one.order) for one in shares]
