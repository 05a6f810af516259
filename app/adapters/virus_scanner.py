"""Asking a virus scanner about files: clamd, by its INSTREAM command."""

import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """The scanner can't be reached, does not answer in time, or answers with what is no verdict."""


class VirusFound(Exception):
    """The scanner knows this file, by the name that it has as its text."""


class VirusScanner(Protocol):
    """Looks into files."""

    def check(self, data: bytes) -> None:
        """Raises `VirusFound` for what nobody should open, `ScannerAway` where nobody knows."""


class NullScanner:
    """Where there is none: every file passes."""

    def check(self, data: bytes) -> None:
        """Nothing is known of the file."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """A scanner at `tcp://host:port` or `unix:/path`. Each step with it may take `timeout_seconds`."""

    address: str
    timeout_seconds: float

    def check(self, data: bytes) -> None:
        """As the protocol says. A clean file is answered with `stream: OK`, and with nothing else."""
        try:
            with self._connected() as connection:
                answer = _asked(connection, data)
        except OSError as exc:
            raise ScannerAway(str(exc)) from exc
        if answer.endswith(" FOUND"):
            raise VirusFound(answer.removeprefix("stream: ").removesuffix(" FOUND"))
        if answer != "stream: OK":
            raise ScannerAway(answer)

    def _connected(self) -> socket.socket:
        parts = urlsplit(self.address)
        if parts.scheme == "tcp":
            return socket.create_connection((parts.hostname, parts.port or 3310), timeout=self.timeout_seconds)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(self.timeout_seconds)
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection


def _asked(connection: socket.socket, data: bytes) -> str:
    """The scanner's answer: each chunk goes after its length, and one of no length ends the file."""
    # One that has had enough says why and hangs up before it has read everything.
    with suppress(BrokenPipeError, ConnectionResetError):
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            chunk = data[start : start + CHUNK]
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        part = connection.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode(errors="replace")
