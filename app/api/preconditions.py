"""Entity tags: whoever changes a thing says which revision of it they have seen; nobody overwrites unseen work."""

from typing import Annotated, Any, Protocol, TypeVar

from fastapi import Depends, Header, Response
from pydantic import BaseModel

from app.errors import PreconditionFailed, PreconditionRequired


class Numbered(Protocol):
    """A row with a revision."""

    @property
    def revision(self) -> int: ...


Row = TypeVar("Row", bound=Numbered)
MOST_TAGS = 200
IfMatch = Annotated[
    str | None,
    Header(
        max_length=MOST_TAGS,
        description="The `ETag` of the revision that is changed or taken away, or `*` for whichever there is.",
    ),
]


class Tagger:
    """Gives an answer the entity tag of the row that it shows."""

    def __init__(self, response: Response) -> None:
        self.response = response

    def of(self, row: Row) -> Row:
        """The row; the answer has its tag."""
        self.response.headers["ETag"] = tag_of(row)
        return row


class Editing(Tagger):
    """A change of a thing, or its end: refused unless its caller has seen the revision that it changes."""

    def __init__(self, response: Response, if_match: IfMatch = None) -> None:
        super().__init__(response)
        self.if_match = if_match

    def check(self, row: Numbered, shown_as: type[BaseModel]) -> None:
        """Raises `PreconditionRequired` if no revision was named, `PreconditionFailed` if it was another."""
        if self.if_match is None:
            raise PreconditionRequired("Send the `ETag` of what you have seen as `If-Match`.")
        if "*" not in (known := {tag.strip() for tag in self.if_match.split(",")}) and tag_of(row) not in known:
            raise PreconditionFailed(
                "Somebody has changed this meanwhile; `current` is what it is now.",
                current=shown_as.model_validate(row).model_dump(mode="json"),
            )


def document(openapi: dict[str, Any]) -> dict[str, Any]:
    """Say in an OpenAPI document that the header is required, though its lack is told by 428 and not as a bad one."""
    for path in openapi["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                if parameter["name"] == "if-match":
                    parameter |= {"required": True, "schema": {"type": "string", "maxLength": MOST_TAGS}}
    return openapi


def tag_of(row: Numbered) -> str:
    """The entity tag of a row's revision."""
    return f'"{row.revision}"'


Tag = Annotated[Tagger, Depends(Tagger)]
Edit = Annotated[Editing, Depends(Editing)]
