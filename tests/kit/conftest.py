"""What the tests of the kit may ask for: services, and the service `notes` that exists for them."""

from tests.kit.running_notes import start_notes
from tests.services.fixtures import databases, issuer, plain_logs, start_service

__all__ = ["databases", "issuer", "plain_logs", "start_notes", "start_service"]
