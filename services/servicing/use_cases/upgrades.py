"""A new version of a product is on sale: whoever holds an old one is looked after, without being told to replace it.

The version may be heard of before the policy: it is kept, and looked at again when the policy comes.
"""

from datetime import datetime, timedelta
from uuid import uuid5

from services.servicing import queries
from services.servicing.domain.lifecycle import State
from services.servicing.tables import HeldPolicy, PublishedProduct, Task, UpgradeNotice
from services.servicing.use_cases import tasks
from shared.contracts.quotes import ProductPublished
from shared.contracts.servicing import UpgradeNoticed
from shared.privacy.stopping import stopped_among, stopped_since
from shared.unit_of_work import UnitOfWork

SOLICITS = tuple(purpose for purpose, kinds in tasks.STOPPED_WITH.items() if tasks.UPGRADE_CHECK in kinds)
CHECK_WITHIN = timedelta(days=30)


async def check(uow: UnitOfWork, published: ProductPublished, *, at: datetime) -> None:
    """The agents of those who held the product when it was published compare the new version with theirs."""
    version = uow.add(
        PublishedProduct(
            id=published.product_id, agency_id=uow.caller.agency_id, code=published.code, published_at=at
        )
    )
    policies: list[HeldPolicy] = await uow.all(queries.POLICIES_OF_PRODUCT, product_code=published.code)
    stopped = await stopped_among(uow, {policy.client_id for policy in policies}, *SOLICITS)
    for policy in policies:
        if policy.issued_at < at:
            await _compare(uow, policy, version, stopped=policy.client_id in stopped)


async def check_those_before(uow: UnitOfWork, policy: HeldPolicy) -> None:
    """The policy has come: versions that were published after its issue are known already."""
    if State(policy.status).final:
        return
    stopped = await stopped_since(uow, policy.client_id, *SOLICITS) is not None
    for version in await uow.all(
        queries.PUBLISHED_AFTER, product_code=policy.product_code, after=policy.issued_at
    ):
        await _compare(uow, policy, version, stopped=stopped)


async def withdraw(uow: UnitOfWork, policy: HeldPolicy) -> None:
    """The policy is over: nothing is compared with it any more, and no notice of it is left."""
    await tasks.close(uow, tasks.UPGRADE_CHECK, policy.id, "cancelled")
    for notice in await uow.all(queries.NOTICES_OF_POLICY, policy_id=policy.id):
        uow.remove(notice)


async def _compare(uow: UnitOfWork, policy: HeldPolicy, version: PublishedProduct, *, stopped: bool) -> None:
    """One check a policy, due by the first version that gives cause for it, in whichever order they are heard of.

    That there is a newer version is noted of every policy; nobody is given the task to tell a client who wants no offers.
    """
    if policy.product_id == version.id:
        return
    _notice(uow, policy, version)
    if stopped:
        return
    due_at = version.published_at + CHECK_WITHIN
    task: Task | None = await uow.one(queries.TASK, task_id=tasks.task_id(tasks.UPGRADE_CHECK, policy.id))
    if task is None:
        tasks.give(uow, policy.client_id, tasks.UPGRADE_CHECK, policy.id, due_at)
    elif task.status == "open" and due_at < task.due_at:
        tasks.bring_forward(uow, task, due_at)


def _notice(uow: UnitOfWork, policy: HeldPolicy, version: PublishedProduct) -> None:
    """A policy and a version meet once, whichever comes first: that is noted and told."""
    notice = uow.add(
        UpgradeNotice(
            id=uuid5(policy.id, f"upgrade:{version.id}"),
            agency_id=policy.agency_id,
            client_id=policy.client_id,
            policy_id=policy.id,
            product_id=version.id,
            product_code=version.code,
            noticed_at=version.published_at,
        )
    )
    uow.record(
        UpgradeNoticed(client_id=policy.client_id, policy_id=policy.id, product_id=version.id), about=notice
    )
