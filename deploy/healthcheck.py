"""Asks the service of this container whether it is ready; exits with 0 when it is. The standard library only.

`COVERLOOP_SERVICE` names the service, `COVERLOOP_PORT` the port it listens on (8000 unless set).
"""

import http.client
import os
import sys

_TIMEOUT_SECONDS = 4


def is_ready(service: str, port: int) -> bool:
    """Whether `GET /<service>/health/ready` on this machine answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)
    try:
        connection.request("GET", f"/{service}/health/ready")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    ready = is_ready(os.environ["COVERLOOP_SERVICE"], int(os.environ.get("COVERLOOP_PORT", "8000")))
    sys.exit(0 if ready else 1)
