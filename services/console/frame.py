"""What every page of the console has: its head, its navigation, its language, the door, and how it keeps up to date."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from nicegui import app, ui

from services.console.gateway import SIGNED_OUT, Answered, Gateway
from services.console.sessions import Session, Sessions
from services.console.texts import TEXTS
from shared.calendar import ZONE

PAGES = (
    ("overview", "/"),
    ("tasks", "/tasks"),
    ("flow", "/flow"),
    ("parked", "/parked"),
    ("carriers", "/deliveries"),
)
REFRESH_SECONDS = 4.0
PATIENCE_SECONDS = 20.0
"""How long a page may take to be built: longer than a service may take to answer."""
EXPIRED = "/sign-in?why=sign_in.expired"

Seen = TypeVar("Seen")


@dataclass(slots=True)
class Page:
    """One page as one person sees it. What stands in `above` outlives the content's being drawn again: a dialog."""

    sessions: Sessions
    session: Session
    gateway: Gateway
    above: ui.element
    look_again: Callable[[], Awaitable[None]] | None = None

    def say(self, key: str, **values: object) -> str:
        """A text in the reader's language."""
        return TEXTS.say(key, self.session.language, **values)

    async def changed(self) -> None:
        """Something was done here: show what has become of it without waiting for the next look."""
        if self.look_again is not None:
            await self.look_again()

    def check(self, answered: Answered) -> Answered:
        """Sends whoever is no longer signed in to the door."""
        if answered.status == SIGNED_OUT:
            self.sessions.sign_out(self.session)
            ui.navigate.to(EXPIRED)
        return answered


def here(sessions: Sessions) -> Session:
    """The session of the browser that asks; a new one speaks the language that the browser prefers."""
    request = ui.context.client.request
    return sessions.of(app.storage.browser["id"], request.headers.get("accept-language"))


async def show(
    sessions: Sessions,
    name: str,
    look: Callable[[Page], Awaitable[Seen]],
    draw: Callable[[Page, Seen], None],
) -> None:
    """Build a page, or open the door first. Every few seconds `look` asks the services, and only where they answer
    otherwise than before `draw` builds the content again: focus, scrolling and tooltips stay where they are.
    """
    session = here(sessions)
    if not session.signed_in:
        ui.navigate.to(EXPIRED if session.token else "/sign-in")
        return
    page = Page(sessions, session, sessions.gateway(session), ui.element().classes("absolute"))
    head(page.say, session, name)
    with ui.column().classes("w-full max-w-6xl mx-auto p-2 sm:p-4 gap-4").props("role=main"):
        ui.label(page.say(f"page.{name}")).classes("text-2xl font-semibold").props(
            "role=heading aria-level=1"
        )
        content = ui.column().classes("w-full gap-4")
    seen = await look(page)
    with content:
        draw(page, seen)

    async def refresh() -> None:
        nonlocal seen
        if not session.signed_in:
            ui.navigate.to(EXPIRED)
            return
        before, seen = seen, await look(page)
        if seen != before:
            content.clear()
            with content:
                draw(page, seen)

    page.look_again = refresh
    ui.timer(REFRESH_SECONDS, refresh, immediate=False)


def head(say: Callable[..., str], session: Session, current: str) -> None:
    """The head of every page: where one is, where one can go, in which language, and out."""
    ui.colors(primary="#0b5d7a", negative="#a3211b", positive="#1f6b3a", warning="#8a4b00")
    ui.page_title(f"{say(f'page.{current}')} · Coverloop")
    ui.query("html").props(f'lang="{session.language}"')
    with ui.header().classes("items-center gap-1 px-2 sm:px-4 py-2 flex-wrap").props("role=banner"):
        ui.label("Coverloop").classes("text-lg font-bold mr-2")
        if session.signed_in:
            with ui.row().classes("gap-1 items-center flex-wrap").props("role=navigation"):
                for name, path in PAGES:
                    link = ui.link(say(f"page.{name}"), path).classes(
                        "text-white no-underline px-2 py-1 rounded"
                    )
                    if name == current:
                        link.classes("bg-black/25 font-semibold").props("aria-current=page")
        ui.space()
        _language_switch(session)
        if session.signed_in:
            ui.link(say("sign_out"), "/sign-out").classes("text-white px-2 py-1")


def _language_switch(session: Session) -> None:
    other: Any = "en" if session.language == "zh-CN" else "zh-CN"

    def switch() -> None:
        session.language = other
        ui.navigate.reload()

    label = "English" if other == "en" else "中文"
    ui.button(label, on_click=switch).props(f'flat dense no-caps color=white lang="{other}"').classes("px-2")


def section(text: str) -> None:
    """The heading of a part of a page."""
    ui.label(text).classes("text-xl font-semibold").props("role=heading aria-level=2")


def trouble(page: Page, what: str, answered: Answered) -> bool:
    """Tells that a service did not answer; whether there is such trouble."""
    page.check(answered)
    if answered.problem is None:
        return False
    with ui.row().classes("items-center gap-2 p-2 rounded bg-red-50 w-full").props("role=alert"):
        ui.icon("error", color="negative")
        ui.label(page.say("no_answer", what=what, problem=answered.problem)).classes("text-red-900")
    return True


def nothing(text: str) -> None:
    """An empty list says so."""
    ui.label(text).classes(
        "text-gray-700 p-4 border border-dashed border-gray-400 rounded w-full text-center"
    )


def moment(instant: str | None) -> str:
    """An instant of a service (RFC 3339 UTC) as the agency's clocks show it, to the minute; empty where there is none."""
    if instant is None:
        return ""
    return datetime.fromisoformat(instant).astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
