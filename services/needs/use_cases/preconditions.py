"""Who may replace what is recorded: the first to record it, or whoever has read the version that is there."""

from typing import Protocol

from shared.problems import PreconditionRequired, Stale


class Kept(Protocol):
    """Something recorded, in a version."""

    version: int


def check_precondition(kept: Kept | None, *, seen: int | None, must_be_new: bool) -> None:
    """`seen` is the version that was read (None: none was). Raises Stale, PreconditionRequired."""
    if kept is None:
        if seen is not None:
            raise Stale
    elif must_be_new:
        raise Stale
    elif seen is None:
        raise PreconditionRequired
    elif kept.version != seen:
        raise Stale
