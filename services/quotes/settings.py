"""Settings of `quotes`."""

from shared.settings import Settings as ServiceSettings


class Settings(ServiceSettings):
    """Nothing beyond what every service needs."""
