"""What the API's answers have in common, for tests that compare whole bodies."""

from typing import Any
from uuid import UUID

from httpx2 import Response

API = "/api/v1"
NOBODY = UUID(int=0)


def page(*items: Any, total: int | None = None, next_cursor: Any = None) -> dict[str, Any]:
    return {"items": list(items), "total": len(items) if total is None else total, "next_cursor": next_cursor}


def assert_problem(response: Response, status: int, code: str, detail: str | None = None, **members: Any) -> None:
    """The whole body of a problem, but for its title; its detail where one is given."""
    body = response.json()
    expected = {
        "type": f"/problems/{code}",
        "code": code,
        "title": body.get("title"),
        "status": status,
        "detail": body.get("detail") if detail is None else detail,
        "instance": response.request.url.path,
    }
    assert body == expected | members
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")


def assert_invalid(response: Response, *places: tuple[str, str], where: str = "body") -> None:
    """A 422 that names exactly these pointers, each with its detail."""
    errors = [{"pointer": pointer, "detail": detail, "in": where} for pointer, detail in places]
    assert_problem(response, 422, "invalid", errors=errors)
