"""The OpenAPI document: what clients are generated from."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from app import errors
from app.api.security import SAFE_METHODS
from app.main import create_app
from app.settings import Settings
from tests.api.answers import API, NOBODY

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


@pytest.fixture(scope="module")
def document(settings: Settings) -> dict[str, Any]:
    """Of one service for all, since it takes a second to write; it asks nobody who they are."""
    client = TestClient(create_app(settings), base_url="http://localhost")
    document: dict[str, Any] = client.get(f"{API}/openapi.json").json()
    return document


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, each) for path, item in document["paths"].items() for method, each in item.items()]


def test_document_is_of_the_promised_version(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert document["servers"] == [{"url": API}]
    assert "Requests say who asks" in document["info"]["description"]


def test_every_failure_is_a_problem(document: dict[str, Any]) -> None:
    failures = [
        (path, method, status, answer["content"])
        for path, method, operation in operations(document)
        for status, answer in operation["responses"].items()
        if status >= "400"
    ]

    assert [failure for failure in failures if failure[3] != PROBLEM] == []
    assert len(failures) > len(document["paths"])
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_every_code_of_a_problem_is_listed(document: dict[str, Any]) -> None:
    listed = document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
    told = {
        code
        for _, _, operation in operations(document)
        for status, answer in operation["responses"].items()
        if status >= "400"
        for code in re.findall("`([a-z-]+)`: ", answer["description"])
    }

    assert (told - set(listed), len(told) > 40) == (set(), True)
    assert listed == sorted(set(listed))


def test_each_problem_has_a_code_of_its_own() -> None:
    named = Counter(error.code for error in vars(errors).values() if "code" in getattr(error, "__dict__", {}))

    assert [code for code, times in named.items() if times > 1] == []


def test_links_lead_to_what_can_be_done_with_a_thing(document: dict[str, Any]) -> None:
    named = {each["operationId"]: each for _, _, each in operations(document)}
    links = {
        (path, method): answer["links"]
        for path, method, operation in operations(document)
        for answer in operation["responses"].values()
        if "links" in answer
    }

    made = {"need_id": "$response.body#/id"}
    seen = made | {"header.if-match": "$response.header.ETag"}
    told = {name: link["parameters"] for name, link in links["/delegations/{delegation_id}/needs", "post"].items()}
    assert told == {"get": made, "put": seen, "delete": seen}
    assert links["/needs/{need_id}", "get"].keys() == {"put", "delete"}
    assert links["/enquiries/{enquiry_id}/documents", "get"]["get"]["parameters"].keys() == {"enquiry_document_id"}
    for link in (each for answer in links.values() for each in answer.values()):
        taken = {each["name"] for each in named[link["operationId"]]["parameters"]}
        assert {name.removeprefix("header.") for name in link["parameters"]} <= taken


def test_every_output_field_is_required(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    outputs = {name: schema for name, schema in schemas.items() if name.endswith(("Read", "Ref", "Read_"))}

    optional = [name for name, schema in outputs.items() if set(schema["properties"]) != set(schema["required"])]
    assert (optional, len(outputs) > 10) == ([], True)


def test_every_text_and_list_of_an_input_is_bounded(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    inputs = {name: schema for name, schema in schemas.items() if name.endswith(("Input", "Create", "Update"))}

    unbounded = [
        f"{name}.{field}"
        for name, schema in inputs.items()
        for field, each in schema["properties"].items()
        if not all(_bounded(part) for part in each.get("anyOf", [each]))
    ]
    assert (unbounded, len(inputs) > 10) == ([], True)


READING = (
    "/conferences/{conference_id}/scoring-previews",
    "/conferences/{conference_id}/slot-grids",
    "/tag-suggestions",
)


def test_every_post_by_which_somebody_known_changes_something_takes_a_key(document: dict[str, Any]) -> None:
    posts = {path: each for path, method, each in operations(document) if method == "post" and "security" in each}

    known = {path: each for path, each in posts.items() if not path.startswith("/accounts/me/second-factor")}
    keyless = sorted(path for path, each in known.items() if "Idempotency-Key" not in str(each.get("parameters")))
    reused = [path for path in keyless if "idempotency-key-reused" in str(posts[path]["responses"])]
    assert (keyless, reused, len(posts) > 10) == (sorted(READING), [], True)


def test_every_other_method_is_refused_with_all_that_there_are(client: TestClient, document: dict[str, Any]) -> None:
    wrong = {}
    for path, item in document["paths"].items():
        response = client.patch(API + re.sub("{.*?}", str(NOBODY), path))
        allowed = set(response.headers.get("allow", "").split(", "))
        if response.status_code != 405 or not allowed >= {method.upper() for method in item}:
            wrong[path] = response.status_code, allowed

    assert wrong == {}


def test_revision_that_is_changed_has_to_be_named(document: dict[str, Any]) -> None:
    headers = [
        each
        for _, _, operation in operations(document)
        for each in operation.get("parameters", ())
        if each["name"] == "if-match"
    ]

    assert {(each["required"], each["schema"]["type"]) for each in headers} == {(True, "string")}
    assert len(headers) > 40


def test_mail_addresses_are_told_as_such(document: dict[str, Any]) -> None:
    emails = {
        name: part.get("format")
        for name, schema in document["components"]["schemas"].items()
        if name.endswith(("Input", "Create", "Update"))
        for field, each in schema["properties"].items()
        if field == "email"
        for part in each.get("anyOf", [each])
        if part["type"] == "string"
    }

    assert (set(emails.values()), len(emails) > 3) == ({"email"}, True)


def test_every_input_refuses_unknown_keys(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        if method.upper() not in SAFE_METHODS and "$ref" in (schema := _body(operation)):
            name = schema["$ref"].rpartition("/")[2]
            assert document["components"]["schemas"][name]["additionalProperties"] is False, (path, method)


def _body(operation: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = (
        operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    )
    return schema


def _bounded(schema: dict[str, Any]) -> bool:
    if schema.get("type") == "array":
        return "maxItems" in schema
    if schema.get("type") == "string":
        return "maxLength" in schema or "format" in schema or "pattern" in schema or "enum" in schema
    return True


def test_what_takes_no_revision_is_told(document: dict[str, Any]) -> None:
    blind = {
        f"{method.upper()} {path}"
        for path, method, operation in operations(document)
        if method in {"put", "delete"}
        and "If-Match" not in {each["name"].title() for each in operation.get("parameters", ())}
    }
    guidelines = Path("docs/api-guidelines.md").read_text(encoding="utf-8")

    assert blind == set(re.findall(r"`((?:PUT|DELETE) /[^`]+)`", guidelines))


def test_each_schema_has_a_name_of_its_own() -> None:
    """The document has room for one of a name, and problems bring their own."""

    def below(model: type[BaseModel]) -> set[type[BaseModel]]:
        return set(model.__subclasses__()).union(*map(below, model.__subclasses__()))

    named = Counter(each.__name__ for each in below(BaseModel) if each.__module__.startswith("app.api."))

    assert [name for name, times in named.items() if times > 1 and "[" not in name] == []
