"""What all rows of `needs` have in common."""

from sqlalchemy.orm import registry

from shared.confinement import ClientRow

_registry = registry()


class OfClient(ClientRow, registry=_registry):
    """Rows of this service that belong to a client."""
