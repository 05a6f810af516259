"""The scanner's side of the protocol is spoken by a small server here, over a real connection."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.virus_scanner import CHUNK, Clamd, NullScanner, ScannerAway, VirusFound
from tests.scanner import EICAR, Scanner

SECONDS = 30.0


@pytest.fixture
def scanner() -> Iterator[Scanner]:
    with Scanner.listening() as server:
        yield server


def clamd(scanner: Scanner) -> Clamd:
    return Clamd(scanner.address, SECONDS)


@pytest.mark.parametrize("data", [b"", b"a", b"a" * CHUNK, b"a" * (CHUNK + 1), b"\0" * 1_000_000])
def test_clean_file_passes_and_is_sent_whole(scanner: Scanner, data: bytes) -> None:
    clamd(scanner).check(data)

    assert scanner.files == [data]


def test_virus_is_named(scanner: Scanner) -> None:
    with pytest.raises(VirusFound, match=r"^Eicar-Test-Signature$"):
        clamd(scanner).check(b"before " + EICAR + b" after")


def test_scanner_listens_to_a_socket_of_the_machine(tmp_path: Path) -> None:
    with Scanner.listening(tmp_path / "clamd.sock") as server:
        clamd(server).check(b"clean")
        with pytest.raises(VirusFound):
            clamd(server).check(EICAR)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0",
        b"stream: \0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OK or so\0",
        b"not the protocol",
        b"x" * 10_000,
    ],
)
def test_what_is_no_verdict_lets_nothing_pass(scanner: Scanner, answer: bytes) -> None:
    scanner.answer = answer

    with pytest.raises(ScannerAway):
        clamd(scanner).check(b"clean")


def test_scanner_that_hangs_up_in_the_middle_lets_nothing_pass(scanner: Scanner) -> None:
    scanner.reads = 100

    with pytest.raises(ScannerAway):
        clamd(scanner).check(b"a" * 10_000_000)


def test_scanner_that_is_silent_is_given_up(scanner: Scanner) -> None:
    scanner.is_silent = True

    with pytest.raises(ScannerAway):
        Clamd(scanner.address, 0.2).check(b"clean")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "unix:/nowhere/clamd.sock"])
def test_scanner_that_is_not_there_lets_nothing_pass(address: str) -> None:
    with pytest.raises(ScannerAway):
        Clamd(address, SECONDS).check(b"clean")


def test_without_a_scanner_every_file_passes() -> None:
    NullScanner().check(EICAR)
