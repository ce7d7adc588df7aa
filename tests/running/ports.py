"""A port for a server of a test, drawn by the system: workers never ask for the same one."""

import socket


def free_port():
    """Return a port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
