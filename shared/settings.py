"""Settings of a service process, from the environment (prefix COVERLOOP_). Start-up refuses half a configuration."""

import base64
import binascii
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, SecretBytes, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Environment = Literal["production", "development", "sandbox"]
PLACEHOLDERS = ("changeme", "placeholder", "secret", "example", "sandbox", "todo")
KEY_BYTES = 32


def _decoded(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ValueError("must be base64") from error


Key = Annotated[SecretBytes, BeforeValidator(_decoded)]


class Settings(BaseSettings):
    """What every service needs to know. Each wrong or missing setting is named in the error at start."""

    model_config = SettingsConfigDict(
        env_prefix="COVERLOOP_", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    environment: Environment = "production"
    database_url: SecretStr = Field(description="this service's own PostgreSQL database")
    log: Literal["postgres", "kafka"] = "kafka"
    log_database_url: SecretStr | None = Field(
        None, description="where the embedded log lives (LOG=postgres)"
    )
    kafka_bootstrap: str | None = Field(None, description="host:port,… (LOG=kafka)")
    kafka_replication: int = Field(3, ge=1)
    oidc_issuer: str
    oidc_audience: str = "coverloop"
    oidc_jwks_url: str
    encryption_key: Key = Field(description="base64 of 32 bytes: encrypts names, phones, ID numbers, health")
    digest_key: Key = Field(description="base64 of 32 bytes: keyed hashes for finding what is encrypted")
    share_link_key: Key = Field(description="base64 of 32 bytes: signs share links")
    jurisdiction: str = "cn"
    institution_name: str = Field(description="the licensed institution, on every page and report")
    licence_no: str = Field(description="its licence number, on every page and report")
    agent_licence_no: str = Field(
        "", description="the agent's licence number, where one agent runs the deployment"
    )
    public_url: str = Field("http://127.0.0.1:8000", description="where clients reach the gateway")
    database_connections: int = Field(10, ge=2, le=200)
    request_limit_bytes: int = Field(1_048_576, ge=1024)
    files: str = Field(
        "files", min_length=1, description="where files are kept: a folder, or s3://bucket/prefix"
    )
    files_s3_endpoint: str | None = Field(None, description="of an S3-compatible store that is not AWS")
    upload_limit_bytes: int = Field(52_428_800, ge=1024, description="the largest file that is taken")
    requests_at_once: int = Field(
        100, ge=1, le=100_000, description="in hand in each process; who comes beyond them is answered 503"
    )
    metrics_enabled: bool = True
    otlp_endpoint: str | None = Field(None, description="where traces go; none are recorded without it")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.log == "kafka" and not self.kafka_bootstrap:
            raise ValueError("COVERLOOP_KAFKA_BOOTSTRAP is needed with COVERLOOP_LOG=kafka")
        if self.log == "postgres" and not self.log_database_url:
            raise ValueError("COVERLOOP_LOG_DATABASE_URL is needed with COVERLOOP_LOG=postgres")
        for name in ("encryption_key", "digest_key", "share_link_key"):
            if len(getattr(self, name).get_secret_value()) != KEY_BYTES:
                raise ValueError(f"COVERLOOP_{name.upper()} must be base64 of {KEY_BYTES} bytes")
        return self._fit_for_production()

    def _fit_for_production(self) -> Self:
        if self.environment != "production":
            return self
        if "/sandbox/" in self.oidc_issuer or "/sandbox/" in self.oidc_jwks_url:
            raise ValueError("COVERLOOP_OIDC_ISSUER is the sandbox: it may not sign for production")
        for name in ("institution_name", "licence_no"):
            value = getattr(self, name).strip().lower()
            if not value or any(word in value for word in PLACEHOLDERS):
                raise ValueError(f"COVERLOOP_{name.upper()} is a placeholder")
        seen: set[bytes] = set()
        for name in ("encryption_key", "digest_key", "share_link_key"):
            key = getattr(self, name).get_secret_value()
            if key in seen:
                raise ValueError(f"COVERLOOP_{name.upper()} is used for something else too")
            seen.add(key)
            if len(set(key)) < KEY_BYTES // 4 or any(word.encode() in key.lower() for word in PLACEHOLDERS):
                raise ValueError(f"COVERLOOP_{name.upper()} is a placeholder")
        return self
