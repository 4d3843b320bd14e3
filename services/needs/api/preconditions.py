"""What a PUT says of the version it replaces: none yet (If-None-Match: *), or the one that was read (If-Match)."""

from typing import Annotated

from fastapi import Depends, Header

from shared.problems import Stale


async def _seen_version(
    if_match: Annotated[str | None, Header(description="the ETag you read; not for the first time")] = None,
) -> int | None:
    if if_match is None:
        return None
    try:
        return int(if_match.strip().removeprefix("W/").strip('"'))
    except ValueError:
        raise Stale from None


async def _must_be_new(
    if_none_match: Annotated[str | None, Header(description="`*`: only where there is none yet")] = None,
) -> bool:
    return if_none_match is not None and if_none_match.strip() == "*"


SeenVersion = Annotated[int | None, Depends(_seen_version)]
"""The version that the caller has read; None where he has read none."""

MustBeNew = Annotated[bool, Depends(_must_be_new)]
"""Whether the caller wants to be the first."""
