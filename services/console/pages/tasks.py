"""Tasks that are due and overdue."""

from typing import Any

from nicegui import ui

from services.console.frame import PATIENCE_SECONDS, Page, nothing, show, trouble
from services.console.sessions import Sessions

SHOWN = 100


def register(sessions: Sessions) -> None:
    """Add the page."""

    @ui.page("/tasks", response_timeout=PATIENCE_SECONDS)
    async def tasks() -> None:
        await show(sessions, "tasks", _content)


async def _content(page: Page) -> None:
    for status in ("overdue", "open"):
        answered = await page.gateway.get("/servicing/tasks", status=status, limit=SHOWN)
        ui.label(page.say(f"tasks.{status}")).classes("text-xl font-semibold").props(
            "role=heading aria-level=2"
        )
        if trouble(page, "servicing", answered):
            return
        if not answered.items:
            nothing(page.say("tasks.none"))
            continue
        columns: list[dict[str, Any]] = [
            {"name": "title", "label": page.say("tasks.what"), "field": "title", "align": "left"},
            {
                "name": "due_at",
                "label": page.say("tasks.due"),
                "field": "due_at",
                "align": "left",
                "sortable": True,
            },
            {"name": "client_id", "label": page.say("tasks.client"), "field": "client_id", "align": "left"},
        ]
        ui.table(columns=columns, rows=answered.items, row_key="id").classes("w-full").props(
            "flat bordered dense"
        )
        if answered.body["next_cursor"]:
            ui.label(page.say("more", shown=SHOWN)).classes("text-gray-700")
