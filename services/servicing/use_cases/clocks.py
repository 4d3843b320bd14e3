"""The clocks of policies: starting them, and what happens when one runs out.

A clock that has run out is dated by when it did, not by when it was noticed, and does nothing where the policy has moved
on meanwhile.
"""

from datetime import date, timedelta

from services.servicing import queries
from services.servicing.domain.lifecycle import END_REASONS, Action, State, advance
from services.servicing.domain.premiums import grace, suspension_notice_clock
from services.servicing.domain.reinstatement import reinstatement_clock
from services.servicing.tables import HeldPolicy
from services.servicing.use_cases import tasks, upgrades
from shared.calendar import end_of_day
from shared.contracts import Line
from shared.contracts.servicing import CoolingOffEnded, PolicyEnded, PolicySuspended, PremiumOverdue
from shared.kit_tables import DueWork
from shared.unit_of_work import UnitOfWork

LAPSED = "lapsed"


def start(uow: UnitOfWork, policy: HeldPolicy) -> None:
    """What runs from issue on: the next premium, and the end of cover."""
    start_premium(uow, policy)
    uow.schedule("coverage-end", policy.id, end_of_day(policy.coverage_last_day))


def start_premium(uow: UnitOfWork, policy: HeldPolicy) -> None:
    """The next premium is overdue when its day has ended."""
    if policy.next_due_on is not None:
        uow.schedule("premium-overdue", policy.id, end_of_day(policy.next_due_on))


def stop_premium(uow: UnitOfWork, policy: HeldPolicy) -> None:
    """A premium was paid: nothing of it runs any more."""
    uow.unschedule("premium-overdue", policy.id)
    uow.unschedule("grace-end", policy.id)


async def end(uow: UnitOfWork, policy: HeldPolicy, action: Action, *, on: date) -> None:
    """The policy ends by `action`; raises PolicyState where it cannot."""
    await _end(uow, policy, advance(State(policy.status), action), END_REASONS[action].value, on=on)


async def _end(uow: UnitOfWork, policy: HeldPolicy, status: State, reason: str, *, on: date) -> None:
    uow.change(policy, status=status, ended_on=on, end_reason=reason, grace_last_day=None, next_due_on=None)
    stop_premium(uow, policy)
    for kind in ("cooling-off-end", "reinstatement-end", "coverage-end"):
        uow.unschedule(kind, policy.id)
    await upgrades.withdraw(uow, policy)
    uow.record(
        PolicyEnded(
            client_id=policy.client_id,
            policy_id=policy.id,
            line=Line(policy.line),
            ended_on=on,
            reason=reason,
        ),
        about=policy,
    )


async def cooling_off_ended(uow: UnitOfWork, due: DueWork) -> None:
    """The cooling-off period is over and the client kept the policy."""
    policy: HeldPolicy = await uow.get(queries.POLICY, policy_id=due.subject_id)
    if not State(policy.status).final:
        uow.record(CoolingOffEnded(client_id=policy.client_id, policy_id=policy.id), about=policy)


async def premium_overdue(uow: UnitOfWork, due: DueWork) -> None:
    """The day of a premium has ended without it: grace begins."""
    policy: HeldPolicy = await uow.get(queries.POLICY, policy_id=due.subject_id)
    if policy.status != State.IN_FORCE or policy.next_due_on is None:
        return
    period = grace(uow.kit.jurisdiction, due_on=policy.next_due_on).result
    uow.change(policy, status=advance(State.IN_FORCE, Action.MISS_PREMIUM), grace_last_day=period.last_day)
    uow.schedule("grace-end", policy.id, end_of_day(period.last_day))
    uow.record(
        PremiumOverdue(
            client_id=policy.client_id,
            policy_id=policy.id,
            due_on=policy.next_due_on,
            amount=policy.annual_premium,
            grace_last_day=period.last_day,
        ),
        about=policy,
    )


async def grace_ended(uow: UnitOfWork, due: DueWork) -> None:
    """Grace is over without the premium: there is no cover until reinstatement."""
    policy: HeldPolicy = await uow.get(queries.POLICY, policy_id=due.subject_id)
    if policy.status != State.GRACE or policy.grace_last_day is None:
        return
    suspended_on = policy.grace_last_day + timedelta(days=1)
    until = reinstatement_clock(uow.kit.jurisdiction, suspended_on=suspended_on)
    uow.change(
        policy, status=advance(State.GRACE, Action.SUSPEND), suspended_on=suspended_on, grace_last_day=None
    )
    uow.schedule("reinstatement-end", policy.id, until.due_at)
    notice = suspension_notice_clock(uow.kit.jurisdiction, suspended_on=suspended_on)
    tasks.give(uow, policy.client_id, tasks.SUSPENSION_NOTICE, policy.id, notice.due_at, notice.because)
    uow.record(
        PolicySuspended(
            client_id=policy.client_id,
            policy_id=policy.id,
            suspended_on=suspended_on,
            reinstatement_last_day=until.due_on,
        ),
        about=policy,
    )


async def reinstatement_ended(uow: UnitOfWork, due: DueWork) -> None:
    """Two years of suspension are over: the policy has lapsed."""
    policy: HeldPolicy = await uow.get(queries.POLICY, policy_id=due.subject_id)
    if policy.status == State.SUSPENDED and policy.suspended_on is not None:
        last_day = reinstatement_clock(uow.kit.jurisdiction, suspended_on=policy.suspended_on).due_on
        await _end(uow, policy, advance(State.SUSPENDED, Action.LAPSE), LAPSED, on=last_day)


async def coverage_ended(uow: UnitOfWork, due: DueWork) -> None:
    """The last day of cover is over."""
    policy: HeldPolicy = await uow.get(queries.POLICY, policy_id=due.subject_id)
    if State(policy.status).covers:
        await end(uow, policy, Action.MATURE, on=policy.coverage_last_day)
    elif policy.status == State.SUSPENDED:
        await _end(uow, policy, advance(State.SUSPENDED, Action.LAPSE), LAPSED, on=policy.coverage_last_day)
