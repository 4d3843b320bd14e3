"""Tasks that are due and overdue."""

from typing import Any

from nicegui import ui

from services.console.frame import PATIENCE_SECONDS, Page, moment, nothing, section, show, trouble
from services.console.gateway import Answered
from services.console.sessions import Sessions

SHOWN = 100
STATUSES = ("overdue", "open")


def register(sessions: Sessions) -> None:
    """Add the page."""

    @ui.page("/tasks", response_timeout=PATIENCE_SECONDS)
    async def tasks() -> None:
        await show(sessions, "tasks", _look, _draw)


async def _look(page: Page) -> list[Answered]:
    return [await page.gateway.get("/servicing/tasks", status=status, limit=SHOWN) for status in STATUSES]


def _draw(page: Page, answers: list[Answered]) -> None:
    for status, answered in zip(STATUSES, answers, strict=True):
        section(page.say(f"tasks.{status}"))
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
        rows = [task | {"due_at": moment(task["due_at"])} for task in answered.items]
        ui.table(columns=columns, rows=rows, row_key="id").classes("w-full").props("flat bordered dense")
        if answered.body["next_cursor"]:
            ui.label(page.say("more", shown=SHOWN)).classes("text-gray-700")
