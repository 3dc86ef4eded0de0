"""Serving: the socket, the processes, until interrupted."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import uvicorn
from uvicorn.supervisors import Multiprocess

# Keep-alive longer than the pauses of a person who reads.
_KEEP_ALIVE_SECONDS = 30
_FAREWELL_SECONDS = 10


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address, that worker processes inherit. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    bound.set_inheritable(True)
    return bound


def run(folder: Path, bound: socket.socket, workers: int) -> None:
    """Serve the home ``folder`` on a bound socket until interrupted."""
    # Worker processes start anew and read their settings from the environment.
    os.environ["DINGFEN_HOME"] = str(folder)
    config = uvicorn.Config(
        "api.http:application",
        factory=True,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_FAREWELL_SECONDS,
    )
    server = uvicorn.Server(config)
    if workers > 1:
        Multiprocess(config, sockets=[bound]).run()
    else:
        server.run(sockets=[bound])
