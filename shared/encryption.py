"""Secrets in rows: sealed so that only this deployment reads them, digested so that equal ones are found.

Sealing is AES-256-GCM (NIST SP 800-38D) with a random nonce; the id of the key stands before it, is
authenticated with it, and lets keys be rotated: seal with the current one, open with any. A key should seal
fewer than 2**32 texts. Invariant: neither a `Cipher` nor its errors ever show a key or a text.
"""

import hmac
import os
from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_NONCES_AT_ONCE: Final = 256
_TAG_BYTES: Final = 16
_LONGEST_KEY_ID: Final = 255


class CannotOpen(Exception):
    """What was sealed cannot be opened: it was altered, or its key is not among ours."""


class Cipher:
    """Seals and digests texts with `keys` by id, of which `current` seals; each key has 32 random bytes."""

    __slots__ = ("_ciphers", "_current", "_header", "_keyed")

    def __init__(self, keys: Mapping[str, bytes], current: str, digest_key: bytes) -> None:
        """Raises ValueError, naming keys by id, for a wrong length or a `current` that is not there."""
        if current not in keys:
            raise ValueError(f"the current encryption key {current!r} is not among the keys")
        for key_id, key in keys.items():
            if len(key) != _KEY_BYTES:
                raise ValueError(f"the encryption key {key_id!r} must have {_KEY_BYTES} bytes")
            if not 1 <= len(key_id.encode()) <= _LONGEST_KEY_ID:
                raise ValueError(f"the id of an encryption key has 1 to {_LONGEST_KEY_ID} bytes")
        if len(digest_key) < _KEY_BYTES:
            raise ValueError(f"the digest key must have at least {_KEY_BYTES} bytes")
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = current
        self._header = _header(current)
        self._keyed = hmac.new(digest_key, digestmod="sha256")

    def seal(self, text: str) -> bytes:
        """`text` sealed with the current key; each time different."""
        nonce = _fresh_nonce()
        return self._header + nonce + self._ciphers[self._current].encrypt(nonce, text.encode(), self._header)

    def open(self, sealed: bytes) -> str:
        """The text that was sealed, with whichever of the keys; raises CannotOpen."""
        key_id, rest = _split(sealed)
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise CannotOpen("sealed with a key that is not among ours")
        try:
            text = cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], _header(key_id))
        except InvalidTag:
            raise CannotOpen("altered after it was sealed") from None
        return text.decode()

    def seal_part(self, content: bytes, about: bytes) -> bytes:
        """`content` sealed with the current key for one place: `about` names the place, and is needed to open it."""
        nonce = _fresh_nonce()
        sealed = self._ciphers[self._current].encrypt(nonce, content, self._header + about)
        return self._header + nonce + sealed

    def open_part(self, sealed: bytes, about: bytes) -> bytes:
        """The content that was sealed about this place; raises CannotOpen, also for what was moved here."""
        key_id, rest = _split(sealed)
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise CannotOpen("sealed with a key that is not among ours")
        try:
            return cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], _header(key_id) + about)
        except InvalidTag:
            raise CannotOpen("altered or moved after it was sealed") from None

    def is_current(self, sealed: bytes) -> bool:
        """Whether the current key sealed it; if not, open it and seal it again. Raises CannotOpen."""
        return _split(sealed)[0] == self._current

    def digest(self, text: str) -> bytes:
        """The HMAC-SHA256 (32 bytes) by which equal texts are found; the same whatever key seals."""
        keyed = self._keyed.copy()
        keyed.update(text.encode())
        return keyed.digest()

    def __repr__(self) -> str:
        return f"Cipher(current={self._current!r}, keys={len(self._ciphers)})"


def _fresh_nonce() -> bytes:
    """Random bytes that nobody had before, fetched from the system many at a time: each fetching costs a system call."""
    while True:
        try:
            return _spare_nonces.pop()
        except IndexError:
            fresh = os.urandom(_NONCE_BYTES * _NONCES_AT_ONCE)
            _spare_nonces.extend(
                fresh[start : start + _NONCE_BYTES] for start in range(0, len(fresh), _NONCE_BYTES)
            )


_spare_nonces: list[bytes] = []
if hasattr(os, "register_at_fork"):  # A forked child must not seal with its parent's.
    os.register_at_fork(after_in_child=_spare_nonces.clear)


def added_by_sealing(first: int) -> int:
    """How many bytes longer than its content something sealed is, from its first byte."""
    return 1 + first + _NONCE_BYTES + _TAG_BYTES


def _header(key_id: str) -> bytes:
    encoded = key_id.encode()
    return bytes((len(encoded),)) + encoded


def _split(sealed: bytes) -> tuple[str, bytes]:
    """The key id and what follows it; raises CannotOpen for what can never have been sealed."""
    end = 1 + sealed[0] if sealed else 0
    if end <= 1 or len(sealed) < end + _NONCE_BYTES + _TAG_BYTES:
        raise CannotOpen("too short to have been sealed")
    try:
        return sealed[1:end].decode(), sealed[end:]
    except UnicodeDecodeError:
        raise CannotOpen("names no key") from None
