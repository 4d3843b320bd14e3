"""Share links open one document of one kind until one instant, and nothing else."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.problems import NotFound
from shared.share_links import LIFETIME, ShareLinks

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SUBJECT, AGENCY = UUID(int=5), UUID(int=6)
LINKS = ShareLinks(bytes(range(32)))
TOKEN = LINKS.sign("proposal", SUBJECT, AGENCY, NOW + LIFETIME)


def test_a_link_opens_what_it_was_signed_for_until_it_expires() -> None:
    opened = LINKS.open(TOKEN, "proposal", NOW + LIFETIME - timedelta(seconds=1))
    assert (opened.subject_id, opened.agency_id, opened.kind) == (SUBJECT, AGENCY, "proposal")
    assert opened.expires_at == NOW + LIFETIME
    with pytest.raises(NotFound):
        LINKS.open(TOKEN, "proposal", NOW + LIFETIME)


def test_a_link_for_one_kind_of_document_opens_no_other() -> None:
    for kind in ("assessment", "propos", "proposal2", ""):
        with pytest.raises(NotFound):
            LINKS.open(TOKEN, kind, NOW)


def test_a_link_of_another_key_opens_nothing() -> None:
    with pytest.raises(NotFound):
        ShareLinks(bytes(32)).open(TOKEN, "proposal", NOW)


def test_a_link_fits_into_an_address_as_it_is() -> None:
    assert TOKEN.replace("-", "").replace("_", "").isalnum()
    assert len(TOKEN) < 100


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_bit_of_a_link_can_be_changed(data: st.DataObject) -> None:
    raw = bytearray(base64.urlsafe_b64decode(TOKEN + "=" * (-len(TOKEN) % 4)))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(NotFound):
        LINKS.open(base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("="), "proposal", NOW)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=120) | st.binary(max_size=90).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_what_is_no_link_opens_nothing_and_breaks_nothing(token: str) -> None:
    with pytest.raises(NotFound):
        LINKS.open(token, "proposal", NOW)
