"""What went wrong, for the reader and for the program: one class a problem, RFC 9457 on the wire.

A problem's docstring is its English message and `zh` its Chinese one; both are templates over the values given to the
constructor, which are public: never put a person's data into them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any, ClassVar

from shared.language import Language


class Problem(Exception):
    """Something went wrong."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "PROBLEM"
    zh: ClassVar[str] = "出现问题。"
    headers: ClassVar[Mapping[str, str]] = {}

    def __init__(self, pointer: str | None = None, **values: Any) -> None:
        super().__init__(self.code)
        self.pointer = pointer
        self.values = values

    def message(self, language: Language) -> str:
        """The sentence for a reader of `language`."""
        template = self.zh if language == "zh-CN" else cleandoc(type(self).__doc__ or "")
        return template.format(**self.values)

    def __str__(self) -> str:
        return f"{self.code}: {self.message('en')}"


class Malformed(Problem):
    """The request is malformed."""

    status = 422
    code = "MALFORMED"
    zh = "请求内容有误。"


class BrokenRule(Problem):
    """A business rule forbids this."""

    status = 409
    code = "BROKEN_RULE"
    zh = "业务规则不允许此操作。"


class NotFound(Problem):
    """There is no such thing here."""

    status = 404
    code = "NOT_FOUND"
    zh = "未找到。"


class ClientRestricted(BrokenRule):
    """This client asked to be erased: his data is only stored, as the law requires, and not worked with."""

    code = "CLIENT_RESTRICTED"
    zh = "该客户已申请删除个人信息，其数据依法仅作存储，不得处理。"


class Unauthenticated(Problem):
    """A valid bearer token is needed."""

    status = 401
    code = "UNAUTHENTICATED"
    zh = "需要有效的访问令牌。"
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Bearer"}


class Forbidden(Problem):
    """Your role may not do this."""

    status = 403
    code = "FORBIDDEN"
    zh = "您的角色无权执行此操作。"


class Stale(Problem):
    """It has changed since you read it: read it again and repeat the change."""

    status = 412
    code = "STALE"
    zh = "内容已被修改，请重新读取后再试。"


class PreconditionRequired(Problem):
    """Say which version you are changing: send If-Match with the ETag you read."""

    status = 428
    code = "PRECONDITION_REQUIRED"
    zh = "请在 If-Match 中提供所读取版本的 ETag。"


class TooLarge(Problem):
    """The request is larger than the {limit} bytes allowed."""

    status = 413
    code = "TOO_LARGE"
    zh = "请求超过允许的 {limit} 字节。"


class Unavailable(Problem):
    """The service cannot answer just now; try again in a moment."""

    status = 503
    code = "UNAVAILABLE"
    zh = "服务暂时不可用，请稍后再试。"
    headers: ClassVar[Mapping[str, str]] = {"Retry-After": "1"}


class ReusedKey(BrokenRule):
    """This Idempotency-Key was used for another request."""

    code = "IDEMPOTENCY_KEY_REUSED"
    zh = "该 Idempotency-Key 已用于另一个请求。"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that was refused: a JSON pointer to it, a stable code, and a sentence."""

    pointer: str
    code: str
    message: str


def problem_body(problem: Problem, language: Language, *, instance: str | None = None) -> dict[str, Any]:
    """The RFC 9457 body of a problem, in the reader's language."""
    message = problem.message(language)
    body: dict[str, Any] = {
        "type": f"urn:coverloop:problem:{problem.code}",
        "title": message,
        "status": problem.status,
        "code": problem.code,
        "detail": message,
        **{name: value for name, value in problem.values.items() if name not in RESERVED},
    }
    if instance:
        body["instance"] = instance
    if problem.pointer is not None:
        body["errors"] = [{"pointer": problem.pointer, "code": problem.code, "message": message}]
    return body


RESERVED = frozenset({"type", "title", "status", "code", "detail", "instance", "errors"})
