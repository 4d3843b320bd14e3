"""Whether a campaign takes people in."""

from datetime import date

from services.leads.domain.channel_problems import CampaignClosed


def check_open(status: str, starts_on: date | None, ends_on: date | None, *, today: date) -> None:
    """Raises CampaignClosed where it was closed, before its first day and after its last."""
    begun = starts_on is None or starts_on <= today
    over = ends_on is not None and ends_on < today
    if status != "open" or not begun or over:
        raise CampaignClosed
