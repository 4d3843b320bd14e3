"""Settings of `carriers`."""

from shared.settings import Settings as ServiceSettings


class Settings(ServiceSettings):
    """Nothing beyond what every service needs; what may be written to is decided by its `environment`."""
