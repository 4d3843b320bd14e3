"""What the tests of services may ask for: `start_service`."""

from tests.services.fixtures import databases, issuer, plain_logs, start_service

__all__ = ["databases", "issuer", "plain_logs", "start_service"]
