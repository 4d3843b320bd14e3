"""Routes: who may call one, in which unit of work it runs, and how its answer is committed before it is sent.

Every route says who may call it (`@allow(...)` or `@public`); a service with one that does not, does not start. The
order of a request: authenticate, check the role, open a unit of work, parse, call, commit, answer. When somebody else
wrote first the whole of it is done again. A POST with an Idempotency-Key commits its answer with its effects; when the
key is there already, that answer is given again.
"""

import asyncio
import hashlib
import random
import time
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeVar, cast
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope

from shared.answers import Defect
from shared.caller import ANYBODY, Caller, Role
from shared.database import OutOfRange, WriteConflict
from shared.ids import new_id
from shared.kit import Kit
from shared.kit_tables import IdempotentAnswer
from shared.language import negotiate
from shared.money import AmountTooLarge
from shared.privacy import access
from shared.privacy.stopping import Processing, refuse_stopped
from shared.problems import BrokenRule, Forbidden, Malformed, PreconditionRequired, Problem, ReusedKey, Stale
from shared.telemetry import REQUESTS, span, withheld
from shared.unit_of_work import Trail, UnitOfWork

ATTEMPTS_AT_CONFLICT = 20
EVERYBODY = frozenset(Role)
UPLOADED = "uploaded_digest"
"""Where a route that reads its body itself leaves a digest of it, in the scope."""
REPLAYED_HEADERS = ("content-type", "etag", "location")

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Handler = Callable[[Request], Coroutine[Any, Any, Response]]

log = structlog.get_logger("coverloop.http")


class Contended(BrokenRule):
    """Others are changing this at the same moment; try again."""

    code = "CONTENDED"
    zh = "其他人正在同时修改，请重试。"


class BadIdempotencyKey(Malformed):
    """An Idempotency-Key has 1 to 200 printable ASCII characters."""

    code = "BAD_IDEMPOTENCY_KEY"
    zh = "Idempotency-Key 应为 1 至 200 个可打印的 ASCII 字符。"


