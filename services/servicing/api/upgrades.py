"""Upgrade notices: newer versions of what clients hold, told without a word of what to do about them."""

from uuid import UUID

from services.servicing import queries
from services.servicing.schemas import UpgradeNoticeOut
from services.servicing.tables import UpgradeNotice
from services.servicing.texts import TEXTS
from shared.caller import Role
from shared.language import Language
from shared.pagination import Asked, PageOf
from shared.routing import Uow, allow, service_router

router = service_router("servicing")


@router.get("/upgrade-notices", tags=["upgrade notices"])
@allow(Role.CLIENT, Role.AGENT, Role.MANAGER)
async def list_upgrade_notices(
    uow: Uow, asked: Asked, client_id: UUID | None = None, policy_id: UUID | None = None
) -> PageOf[UpgradeNoticeOut]:
    """Notices in reach, the newest first; each policy named stays as it is."""
    return await queries.UPGRADE_NOTICES.page(
        uow,
        asked,
        lambda notice: _notice(notice, uow.language),
        client_id=client_id,
        policy_id=policy_id,
    )


def _notice(notice: UpgradeNotice, language: Language) -> UpgradeNoticeOut:
    return UpgradeNoticeOut(
        id=notice.id,
        client_id=notice.client_id,
        policy_id=notice.policy_id,
        product_id=notice.product_id,
        product_code=notice.product_code,
        noticed_at=notice.noticed_at,
        text=TEXTS.say("upgrade.notice", language),
    )
