"""The settings of the embedded run: nothing to fill in, a secret that is made once and kept with the data.

They are the settings that a deployment gives by its environment, so nothing in a service knows where it runs.
"""

import hmac
import os
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.embedded_run import LogKind
from deploy.kept_secret import kept_secret

KEYS = ("encryption_key", "digest_key", "share_link_key", "console_secret")
CONNECTIONS = 3
"""At most, a service, and the log: each costs PostgreSQL some five megabytes, and one machine has few processors."""
NAMES = {"institution_name": "示例保险代理有限公司", "licence_no": "示例-000000"}


@dataclass(frozen=True)
class OwnSettings:
    """What all services of one embedded run share."""

    base_url: str
    keys: Mapping[str, str]
    log: LogKind
    log_address: str
    files: Path

    def of(self, database_url: str) -> dict[str, Any]:
        """The settings of the service on `database_url`, by the names that `shared.settings` gives them."""
        where = "log_database_url" if self.log == "postgres" else "kafka_bootstrap"
        issuer = f"{self.base_url}/sandbox/idp"
        return {
            "environment": "sandbox",
            "database_url": database_url,
            "database_connections": CONNECTIONS,
            "log": self.log,
            where: self.log_address,
            "kafka_replication": 1,
            "oidc_issuer": issuer,
            "oidc_jwks_url": f"{issuer}/jwks",
            "public_url": self.base_url,
            "services_url": self.base_url,
            **{name: os.environ.get(f"COVERLOOP_{name.upper()}", example) for name, example in NAMES.items()},
            "files": str(self.files),
            **self.keys,
        }


def kept_keys(folder: Path) -> dict[str, str]:
    """The keys of this folder, base64 of 32 bytes each: all follow from its one secret. Raises UnreadableSecret."""
    secret = kept_secret(folder)
    return {name: b64encode(hmac.digest(secret, name.encode(), "sha256")).decode() for name in KEYS}