def allow(*roles: Role) -> Callable[[Endpoint], Endpoint]:
    """Only these roles may call the route, each within its reach."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.__allowed__ = frozenset(roles)  # type: ignore[attr-defined]
        return endpoint

    return mark


def public(endpoint: Endpoint) -> Endpoint:
    """Anybody may call the route, without a token."""
    endpoint.__allowed__ = None  # type: ignore[attr-defined]
    return endpoint


def streamed(endpoint: Endpoint) -> Endpoint:
    """The route reads its body itself, piece by piece, up to the setting `upload_limit_bytes` (`shared.uploads`)."""
    endpoint.__streamed__ = True  # type: ignore[attr-defined]
    return endpoint


class UnguardedRoute(Exception):
    """A route does not say who may call it."""


class ServiceRoute(APIRoute):
    """A route with its guard, its unit of work and its commit."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if not hasattr(endpoint, "__allowed__"):
            raise UnguardedRoute(f"{path} ({endpoint.__name__}) needs @allow(...) or @public")
        self.allowed: frozenset[Role] | None = endpoint.__allowed__
        self.streamed: bool = getattr(endpoint, "__streamed__", False)
        self.processing: Processing | None = getattr(endpoint, "__processing__", None)
        options["openapi_extra"] = _documented(self.allowed, self.processing, options)
        super().__init__(path, endpoint, **options)
        self.begins_with = self.path_format.partition("{")[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As the base class does, but a path that begins otherwise is told apart without its regular expression."""
        if not scope["path"].startswith(self.begins_with) and not scope.get("root_path"):
            return Match.NONE, {}
        return super().matches(scope)

    def get_route_handler(self) -> Handler:
        """The guarded handler."""
        handler = super().get_route_handler()
        path = self.path_format

        async def guarded(request: Request) -> Response:
            kit = cast(Kit, request.scope["state"]["kit"])
            started = time.perf_counter()
            status = 500
            try:
                response = await _answer(kit, self, handler, request)
                status = response.status_code
                return response
            except Problem as problem:
                status = problem.status
                raise
            except RequestValidationError:
                status = Malformed.status
                raise
            except HTTPException as refused:
                status = refused.status_code
                raise
            except (AmountTooLarge, OverflowError, UnicodeEncodeError) as error:
                status = OutOfRange.status
                raise OutOfRange from error
            except Exception as error:
                log.exception("defect", service=kit.name, route=path, error=type(error).__name__)
                raise Defect from error
            finally:
                REQUESTS.labels(kit.name, path, request.method, status).observe(time.perf_counter() - started)

        return guarded


async def _answer(kit: Kit, route: ServiceRoute, handler: Handler, request: Request) -> Response:
    if route.allowed is None:
        caller = ANYBODY
    else:
        caller = await kit.tokens.caller(_header(request, b"authorization"))
        if caller.role not in route.allowed:
            raise Forbidden
    correlation_id = request.scope["state"]["correlation_id"]
    with span(f"{request.method} {request.scope['path']}", _header(request, b"traceparent")) as traceparent:
        work = _Work(kit, caller, Trail(correlation_id, None, traceparent), handler, request, route)
        return await work.answer()


def _header(request: Request, name: bytes) -> str | None:
    """A header by its lower-case name: what Starlette's mapping does, which raises and catches for each that is absent."""
    for given, value in request.scope["headers"]:
        if given == name:
            return cast(bytes, value).decode("latin-1")
    return None


class _Work:
    """One request's work, as often as it takes to commit it."""

    def __init__(
        self,
        kit: Kit,
        caller: Caller,
        trail: Trail,
        handler: Handler,
        request: Request,
        route: ServiceRoute,
    ) -> None:
        self._kit, self._caller, self._trail = kit, caller, trail
        self._handler, self._request, self._route = handler, request, route
        self._outdone_at: set[str] = set()
        self._key = _header(request, b"idempotency-key") if request.method == "POST" else None
        if self._key is not None and not (
            0 < len(self._key) <= 200 and self._key.isprintable() and self._key.isascii()
        ):
            raise BadIdempotencyKey

    async def answer(self) -> Response:
        """The answer, committed. Whoever comes into conflict waits for his turn with the others who did."""
        if (answered := await self._unless_outdone()) is not None:
            return answered
        async with self._kit.turn(self._request.scope["path"]):
            for attempt in range(ATTEMPTS_AT_CONFLICT):
                await asyncio.sleep(min(0.001 * attempt, 0.01) * random.random())  # noqa: S311 spreads, hides nothing
                if (answered := await self._unless_outdone()) is not None:
                    return answered
        raise Contended

    async def _unless_outdone(self) -> Response | None:
        """The answer, or the one that was given to the same key before; None after a conflict."""
        try:
            return await self._once()
        except WriteConflict as conflict:
            self._outdone_at.add(conflict.constraint)
            return await self._given_before()
        except Problem:
            if (given := await self._given_before()) is not None:
                return given
            raise

    async def _once(self) -> Response:
        language = negotiate(_header(self._request, b"accept-language"))
        unit = self._kit.unit_of_work(
            self._caller, self._trail, language=language, outdone_at=self._outdone_at
        )
        self._request.scope["unit_of_work"] = unit
        response = await self._handler(await self._to_parse())
        if unit.etag is not None:
            response.headers["etag"] = unit.etag
        if self._key is not None:
            unit.session.writes.insert(
                IdempotentAnswer(
                    id=self._answer_id(),
                    fingerprint=await self._fingerprint(),
                    status=response.status_code,
                    headers={
                        name: response.headers[name] for name in REPLAYED_HEADERS if name in response.headers
                    },
                    body=self._kit.cipher.seal(bytes(response.body).decode()),
                    answered_at=unit.now,
                )
            )
        await self._commit(unit)
        return response

    async def _commit(self, unit: UnitOfWork) -> None:
        """With what was written, who wrote it; what was only read is noted behind it."""
        if self._route.processing is not None:
            await refuse_stopped(unit, self._route.processing, unit.clients_changed)
        via = {"method": self._request.method, "route": self._route.path_format}
        access.note_changes(unit, **via)
        await unit.commit()
        self._kit.committed(unit.session)
        if read := access.reads(unit, **via):
            await self._kit.accesses.note(read)

    async def _to_parse(self) -> Request:
        """The request, to be parsed once more: a form is consumed by its parsing, and its files are closed after it."""
        content_type = _header(self._request, b"content-type") or ""
        if self._route.streamed or not content_type.startswith(
            ("multipart/", "application/x-www-form-urlencoded")
        ):
            return self._request
        body = await self._request.body()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        return Request(self._request.scope, receive)

    async def _given_before(self) -> Response | None:
        if self._key is None:
            return None
        rows = await self._kit.database.fetch(
            "SELECT fingerprint, status, headers, body FROM idempotent_answer WHERE id = $1",
            [self._answer_id()],
        )
        if not rows:
            return None
        if rows[0]["fingerprint"] != await self._fingerprint():
            raise ReusedKey
        body = self._kit.cipher.open(rows[0]["body"])
        return Response(body, rows[0]["status"], {**rows[0]["headers"], "idempotency-replayed": "true"})

    def _answer_id(self) -> UUID:
        of = f"{self._caller.agency_id} {self._caller.actor_id} {self._request.scope['path']} {self._key}"
        return UUID(bytes=hashlib.sha256(of.encode()).digest()[:16])

    async def _fingerprint(self) -> bytes:
        query = self._request.scope.get("query_string", b"")
        body = self._request.scope.get(UPLOADED, b"") if self._route.streamed else await self._request.body()
        return hashlib.sha256(query + b"\n" + body).digest()


def _documented(
    allowed: frozenset[Role] | None, processing: Processing | None, options: dict[str, Any]
) -> dict[str, Any]:
    """What the API document says beyond what the signature says."""
    extra = dict(options.get("openapi_extra") or {})
    extra["x-roles"] = "public" if allowed is None else sorted(role.value for role in allowed)
    extra["security"] = [] if allowed is None else [{"bearer": []}]
    if processing is not None:
        extra["x-purpose"] = processing.purpose.value
    if "POST" in (options.get("methods") or ()):
        extra["parameters"] = [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "Your own name for this request: repeat it with the same body to get the first answer again.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 200},
            }
        ]
    return extra


