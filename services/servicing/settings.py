"""Settings of `servicing`."""

from pydantic import Field

from shared.settings import Settings as ServiceSettings


class Settings(ServiceSettings):
    """What the benefit card tells beside the policy."""

    claim_phone: str = Field("", max_length=40, description="whom a client calls when something happened")
