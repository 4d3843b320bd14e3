"""How what went wrong is answered: problem+json in the reader's language, with nothing in it that was sent.

A defect is logged by its kind and place and answered without its words, which may hold anything.
"""

from typing import Any, ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

from shared.language import Language, negotiate
from shared.problems import Malformed, NotFound, Problem, problem_body
from shared.rows import to_json
from shared.telemetry import withheld
from shared.validation import validation_body


class Defect(Problem):
    """Something went wrong here, not with your request; it has been noted."""

    code = "DEFECT"
    zh = "服务出现内部错误，已记录，与您的请求无关。"


class NoSuchRoute(NotFound):
    """There is no such route."""

    code = "NO_SUCH_ROUTE"
    zh = "没有此路径。"


class MethodNotAllowed(Problem):
    """This route does not take that method."""

    status = 405
    code = "METHOD_NOT_ALLOWED"
    zh = "此路径不支持该方法。"


class BadBody(Malformed):
    """The body cannot be read: it must be JSON in UTF-8, not too deeply nested."""

    zh = "无法读取请求体：应为 UTF-8 编码且嵌套不过深的 JSON。"


BY_STATUS: dict[int, type[Problem]] = {400: BadBody, 404: NoSuchRoute, 405: MethodNotAllowed}


def answer_problems(app: FastAPI) -> None:
    """Have `app` answer every problem, and whatever else is raised, in this way."""
    app.add_exception_handler(Problem, answer_problem)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _answer_malformed)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _answer_http)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, _answer_defect)


async def answer_problem(request: Request, problem: Problem) -> Response:
    """A problem as application/problem+json in the reader's language; a page for a browser that finds nothing."""
    language = _language(request)
    if "text/html" in request.headers.get("accept", "") and problem.status == 404:
        return HTMLResponse(f"<!doctype html><title>404</title><p>{problem.message(language)}</p>", 404)
    return _response(problem_body(problem, language, instance=_instance(request)), problem)


async def _answer_malformed(request: Request, error: RequestValidationError) -> Response:
    return _response(validation_body(error, _language(request), instance=_instance(request)), Malformed())


async def _answer_http(request: Request, error: HTTPException) -> Response:
    """What the framework itself raises; behind its 400 may be a problem that was raised while the body was read."""
    if isinstance(error.__cause__, Problem):
        return await answer_problem(request, error.__cause__)
    problem = BY_STATUS.get(error.status_code, _FrameworkProblem)()
    body = problem_body(problem, _language(request), instance=_instance(request))
    if isinstance(problem, _FrameworkProblem):
        body |= {"status": error.status_code}
        return _response(body, problem, status=error.status_code, headers=dict(error.headers or {}))
    return _response(body, problem, headers=dict(error.headers or {}))


async def _answer_defect(request: Request, _error: Exception) -> Response:
    return await answer_problem(request, Defect())


async def refuse(problem: Problem, scope: Any, send: Any) -> None:
    """Answer an ASGI request with a problem before anything is made of it, its body unread."""
    accept_language = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    body = problem_body(problem, negotiate(accept_language), instance=withheld(scope["path"]))
    content = to_json(body).encode()
    headers = {
        "content-type": "application/problem+json",
        "content-length": str(len(content)),
        **problem.headers,
    }
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": problem.status, "headers": encoded})
    await send({"type": "http.response.body", "body": content})


class _FrameworkProblem(Problem):
    """The request cannot be answered."""

    code: ClassVar[str] = "HTTP_ERROR"
    zh: ClassVar[str] = "无法处理该请求。"


def _language(request: Request) -> Language:
    return negotiate(request.headers.get("accept-language"))


def _instance(request: Request) -> str:
    return withheld(request.url.path)


def _response(
    body: dict[str, Any],
    problem: Problem,
    *,
    status: int | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    return Response(
        to_json(body),
        status or problem.status,
        {**problem.headers, **(headers or {})},
        media_type="application/problem+json",
    )