def service_router(service: str) -> APIRouter:
    """The router of a service: every route below its first path segment, every route guarded."""
    return APIRouter(prefix=f"/{service}", route_class=ServiceRoute)


async def _unit_of_work(request: Request) -> UnitOfWork:
    return cast(UnitOfWork, request.scope["unit_of_work"])


async def _if_match(if_match: Annotated[str | None, Header(description="the ETag you read")] = None) -> int:
    if if_match is None:
        raise PreconditionRequired
    try:
        return int(if_match.strip().removeprefix("W/").strip('"'))
    except ValueError:
        raise Stale from None


Uow = Annotated[UnitOfWork, Depends(_unit_of_work)]
"""The unit of work of the request: confined to its caller, committed before the answer."""

IfMatch = Annotated[int, Depends(_if_match)]
"""The version that the caller has seen, from If-Match; a route that changes a resource asks for it."""


def _decent(correlation_id: str) -> bool:
    """Whether an id of the caller's making may travel with his events: short, plain, and nobody's number."""
    return (
        0 < len(correlation_id) <= 64
        and correlation_id.isascii()
        and correlation_id.replace("-", "").isalnum()
        and withheld(correlation_id) == correlation_id
    )


class CorrelationId:
    """Pure ASGI: gives every request a correlation id (the caller's own, if it is a decent one) and hands it back."""

    def __init__(self, app: Any, kit: Kit) -> None:
        self._app, self._kit = app, kit

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-correlation-id", b"").decode("latin-1")
        correlation_id = given if _decent(given) else str(new_id())
        scope["state"] = {**scope.get("state", {}), "kit": self._kit, "correlation_id": correlation_id}
        structlog.contextvars.bind_contextvars(correlation_id=correlation_id)
        header = (b"x-correlation-id", correlation_id.encode("latin-1"))

        async def send_with_id(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], header]
            await send(message)

        await self._app(scope, receive, send_with_id)
