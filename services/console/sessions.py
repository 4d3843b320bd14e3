"""Who is signed in: one session a browser, kept in the memory of this process; the token never leaves the server."""

import time
from dataclasses import dataclass
from typing import Any, Literal

import jwt

from services.console.gateway import Gateway, connect
from shared.language import DEFAULT_LANGUAGE, Language, negotiate

ROLES = ("ops", "manager")
Refusal = Literal["sign_in.not_a_token", "sign_in.wrong_role", "sign_in.expired", "sign_in.refused"]


@dataclass(slots=True)
class Session:
    """One browser; `token` is None while nobody is signed in. `days` is how far back the cycle is shown."""

    language: Language = DEFAULT_LANGUAGE
    token: str | None = None
    role: str = ""
    expires: float = 0.0
    days: int = 30

    @property
    def signed_in(self) -> bool:
        """Whether the token is there and has not run out."""
        return self.token is not None and self.expires > time.time()


class Sessions:
    """The sessions of this process, by the id in the browser's signed cookie."""

    def __init__(self, services_url: str) -> None:
        self._client = connect(services_url)
        self._by_browser: dict[str, Session] = {}

    def of(self, browser_id: str, accept_language: str | None) -> Session:
        """The session of a browser, a new one (in the language it prefers) where there is none."""
        return self._by_browser.setdefault(browser_id, Session(negotiate(accept_language)))

    def gateway(self, session: Session) -> Gateway:
        """The services as the session sees them."""
        return Gateway(self._client, session.token or "", session.language)

    async def sign_in(self, session: Session, token: str) -> Refusal | None:
        """Sign in with `token`; why not, where a service does not take it or its role has no business here."""
        token = token.strip().removeprefix("Bearer ").strip()
        try:
            claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
        except jwt.PyJWTError:
            return "sign_in.not_a_token"
        if claims.get("role") not in ROLES:
            return "sign_in.wrong_role"
        expires = float(claims.get("exp", 0))
        if expires <= time.time():
            return "sign_in.expired"
        answered = await Gateway(self._client, token, session.language).get("/servicing/summary", days=1)
        if answered.problem is not None:
            return "sign_in.refused"
        session.token, session.role, session.expires = token, str(claims["role"]), expires
        return None

    def sign_out(self, session: Session) -> None:
        """Forget the token."""
        session.token = None
