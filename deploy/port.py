"""The port that an embedded run serves on: held from the first moment, so that who connects waits until it is there."""

import socket

from deploy.refusal import Refusal

LOOPBACK = "127.0.0.1"
BACKLOG = 2048


class PortTaken(Refusal):
    """Somebody else listens on the port."""


def take_port(port: int) -> socket.socket:
    """A socket that listens on `port` of the loopback (0: any free one). Raises PortTaken."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((LOOPBACK, port))
        taken.listen(BACKLOG)
    except OSError as error:
        taken.close()
        raise PortTaken(
            f"port {port} of {LOOPBACK} is taken by another program; choose one with --port"
        ) from error
    return taken
