"""One attempt over HTTP as production makes it: to the address that was checked, for the name that was meant."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.carriers import sending
from services.carriers.domain.attempts import Answer
from services.carriers.sending import Sender
from tests.services.carriers.receiver import Received, Receiver, _read

NAME = "carrier.example"


def make_certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's side and a client's side of a certificate for `carrier.example`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    client = ssl.create_default_context(cadata=certificate.public_bytes(serialization.Encoding.PEM).decode())
    return server, client


@asynccontextmanager
async def secure_receiver(context: ssl.SSLContext, received: list[Received]) -> AsyncIterator[int]:
    """A receiver over TLS; its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.append(await _read(reader))
        writer.write(b"HTTP/1.1 204 X\r\ncontent-length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def lead_names_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Every name leads to these addresses from now on; gives the names that were asked for."""
    asked: list[str] = []

    async def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    return asked


async def test_a_name_that_leads_inside_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Sender(anywhere=False) as sender:
        lead_names_to(monkeypatch, "10.0.0.7")
        assert await sender.send(f"https://{NAME}/", "{}", {}) == Answer(None, "PRIVATE_ADDRESS")
        lead_names_to(monkeypatch, "8.8.8.8", "127.0.0.1")
        assert await sender.send(f"https://{NAME}/", "{}", {}) == Answer(None, "PRIVATE_ADDRESS")


async def test_the_address_that_was_checked_is_called_by_the_name_that_was_meant(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server, client = make_certificate(tmp_path)
    received: list[Received] = []
    async with secure_receiver(server, received) as port, Sender(anywhere=False, trust=client) as sender:
        asked = lead_names_to(monkeypatch, "127.0.0.1")
        monkeypatch.setattr(sending, "is_public", lambda _: True)

        answer = await sender.send(f"https://{NAME}:{port}/webhooks", '{"a":1}', {"webhook-id": "m"})

        assert answer == Answer(204)
        assert asked == [NAME]
    assert received[0].headers["host"] == f"{NAME}:{port}"
    assert received[0].headers["webhook-id"] == "m"
    assert received[0].body == b'{"a":1}'


async def test_a_certificate_for_another_name_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    server, client = make_certificate(tmp_path)
    received: list[Received] = []
    async with secure_receiver(server, received) as port, Sender(anywhere=False, trust=client) as sender:
        lead_names_to(monkeypatch, "127.0.0.1")
        monkeypatch.setattr(sending, "is_public", lambda _: True)
        assert await sender.send(f"https://other.example:{port}/", "{}", {}) == Answer(None, "TLS")
    assert received == []


async def test_plain_http_is_refused_where_only_https_is_allowed() -> None:
    async with Receiver() as receiver, Sender(anywhere=False) as sender:
        assert await sender.send(receiver.url, "{}", {}) == Answer(None, "ADDRESS_NOT_SECURE")
        assert receiver.received == []


async def test_a_receiver_that_keeps_silent_costs_a_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.1)
    async with Receiver() as receiver, Sender(anywhere=True) as sender:
        receiver.script.append("silence")
        assert await sender.send(receiver.url, "{}", {}) == Answer(None, "TIMEOUT")


async def test_a_redirect_is_not_followed() -> None:
    async with Receiver() as elsewhere, Receiver() as receiver, Sender(anywhere=True) as sender:
        receiver.script.append(307)
        receiver.answer_headers["location"] = elsewhere.url
        assert (await sender.send(receiver.url, "{}", {})).status_code == 307
        assert elsewhere.received == []
