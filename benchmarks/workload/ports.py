"""Ports of the loopback interface that nobody uses now."""

import socket

from embedded.settings import HOST


def find_free_port() -> int:
    """A port that the system gave and took back."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
