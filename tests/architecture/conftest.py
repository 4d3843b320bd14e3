"""What the tests of the architecture may ask for: services on databases."""

from tests.services.fixtures import databases, issuer, plain_logs, start_service

__all__ = ["databases", "issuer", "plain_logs", "start_service"]
