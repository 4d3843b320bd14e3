"""The cycle as a live funnel, with counts by stage and day."""

from typing import Any

from nicegui import ui

from services.console.frame import PATIENCE_SECONDS, Page, nothing, section, show, trouble
from services.console.gateway import Answered
from services.console.sessions import Sessions

PERIODS = (7, 30, 90, 400)
COLOURS = (
    "#0b5d7a", "#6fb1c9", "#b9762b", "#e8bf8a", "#1f6b3a", "#86c29b",
    "#6a3d8f", "#b99bd3", "#a3211b", "#e29a95", "#4d5a66", "#a9b4bd",
)  # fmt: skip
"""One for each stage, in pairs of dark and light so that neighbours in a bar stay apart."""


def register(sessions: Sessions) -> None:
    """Add the page."""

    @ui.page("/", response_timeout=PATIENCE_SECONDS)
    async def overview() -> None:
        await show(sessions, "overview", _look, _draw)


async def _look(page: Page) -> Answered:
    return await page.gateway.get("/servicing/summary", days=page.session.days)


def _draw(page: Page, answered: Answered) -> None:
    _period(page)
    if trouble(page, "servicing", answered):
        return
    summary = answered.body
    with ui.row().classes("w-full gap-4 flex-wrap"):
        for status in ("open", "overdue"):
            with ui.card().classes("p-4 grow"):
                ui.label(page.say(f"tasks.{status}")).classes("text-gray-700")
                ui.label(str(summary["tasks"][status])).classes("text-3xl font-bold")
    stages = summary["stages"]
    if not any(stage["clients"] for stage in stages):
        nothing(page.say("overview.empty"))
        return
    ui.label(page.say("overview.since", since=summary["since"])).classes("text-gray-700")
    with ui.element("div").classes("w-full overflow-x-auto"):
        ui.echart(_funnel(stages)).classes("w-full h-96").props(
            f'role=img aria-label="{page.say("page.overview")}"'
        )
        section(page.say("overview.by_day"))
        ui.echart(_by_day(stages)).classes("w-full h-72").props(
            f'role=img aria-label="{page.say("overview.by_day")}"'
        )
    _table(page, stages)


def _period(page: Page) -> None:
    def choose(chosen: Any) -> None:
        page.session.days = int(chosen.value)
        ui.navigate.reload()

    periods = {days: page.say("overview.days", days=days) for days in PERIODS}
    ui.toggle(periods, value=page.session.days, on_change=choose).props("no-caps dense padding='4px 12px'")


def _funnel(stages: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "tooltip": {},
        "grid": {"left": 8, "right": 48, "top": 8, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1, "show": False},
        "yAxis": {"type": "category", "inverse": True, "data": [stage["title"] for stage in stages]},
        "series": [
            {
                "type": "bar",
                "data": [stage["clients"] for stage in stages],
                "itemStyle": {"color": "#0b5d7a"},
                "label": {"show": True, "position": "right"},
            }
        ],
    }


def _by_day(stages: list[dict[str, Any]]) -> dict[str, Any]:
    days = sorted({day for stage in stages for day in stage["by_day"]})
    return {
        "color": list(COLOURS),
        "tooltip": {"trigger": "axis"},
        "legend": {"type": "scroll", "bottom": 0},
        "grid": {"left": 8, "right": 16, "top": 24, "bottom": 48, "containLabel": True},
        "xAxis": {"type": "category", "data": days},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "type": "bar",
                "stack": "clients",
                "name": stage["title"],
                "data": [stage["by_day"].get(day, 0) for day in days],
            }
            for stage in stages
            if stage["by_day"]
        ],
    }


def _table(page: Page, stages: list[dict[str, Any]]) -> None:
    columns = [
        {"name": "title", "label": page.say("overview.stage"), "field": "title", "align": "left"},
        {"name": "event", "label": page.say("overview.event"), "field": "event", "align": "left"},
        {"name": "clients", "label": page.say("overview.clients"), "field": "clients"},
    ]
    ui.table(columns=columns, rows=stages, row_key="event").classes("w-full").props("flat bordered dense")
