"""Canonical JSON (RFC 8785), and which value a digest is of."""

import hashlib
import json

import pytest

from app.matching.scheduling.io import digest, instance_to_json, read_instance
from app.matching.scheduling.io.digest import canonical, sha256
from tests.matching.scheduling.io.documents import INSTANCE_TEXT, changed


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({}, "{}"),
        ({"b": [1, -1, True, None], "a": ""}, '{"a":"","b":[1,-1,true,null]}'),
        # The strings of the example in RFC 8785, section 3.2.2.
        (['€$\u000f\nA\'B"\\\\"/'], '["€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"]'),
        (["\b\t\f\r\x7f\u2028<"], '["\\b\\t\\f\\r\x7f\u2028<"]'),
    ],
)
def test_canonical_json_is_that_of_rfc_8785(value: object, expected: str) -> None:
    assert canonical(value) == expected.encode()


def test_keys_are_sorted_by_utf_16_code_units() -> None:
    # The keys of the example in RFC 8785, section 3.2.3: the face, beyond U+FFFF, sorts before the Hebrew letter.
    keys = ["€", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "ö"]

    ordered = list(json.loads(canonical([{key: dict.fromkeys(keys, 0) for key in keys}]))[0].items())

    expected = ["\r", "1", "\u0080", "ö", "€", "\U0001f600", "\ufb33"]
    assert [key for key, _ in ordered] == expected
    assert [list(members) for _, members in ordered] == [expected] * len(keys)


def test_the_digest_is_sha_256_in_lower_case_hex() -> None:
    assert sha256({}) == hashlib.sha256(b"{}").hexdigest()


def test_the_digest_is_of_the_value_as_read() -> None:
    document = json.loads(INSTANCE_TEXT)
    spaced = json.dumps(document, indent=3, ensure_ascii=False).encode()
    reordered = json.dumps(dict(reversed(document.items()))).encode()
    bare = json.dumps(changed(INSTANCE_TEXT, {"/tables/1/features": []})).encode()
    expected = "11ac9d7ca2930deaaa562f4fddd2890e13556315ae23e3397a30dc218fde6ec0"

    assert [digest(read_instance(data)) for data in (INSTANCE_TEXT, spaced, reordered)] == [expected] * 3
    # A default that is written out makes another file, but not another problem.
    assert read_instance(bare) == read_instance(INSTANCE_TEXT)
    assert digest(read_instance(bare)) != expected


def test_a_problem_built_in_code_has_the_digest_of_the_file_it_would_make() -> None:
    problem = read_instance(INSTANCE_TEXT)
    written = instance_to_json(problem)

    again = read_instance(json.dumps(written).encode())

    assert again.digest == sha256(written) != problem.digest
