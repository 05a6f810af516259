"""Files that are not strict JSON: one error about the whole file, with line and column."""

import pytest

from app.matching.scheduling.io import InputErrors, read_instance, read_timetable
from app.matching.scheduling.io.text import parse
from tests.matching.scheduling.io.documents import INSTANCE_TEXT, told


def refusal(data: bytes) -> str:
    with pytest.raises(InputErrors) as refused:
        parse(data)
    ((pointer, message),) = told(refused.value.errors)
    assert pointer == ""
    return message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "expected JSON (line 1, column 1): Expecting value"),
        (b'{"a": 1,\n  b}', "expected JSON (line 2, column 3): Expecting property name enclosed in double quotes"),
        (b"[1]\n[2]", "expected JSON (line 2, column 1): Extra data"),
        (b"[01]", "expected JSON (line 1, column 3): Expecting ',' delimiter"),
        (b"['a']", "expected JSON (line 1, column 2): Expecting value"),
        (b'["a\nb"]', "expected JSON (line 1, column 4): Invalid control character at"),
        (b"\xef\xbb\xbf[]", "expected no byte-order mark (line 1, column 1)"),
        (b'["\xc4\x91",\n"\xc4\x91\xff"]', "expected UTF-8 (line 2, column 3)"),
        (b'["\xed\xa0\x80"]', "expected UTF-8 (line 1, column 3)"),
        (b"\xff\xfe[\x00]\x00", "expected UTF-8 (line 1, column 1)"),
        (b'["NaN",\n NaN]', "expected a finite number (line 2, column 2)"),
        (b'["\\"Infinity", Infinity]', "expected a finite number (line 1, column 16)"),
        (b"[1, -Infinity]", "expected a finite number (line 1, column 5)"),
    ],
)
def test_what_is_not_strict_json_is_located(data: bytes, message: str) -> None:
    assert refusal(data) == message


@pytest.mark.parametrize(
    ("data", "key", "line", "column"),
    [
        (b'{"a": 1, "a": 1}', '"a"', 1, 10),
        (b'[{"a": {"a": 1}, "b": ["a"]},\n {"a": "a", "\\u0061": {}}]', '"a"', 2, 13),
        (b'{"": 1,\n"": 2}', '""', 2, 1),
        (b'{"a": {"b": 1, "b": 2}, "a": 3}', '"b"', 1, 16),
    ],
)
def test_a_repeated_key_is_located(data: bytes, key: str, line: int, column: int) -> None:
    expected = f"expected each key of an object once, got {key} again (line {line}, column {column})"

    assert refusal(data) == expected


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b'["\\ud800"]', 1, 3),
        (b'["a",\n {"\\uDC00": 1}]', 2, 4),
        (b'["\\ud83d\\ude00 \\ud83d"]', 1, 16),
        (b'["\\ud83d\\ud83d\\ude00"]', 1, 3),
        (b'["\\\\\\ud83d\\n"]', 1, 5),
    ],
)
def test_half_of_a_surrogate_pair_is_located(data: bytes, line: int, column: int) -> None:
    assert refusal(data) == f"expected no half of a surrogate pair (line {line}, column {column})"


def test_pairs_and_escaped_backslashes_are_no_lone_surrogates() -> None:
    assert parse(b'["\\ud83d\\ude00", "\\\\ud800"]') == ["\U0001f600", "\\ud800"]


def test_json_nested_too_deeply_is_refused_and_not_a_crash() -> None:
    assert refusal(b"[" * 100_000) == "expected less deeply nested JSON (line 1, column 101)"
    assert refusal(b'{"[":\n' * 100_000) == "expected less deeply nested JSON (line 101, column 1)"


def test_an_integer_too_long_for_python_is_an_error_at_its_place() -> None:
    huge = INSTANCE_TEXT.replace(b'"value": 60', b'"value": 1' + b"0" * 5000)

    with pytest.raises(InputErrors) as refused:
        read_instance(huge)
    assert told(refused.value.errors) == [
        ("/meetings/1/value", "expected an integer of at least 0, got Infinity"),
    ]


@pytest.mark.parametrize("read", [read_instance, read_timetable])
def test_both_kinds_of_file_are_read_strictly(read: object) -> None:
    assert callable(read)
    with pytest.raises(InputErrors):
        read(b'{"format": NaN}')
