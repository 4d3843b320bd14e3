"""What is sealed opens only with its key and only unaltered; what is digested is found, never read."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.encryption import CannotOpen, Cipher

OLD, NEW, DIGEST = b"o" * 32, b"n" * 32, b"d" * 32
SECRET = "11010519491231002X"


def make_cipher(
    keys: Mapping[str, bytes] | None = None, current: str = "2026", digest_key: bytes = DIGEST
) -> Cipher:
    return Cipher({"2026": NEW} if keys is None else keys, current, digest_key)


@given(st.text())
def test_what_was_sealed_opens_again(text: str) -> None:
    cipher = make_cipher()
    assert cipher.open(cipher.seal(text)) == text


def test_the_same_text_is_sealed_differently_each_time_and_does_not_show() -> None:
    cipher = make_cipher()
    one, other = cipher.seal(SECRET), cipher.seal(SECRET)
    assert one != other
    assert SECRET.encode() not in one


def test_after_a_rotation_the_old_key_still_opens_and_the_new_one_seals() -> None:
    sealed_before = make_cipher({"2025": OLD}, "2025").seal(SECRET)
    rotated = make_cipher({"2025": OLD, "2026": NEW})
    assert rotated.open(sealed_before) == SECRET
    assert not rotated.is_current(sealed_before)
    sealed_again = rotated.seal(rotated.open(sealed_before))
    assert rotated.is_current(sealed_again)
    assert make_cipher({"2026": NEW}).open(sealed_again) == SECRET


def test_without_its_key_nothing_opens() -> None:
    sealed = make_cipher({"2025": OLD}, "2025").seal(SECRET)
    with pytest.raises(CannotOpen, match="not among ours"):
        make_cipher().open(sealed)
    with pytest.raises(CannotOpen, match="altered"):
        make_cipher({"2025": NEW}, "2025").open(sealed)


@given(st.data())
def test_any_altered_bit_is_noticed(data: st.DataObject) -> None:
    cipher = make_cipher()
    sealed = bytearray(cipher.seal(SECRET))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        cipher.open(bytes(sealed))


def test_a_seal_cannot_be_passed_off_as_that_of_another_key() -> None:
    same_key_twice = make_cipher({"2025": NEW, "2026": NEW})
    sealed = same_key_twice.seal(SECRET)
    with pytest.raises(CannotOpen, match="altered"):
        same_key_twice.open(sealed.replace(b"2026", b"2025", 1))


@given(st.binary(max_size=80))
def test_bytes_that_were_never_sealed_do_not_open(junk: bytes) -> None:
    with pytest.raises(CannotOpen):
        make_cipher().open(junk)


@pytest.mark.parametrize("length", range(len(make_cipher().seal(""))))
def test_a_seal_cut_short_does_not_open(length: int) -> None:
    cipher = make_cipher()
    with pytest.raises(CannotOpen):
        cipher.open(cipher.seal("")[:length])


def test_a_digest_finds_equal_texts_and_needs_its_key() -> None:
    digest = make_cipher().digest(SECRET)
    assert len(digest) == 32
    assert digest == make_cipher({"2025": OLD}, "2025").digest(SECRET)
    assert digest != make_cipher().digest(SECRET.lower())
    assert digest != make_cipher(digest_key=b"e" * 32).digest(SECRET)


def test_a_digest_is_the_hmac_sha256_of_the_text() -> None:
    cipher = make_cipher(digest_key=b"\xaa" * 131)
    text = "Test Using Larger Than Block-Size Key - Hash Key First"
    assert cipher.digest(text).hex() == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"


@pytest.mark.parametrize(
    ("keys", "current", "digest_key", "why"),
    [
        ({}, "2026", DIGEST, "'2026' is not among the keys"),
        ({"2025": OLD}, "2026", DIGEST, "'2026' is not among the keys"),
        ({"2026": b"short"}, "2026", DIGEST, "'2026' must have 32 bytes"),
        ({"2026": NEW, "2025": OLD + b"o"}, "2026", DIGEST, "'2025' must have 32 bytes"),
        ({"": NEW}, "", DIGEST, "1 to 255 bytes"),
        ({"k" * 256: NEW}, "k" * 256, DIGEST, "1 to 255 bytes"),
        ({"2026": NEW}, "2026", b"short", "digest key must have at least 32 bytes"),
    ],
)
def test_half_a_set_of_keys_is_refused_by_name_and_without_showing_one(
    keys: dict[str, bytes], current: str, digest_key: bytes, why: str
) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        Cipher(keys, current, digest_key)
    assert "short" not in str(refused.value)


def test_a_cipher_never_shows_its_keys() -> None:
    assert repr(make_cipher()) == "Cipher(current='2026', keys=1)"
