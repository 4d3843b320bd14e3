"""What all rows of `quotes` have in common."""

from sqlalchemy.orm import registry

from shared.confinement import AgencyRow, ClientRow

_registry = registry()


class OfAgency(AgencyRow, registry=_registry):
    """Rows of this service that belong to an agency."""


class OfClient(ClientRow, registry=_registry):
    """Rows of this service that belong to a client."""
