"""A virus scanner that speaks clamd's INSTREAM over a real connection, and knows one virus: the one made for tests."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Self

# In two parts, or scanners would take this file away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
COMMAND = b"zINSTREAM\0"


@dataclass
class Scanner:
    """What it was sent is in `files`. It can be told to `answer` something else, to hang up, or to say nothing."""

    listener: socket.socket
    address: str
    files: list[bytes] = field(default_factory=list)
    answer: bytes | None = None
    reads: int | None = None
    is_silent: bool = False
    over: Event = field(default_factory=Event)

    @classmethod
    @contextmanager
    def listening(cls, path: Path | None = None) -> Iterator[Self]:
        listener = socket.socket(socket.AF_INET if path is None else socket.AF_UNIX)
        listener.bind(("127.0.0.1", 0) if path is None else str(path))
        listener.listen()
        address = f"unix:{path}" if path else f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        scanner = cls(listener, address)
        thread = Thread(target=scanner.serve, daemon=True)
        thread.start()
        try:
            yield scanner
        finally:
            scanner.over.set()
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            thread.join()

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                with connection, suppress(OSError, struct.error):
                    self.talk(connection)

    def talk(self, connection: socket.socket) -> None:
        if self.is_silent:
            self.over.wait()
            return
        if self.reads is not None:
            connection.recv(self.reads)
            return
        assert self.exactly(connection, len(COMMAND)) == COMMAND
        data = b""
        while size := struct.unpack("!L", self.exactly(connection, 4))[0]:
            data += self.exactly(connection, size)
        self.files.append(data)
        verdict = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"
        connection.sendall(verdict if self.answer is None else self.answer)

    def exactly(self, connection: socket.socket, size: int) -> bytes:
        data = b""
        while len(data) < size and (part := connection.recv(size - len(data))):
            data += part
        return data
