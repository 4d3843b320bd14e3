"""What every page of the console has: its head, its navigation, its language, and the door."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from nicegui import app, ui

from services.console.gateway import SIGNED_OUT, Answered, Gateway
from services.console.sessions import Session, Sessions
from services.console.texts import TEXTS

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


@dataclass(slots=True)
class Page:
    """One page as one person sees it."""

    sessions: Sessions
    session: Session
    gateway: Gateway

    def say(self, key: str, **values: object) -> str:
        """A text in the reader's language."""
        return TEXTS.say(key, self.session.language, **values)

    def check(self, answered: Answered) -> Answered:
        """Sends whoever is no longer signed in to the door."""
        if answered.status == SIGNED_OUT:
            self.sessions.sign_out(self.session)
            ui.navigate.to("/sign-in?why=sign_in.expired")
        return answered


Content = Callable[[Page], Awaitable[None]]


async def show(sessions: Sessions, name: str, content: Content) -> None:
    """Build a page around `content`, which is built again every few seconds; or open the door first."""
    session = sessions.of(app.storage.browser["id"])
    if not session.signed_in:
        ui.navigate.to("/sign-in" + ("?why=sign_in.expired" if session.token else ""))
        return
    page = Page(sessions, session, sessions.gateway(session))
    head(page.say, session, name)
    with ui.column().classes("w-full max-w-6xl mx-auto p-2 sm:p-4 gap-4").props("role=main"):
        ui.label(page.say(f"page.{name}")).classes("text-2xl font-semibold").props(
            "role=heading aria-level=1"
        )

        @ui.refreshable
        async def body() -> None:
            await content(page)

        await body()
    ui.timer(REFRESH_SECONDS, body.refresh)


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
                        link.classes("bg-white/25 font-semibold").props("aria-current=page")
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
    ui.button(label, on_click=switch).props(f'flat dense no-caps color=white lang="{other}"')


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
    ui.label(text).classes("text-gray-700 p-4 border border-dashed rounded w-full text-center")
