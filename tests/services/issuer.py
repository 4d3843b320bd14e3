"""An OIDC issuer for tests: a key of its own, a real JWKS endpoint on the loopback, and tokens for any caller."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric import ec

from shared.caller import Role

AUDIENCE = "coverloop"


class Issuer:
    """Signs tokens, and serves the public half of its key for as long as it is entered.

    It may be `away`, serve `more_keys`, or any other `answer` than its keys.
    """

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.key_id = str(uuid4())
        self.fetches = 0
        self.away = False
        self.answer: Any = ...
        self.more_keys: list[dict[str, Any]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> "Issuer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The issuer's name, as tokens carry it."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def jwks_url(self) -> str:
        """Where its keys are."""
        return f"{self.url}/jwks"

    def jwks(self) -> dict[str, Any]:
        """The public keys (RFC 7517)."""
        return {"keys": [public_jwk(self.key, self.key_id), *self.more_keys]}

    def sign(self, claims: dict[str, Any], *, headers: dict[str, Any] | None = None) -> str:
        """A token with just these claims."""
        return jwt.encode(
            claims, self.key, algorithm="ES256", headers={"kid": self.key_id, **(headers or {})}
        )

    def claims(self, role: Role, agency_id: UUID, **own: Any) -> dict[str, Any]:
        """What a token of `role` says; `own` are the claims that only some roles have."""
        now = int(time.time())
        return {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": f"{role}-of-{agency_id}",
            "iat": now,
            "exp": now + 3600,
            "role": role.value,
            "agency_id": str(agency_id),
            **{name: str(value) for name, value in own.items()},
        }


def public_jwk(key: ec.EllipticCurvePrivateKey, key_id: str) -> dict[str, Any]:
    """The public half of a P-256 key as a JWK."""
    jwk: dict[str, Any] = jwt.algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {**jwk, "kid": key_id, "alg": "ES256", "use": "sig"}


def _handler(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.fetches += 1
            body = orjson.dumps(issuer.jwks() if issuer.answer is ... else issuer.answer)
            self.send_response(500 if issuer.away else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing: a test run is no access log."""

    return Handler
