"""One attempt at a webhook over HTTP: bounded in time and size, never redirected, never into the deployment's inside.

In production the name is looked up here and the connection goes to the address that was checked, so that the name cannot
lead elsewhere between check and call.
"""

import asyncio
import socket
import ssl
from datetime import timedelta
from http import HTTPStatus
from typing import Final

import httpx

from services.carriers.domain.addresses import check_address, is_public
from services.carriers.domain.attempts import Answer
from services.carriers.domain.problems import BadAddress, PrivateAddress

SECONDS: Final = 8.0
"""The longest that an attempt may take, from the name's look-up to the last byte of the answer."""
ANSWER_BYTES: Final = 65_536

_LIMITS = httpx.Limits(max_connections=200, max_keepalive_connections=0)
"""No connection is used twice: two carriers behind one address must never be taken for each other."""
_TIMEOUT = httpx.Timeout(SECONDS, connect=3.0)


class Sender:
    """Sends webhooks; an async context manager. `anywhere` (never in production) also allows private addresses;
    `trust` says which certificates are believed, if not those of the system."""

    def __init__(self, *, anywhere: bool, trust: ssl.SSLContext | None = None) -> None:
        self._anywhere = anywhere
        self._client = httpx.AsyncClient(
            verify=trust or True, timeout=_TIMEOUT, limits=_LIMITS, follow_redirects=False, trust_env=False
        )

    async def __aenter__(self) -> "Sender":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def send(self, url: str, body: str, headers: dict[str, str]) -> Answer:
        """Post `body` to `url`; whatever goes wrong is part of the answer."""
        try:
            async with asyncio.timeout(SECONDS):
                return await self._post(check_address(url, anywhere=self._anywhere), body, headers)
        except BadAddress as problem:
            return Answer(None, problem.code)
        except (TimeoutError, httpx.TimeoutException):
            return Answer(None, "TIMEOUT")
        except httpx.TransportError as error:
            return Answer(None, "TLS" if _about_tls(error) else "CONNECTION")
        except (OSError, httpx.HTTPError, httpx.InvalidURL, UnicodeError):
            return Answer(None, "CONNECTION")

    async def _post(self, url: str, body: str, headers: dict[str, str]) -> Answer:
        target = httpx.URL(url)
        extensions: dict[str, str] = {}
        sent = {
            "content-type": "application/json",
            "user-agent": "Coverloop-Webhooks/1",
            "accept-encoding": "identity",
            **headers,
        }
        if not self._anywhere:
            sent["host"] = target.netloc.decode("ascii")
            extensions["sni_hostname"] = target.host
            target = target.copy_with(host=await _public_address(target))
        request = self._client.build_request(
            "POST", target, content=body.encode(), headers=sent, extensions=extensions
        )
        answer = await self._client.send(request, stream=True)
        try:
            await _read_some(answer)
        finally:
            await answer.aclose()
        return Answer(answer.status_code, retry_after=_retry_after(answer))


async def _public_address(url: httpx.URL) -> str:
    """An address that the host of `url` leads to; refused where any of them is not public."""
    found = await asyncio.get_running_loop().getaddrinfo(url.host, url.port or 443, type=socket.SOCK_STREAM)
    addresses = [str(place[4][0]) for place in found]
    if not addresses or not all(is_public(address) for address in addresses):
        raise PrivateAddress
    return addresses[0]


def _about_tls(error: BaseException | None) -> bool:
    """Whether a certificate or the handshake was what went wrong: the libraries wrap it several times."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


async def _read_some(answer: httpx.Response) -> None:
    """The answer's body, up to a limit: an answer that breaks off was perhaps not meant."""
    seen = 0
    async for part in answer.aiter_raw():
        seen += len(part)
        if seen > ANSWER_BYTES:
            return


def _retry_after(answer: httpx.Response) -> timedelta | None:
    seconds = answer.headers.get("retry-after", "")
    if answer.status_code < HTTPStatus.BAD_REQUEST or not (seconds.isascii() and seconds.isdecimal()):
        return None
    return timedelta(seconds=min(int(seconds[:9]), 1_000_000))
