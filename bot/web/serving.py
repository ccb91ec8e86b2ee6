"""Listening on this machine, and an access log without a word of what people ask."""

import errno
import gc
import logging
import socket
from ipaddress import ip_address
from typing import Any

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger

from bot.web.guard import ROUTE

log = logging.getLogger(__name__)

LAST_PORT = 65_535


class NotLoopback(Exception):
    """The page was to be reachable from other machines; the message says why it is not."""


class PortUnusable(Exception):
    """The port cannot be listened on; the message says what to do."""


class AccessLog(AbstractAccessLogger):
    """One line a request: method, route, status, bytes and milliseconds.

    The route stands for the path, since a path or a query can hold what somebody typed.
    """

    def log(self, request: web.BaseRequest, response: web.StreamResponse, time: float) -> None:
        """Writes the line. time: in seconds."""
        route = request.get(ROUTE, "(no such page)")
        self.logger.info(
            "%s %s %d %dB %dms", request.method, route, response.status, response.body_length, time * 1000
        )


class KindsOnly(logging.Filter):
    """Leaves of an error its kind: its message and its trace may quote what somebody typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record through, an error without its words."""
        if record.exc_info and record.exc_info[0]:
            record.msg = f"{record.getMessage()}: {record.exc_info[0].__name__}"
            record.args, record.exc_info, record.exc_text = (), None, None
        return True


def discreet_logs() -> dict[str, Any]:
    """What to give aiohttp's runner so that it logs nothing that people type."""
    server_log = logging.getLogger(f"{__name__}.server")
    server_log.filters = [KindsOnly()]
    return {"access_log": log, "access_log_class": AccessLog, "logger": server_log}


def listen(host: str = "127.0.0.1", port: int = 8080) -> socket.socket:
    """A socket that listens on this machine; port 0 takes any free one.

    Raises NotLoopback when host is another machine's way in, PortUnusable when the port is taken.
    """
    address = "127.0.0.1" if host.lower() == "localhost" else host.strip("[]")
    if not _is_loopback(address):
        raise NotLoopback(
            f"The page has no log-in, so it is only served to this machine: "
            f"use 127.0.0.1, ::1 or localhost instead of {host}."
        )
    if not 0 <= port <= LAST_PORT:
        raise PortUnusable(f"There is no port {port}: choose one from 1 to {LAST_PORT}.")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        return socket.create_server((address, port), family=family)
    except OSError as error:
        reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise PortUnusable(f"Port {port} {reason}: stop what uses it or choose another port.") from None


def url_of(listening: socket.socket) -> str:
    """Where a browser finds what listens on this socket."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve(app: web.Application, listening: socket.socket) -> None:
    """Serves until the process is told to stop (Ctrl-C or SIGTERM)."""
    # What is loaded by now stays: looking through all of it for garbage holds everybody up for a third
    # of a second, every few hundred questions.
    gc.collect()
    gc.freeze()
    web.run_app(app, sock=listening, print=None, **discreet_logs())


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
