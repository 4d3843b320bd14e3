"""Where webhooks may go, what an attempt means, and what a letter says: decided without a database."""

import contextlib
import json
from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.carriers.domain.addresses import check_address, is_public
from services.carriers.domain.attempts import LONGEST_WAIT, MOST_ATTEMPTS, Answer, Verdict, judge
from services.carriers.domain.letters import letter
from services.carriers.domain.problems import BadAddress, BadSecret
from services.carriers.signatures import check_secret, new_secret
from shared.contracts import Line
from shared.money import Money

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "not an address",
    ],
)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_an_address_outside_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_as_public_however_ipv6_carries_it(address: IPv4Address) -> None:
    plain = is_public(str(address))
    assert is_public(f"::ffff:{address}") == plain
    assert is_public(str(IPv6Address((0x64FF9B << 96) | int(address)))) == plain


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_clear_problem(text: str) -> None:
    for anywhere in (True, False):
        with contextlib.suppress(BadAddress):
            assert check_address(text, anywhere=anywhere) == text


def test_a_private_address_is_fine_where_anywhere_is_allowed() -> None:
    assert check_address("http://127.0.0.1:8000/x", anywhere=True) == "http://127.0.0.1:8000/x"


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_means_received(status: int) -> None:
    assert judge(Answer(status), attempts=1, spread=0.0) == Verdict("delivered")


@pytest.mark.parametrize("status", [100, 301, 400, 401, 404, 409, 429, 500, 503])
def test_anything_else_means_again(status: int) -> None:
    assert judge(Answer(status), attempts=1, spread=0.0) == Verdict("pending", timedelta(seconds=1))


def test_a_wait_doubles_up_to_six_hours_and_then_it_is_given_up() -> None:
    waits = [judge(Answer(500), attempts=number, spread=0.0).wait for number in range(1, MOST_ATTEMPTS)]
    seconds = [wait.total_seconds() for wait in waits if wait is not None]
    assert seconds == [2.0**power for power in range(15)] + [21600.0] * 4
    assert judge(Answer(500), attempts=MOST_ATTEMPTS, spread=0.0) == Verdict("failed")


@given(st.integers(1, MOST_ATTEMPTS - 1), st.floats(0, 1), st.integers(-5, 10**9))
def test_a_wait_is_never_longer_than_six_hours_nor_shorter_than_half_a_second(
    attempts: int, spread: float, asked_for: int
) -> None:
    wait = judge(Answer(503, retry_after=timedelta(seconds=asked_for)), attempts=attempts, spread=spread).wait
    assert wait is not None
    assert timedelta(seconds=0.5) <= wait <= LONGEST_WAIT


def test_patience_is_only_given_where_the_receiver_is_overloaded() -> None:
    asked = timedelta(seconds=90)
    assert judge(Answer(429, retry_after=asked), attempts=1, spread=0.0).wait == asked
    assert judge(Answer(500, retry_after=asked), attempts=1, spread=0.0).wait == timedelta(seconds=1)


def test_a_letter_says_the_same_for_the_same_event_and_leaves_out_what_is_nested() -> None:
    payload: dict[str, Any] = {
        "client_id": UUID(int=1),
        "application_id": UUID(int=2),
        "line": Line.TERM_LIFE,
        "sum_insured": Money.of("1000000.00"),
        "on": date(2026, 3, 2),
        "at": NOON,
        "flag": True,
        "code": "basic",
        "nothing": None,
        "list": ["thyroid"],
        "insured": {"birth_date": date(1996, 1, 1)},
    }
    for reader, codes in (("carrier", {"code": "basic"}), ("partner", {})):
        text = letter("x-happened", payload, occurred_at=NOON, reader=reader)  # type: ignore[arg-type]
        said = json.loads(text)
        links = said["data"].pop("links")
        assert said == {
            "type": "x-happened",
            "timestamp": "2026-03-02T04:00:00Z",
            "data": {
                "client_id": "00000000-0000-0000-0000-000000000001",
                "application_id": "00000000-0000-0000-0000-000000000002",
                "line": "term_life",
                "sum_insured": "1000000.00",
                "on": "2026-03-02",
                "at": "2026-03-02T04:00:00Z",
                "flag": True,
                **codes,
            },
        }
        assert links["application"].startswith("/underwriting/applications/")
        assert ("client" in links) == (reader == "partner")


def test_a_secret_of_our_own_making_is_a_good_one() -> None:
    assert check_secret(new_secret()) != new_secret()


@pytest.mark.parametrize("text", ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_x", "whsec_é"])
def test_a_secret_that_is_too_short_or_no_base64_is_refused(text: str) -> None:
    with pytest.raises(BadSecret):
        check_secret(text)
