"""Which services there are, in the order in which a client meets them. Nothing else lists them.

A service is whatever has a folder under `services/` with the file that is asked for.
"""

from pathlib import Path

CONSOLE = "console"
ORDER = ("leads", "needs", "quotes", "underwriting", "servicing", "claims", "carriers", CONSOLE)

_SERVICES = Path(__file__).parent.parent / "services"


def lifecycle_services() -> list[str]:
    """The services that own data and take part in the choreography: all but the console."""
    return [name for name in services_with("app.py") if name != CONSOLE]


def services_with(file: str) -> list[str]:
    """The services that have `file` (or folder), in the order of the cycle; new ones last."""
    found = {path.parent.name for path in _SERVICES.glob(f"*/{file}")}
    return [*(name for name in ORDER if name in found), *sorted(found - set(ORDER))]


def services_with_a_database() -> list[str]:
    """The services that have migrations."""
    return services_with("migrations")
