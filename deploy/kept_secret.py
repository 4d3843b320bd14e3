"""The one secret of an embedded run's folder, from which all its keys follow: made once, kept with what it encrypts."""

import secrets
from pathlib import Path

from deploy.refusal import Refusal

SECRET_BYTES = 32


class UnreadableSecret(Refusal):
    """The secret of a folder is there and cannot be used, so that what it encrypted cannot be read."""


def kept_secret(folder: Path) -> bytes:
    """The 32 bytes of this folder, made at random the first time, readable by their owner alone.

    Raises UnreadableSecret rather than making new ones over those that encrypted what is there.
    """
    path = folder / "secret"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_hex(SECRET_BYTES), "ascii")
        unfinished.rename(path)
    try:
        secret = bytes.fromhex(path.read_text("ascii"))
    except ValueError:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise UnreadableSecret(f"{path} cannot be read: put back what was in it, or remove its folder")
    return secret
