"""Settings of the sandbox, from the environment (prefix COVERLOOP_SANDBOX_) or from whoever composes it."""

from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What the sandbox needs to know. It has no production."""

    model_config = SettingsConfigDict(env_prefix="COVERLOOP_SANDBOX_", extra="ignore", frozen=True)

    environment: Literal["development", "sandbox"] = "sandbox"
    database_url: SecretStr = Field(description="the sandbox's own PostgreSQL database")
    public_url: str = Field("http://127.0.0.1:8000", description="where the sandbox is reached")
    services_url: str | None = Field(
        None, description="where the services are reached; public_url by default"
    )
    oidc_audience: str = "coverloop"
    institution_name: str = "示例保险代理有限公司"
    licence_no: str = "示例-000000"

    @property
    def issuer(self) -> str:
        """The name under which tokens are issued."""
        return f"{self.public_url}/sandbox/idp"

    @property
    def services(self) -> str:
        """Where the services are reached."""
        return (self.services_url or self.public_url).rstrip("/")
