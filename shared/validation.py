"""A malformed request told field by field: a JSON pointer, a stable code and a sentence; never the value itself."""

from typing import Any

from fastapi.exceptions import RequestValidationError

from shared.language import Language
from shared.problems import Malformed, Problem, problem_body
from shared.telemetry import withheld

CHINESE = {
    "missing": "此项必填。",
    "extra_forbidden": "不接受此项。",
    "json_invalid": "不是有效的 JSON。",
    "enum": "不是允许的取值。",
    "literal_error": "不是允许的取值。",
    "uuid_parsing": "不是有效的标识符。",
    "uuid_type": "不是有效的标识符。",
    "date_from_datetime_parsing": "不是有效的日期。",
    "date_parsing": "不是有效的日期。",
    "datetime_parsing": "不是有效的时间。",
    "string_too_short": "内容过短。",
    "string_too_long": "内容过长。",
    "string_pattern_mismatch": "格式不正确。",
    "string_type": "应为文本。",
    "string_unicode": "含有无法识别的字符。",
    "finite_number": "应为有限的数值。",
    "int_from_float": "应为整数。",
    "decimal_parsing": "应为数值。",
    "float_parsing": "应为数值。",
    "bool_parsing": "应为真或假。",
    "int_parsing": "应为整数。",
    "int_type": "应为整数。",
    "bool_type": "应为真或假。",
    "greater_than_equal": "数值过小。",
    "greater_than": "数值过小。",
    "less_than_equal": "数值过大。",
    "less_than": "数值过大。",
    "too_short": "项目过少。",
    "too_long": "项目过多。",
    "list_type": "应为列表。",
    "dict_type": "应为对象。",
    "model_attributes_type": "应为对象。",
}


def validation_body(error: RequestValidationError, language: Language, *, instance: str) -> dict[str, Any]:
    """The RFC 9457 body of a request that does not fit its schema."""
    body = problem_body(Malformed(), language, instance=instance)
    body["errors"] = [
        {"pointer": _pointer(found), "code": _code(found), "message": message_of(found, language)}
        for found in error.errors()[:100]
    ]
    return body


def _pointer(found: dict[str, Any]) -> str:
    place, *path = found["loc"]
    if found["type"] == "json_invalid":
        return ""
    parts = "".join(f"/{_shown(str(part)).replace('~', '~0').replace('/', '~1')}" for part in path)
    return parts if place == "body" else f"/{place}{parts}"


def _shown(name: str) -> str:
    """The name of a field as it may be repeated: a sender can have put anything there."""
    return withheld(name[:100].encode(errors="replace").decode())


def _code(found: dict[str, Any]) -> str:
    own = getattr((found.get("ctx") or {}).get("error"), "code", None)
    return str(own or found["type"]).upper()


def message_of(found: dict[str, Any], language: Language) -> str:
    """What is wrong, in one sentence that repeats nothing of what was sent."""
    own = (found.get("ctx") or {}).get("error")
    if isinstance(own, Problem):
        return own.message(language)
    if language == "zh-CN":
        return CHINESE.get(found["type"], "内容不正确。")
    message = str(found["msg"]).removeprefix("Value error, ")
    return "This is not acceptable." if _repeats(message, found) else message


def _repeats(message: str, found: dict[str, Any]) -> bool:
    """Whether a message quotes what was sent, as the one about the tag of a union does."""
    sent = (found.get("input"), (found.get("ctx") or {}).get("tag"))
    return any(isinstance(value, str) and len(value) > 3 and value in message for value in sent)
