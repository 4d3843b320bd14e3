"""What the tests of the architecture may ask for: services on databases."""

from tests.services.fixtures import databases, issuer, start_service

__all__ = ["databases", "issuer", "start_service"]
