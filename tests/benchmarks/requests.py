"""The request that most measurements send: an agent captures a lead, each with a phone of its own."""

from collections.abc import Mapping
from typing import Any

import orjson

from tests.benchmarks.load import post


def lead_body(number: int) -> dict[str, Any]:
    """The lead of that number."""
    return {
        "name": "张先生",
        "phone": f"1{30 + number // 100_000_000 % 10}{number % 100_000_000:08d}",
        "birth_date": "1996-03-02",
        "sex": "male",
        "source": "friend",
        "channel": "wechat",
        "consent_purposes": ["contact"],
        "consent_text_version": "2026-01",
    }


def capture_lead(number: int, headers: Mapping[str, str]) -> bytes:
    """POST /leads, ready to send."""
    return post("/leads", orjson.dumps(lead_body(number)), headers)
