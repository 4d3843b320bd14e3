"""Settings of `console`: where the services answer, and the key of its session cookie."""

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SHORTEST_SECRET = 24


class Settings(BaseSettings):
    """The console has no database, no log and no keys of the services."""

    model_config = SettingsConfigDict(env_prefix="COVERLOOP_", extra="ignore", frozen=True)

    services_url: str
    console_secret: SecretStr

    @field_validator("console_secret")
    @classmethod
    def _long_enough(cls, secret: SecretStr) -> SecretStr:
        if len(secret.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"COVERLOOP_CONSOLE_SECRET needs at least {SHORTEST_SECRET} characters")
        return secret
