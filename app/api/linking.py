"""Links of the OpenAPI document: from whatever answers with a thing to what can be done with it.

They follow from the names: what `POST …/needs` makes, and `GET …/needs` lists, is at `/needs/{need_id}`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

ONE = re.compile(r"/([a-z-]+)/\{(\w+)\}")


OTHERWISE_CALLED = {"/enquiries/{enquiry_id}/documents": "enquiry-documents"}
"""Collections that are not called as the things in them are elsewhere."""
DONE = {"200", "201", "202"}


class Thing(NamedTuple):
    """One of a collection: what names it in its address, and the operations with it by their methods."""

    name: str
    operations: Mapping[str, dict[str, Any]]


def document(openapi: dict[str, Any]) -> dict[str, Any]:
    """Put links into an OpenAPI document: to read, change and delete what was made, read, changed or listed."""
    paths, schemas = openapi["paths"], openapi["components"]["schemas"]
    things = {found[1]: Thing(found[2], item) for path, item in paths.items() if (found := ONE.fullmatch(path))}
    for path, item in paths.items():
        for method, operation in item.items():
            for status in DONE & operation["responses"].keys():
                answer = operation["responses"][status]
                if links := dict(_links(things, path, method, _fields(answer, schemas))):
                    answer["links"] = links
    return openapi


def _links(
    things: Mapping[str, Thing], path: str, method: str, fields: Collection[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    if found := ONE.fullmatch(path):
        yield from _each(things[found[1]], f"$request.path.{found[2]}", tagged=True, but=method)
        return
    thing = things.get(OTHERWISE_CALLED.get(path) or path.rpartition("/")[2])
    if thing is not None and method == "post" and "id" in fields:
        yield from _each(thing, "$response.body#/id", tagged=True)
    elif thing is not None and method == "get" and "items" in fields:
        yield from _each(thing, "$response.body#/items/0/id", tagged=False)


def _each(thing: Thing, named: str, *, tagged: bool, but: str | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """To the operations with the thing. Those that ask which revision was seen are told where the answer tells it."""
    for method, operation in thing.operations.items():
        if method == but:
            continue
        parameters = {thing.name: named}
        takes_a_tag = any(each["name"] == "if-match" for each in operation.get("parameters", ()))
        if takes_a_tag and tagged:
            parameters["header.if-match"] = "$response.header.ETag"
        if tagged or not takes_a_tag:
            yield method, {"operationId": operation["operationId"], "parameters": parameters}


def _fields(answer: Mapping[str, Any], schemas: Mapping[str, Any]) -> Collection[str]:
    """Of the JSON object that is answered."""
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    fields: Mapping[str, Any] = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema).get("properties", {})
    return fields.keys()
