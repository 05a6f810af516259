"""Whoever changes a thing names the revision that they have seen."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from tests.api.answers import API, assert_problem
from tests.api.people import People
from tests.api.world import BODIES, QUERIES, World
from tests.rights import table

# A role is a word of its own, and the order of delegates is a part of their delegation.
WITHOUT_REVISIONS = {"/memberships/{membership_id}", "/delegations/{delegation_id}/delegate-order"}
# Of several tables at once, which are told with their session.
SEEN_AT = {"/sessions/{session_id}/table-availability": "/sessions/{session_id}"}
PUTS = {operation.removeprefix("PUT ") for operation in BODIES if operation.startswith("PUT /") and "{" in operation}
EDITS = sorted(PUTS - WITHOUT_REVISIONS)
DELETIONS = [path for path in EDITS if f"DELETE {path}" in table("permissions.md")]


@pytest.fixture
def careful(people: People) -> TestClient:
    """An administrator who sends no header by itself."""
    client = people.administrator()
    del client.headers["If-Match"]
    return client


@pytest.fixture
def world(careful: TestClient, db: Session) -> World:
    return World(careful.app, db)  # type: ignore[arg-type]  # the client's own application


@pytest.mark.parametrize("path", EDITS)
def test_change_must_name_a_revision(careful: TestClient, world: World, path: str) -> None:
    address, body = API + path.format(**world.ids), BODIES[f"PUT {path}"](world)

    response = careful.put(address, json=body)

    assert_problem(response, 428, "precondition-required", "Send the `ETag` of what you have seen as `If-Match`.")


@pytest.mark.parametrize("path", EDITS)
def test_second_who_changes_the_same_revision_is_shown_the_current_one(
    careful: TestClient, world: World, path: str
) -> None:
    address, body = API + path.format(**world.ids), BODIES[f"PUT {path}"](world)
    shown_at = API + SEEN_AT.get(path, path).format(**world.ids)
    seen, accepting = careful.get(shown_at).headers["ETag"], QUERIES.get(f"PUT {path}")

    first, second = (careful.put(address, json=body, params=accepting, headers={"If-Match": seen}) for _ in range(2))

    assert (first.status_code, careful.get(shown_at).headers["ETag"]) == (200, first.headers["ETag"])
    assert seen != first.headers["ETag"]
    told = "Somebody has changed this meanwhile; `current` is what it is now."
    assert_problem(second, 412, "precondition-failed", told, current=first.json())


@pytest.mark.parametrize("path", DELETIONS)
def test_deletion_must_name_a_revision(careful: TestClient, world: World, path: str) -> None:
    address = API + path.format(**world.ids)

    response = careful.delete(address)

    assert_problem(response, 428, "precondition-required", "Send the `ETag` of what you have seen as `If-Match`.")
    assert careful.get(address).status_code == 200


@pytest.mark.parametrize("path", DELETIONS)
def test_nobody_takes_away_what_has_changed_since_they_saw_it(careful: TestClient, world: World, path: str) -> None:
    address, body = API + path.format(**world.ids), BODIES[f"PUT {path}"](world)
    seen = careful.get(address).headers["ETag"]
    changed = careful.put(address, json=body, headers={"If-Match": seen})

    refused = careful.delete(address, headers={"If-Match": seen})
    done = careful.delete(address, headers={"If-Match": changed.headers["ETag"]})

    told = "Somebody has changed this meanwhile; `current` is what it is now."
    assert_problem(refused, 412, "precondition-failed", told, current=changed.json())
    # Some have something else that stands in the way; what they are at the moment doesn't.
    assert done.status_code in {204, 409}


def test_any_revision_will_do_for_whoever_says_so(careful: TestClient, world: World) -> None:
    address = f"{API}/needs/{world.ids['need_id']}"
    body = BODIES["PUT /needs/{need_id}"](world)

    for named in ("*", '"7", "2"'):
        assert careful.put(address, json=body, headers={"If-Match": named}).status_code == 200


def test_change_that_changes_nothing_keeps_the_revision(careful: TestClient, world: World) -> None:
    address = f"{API}/needs/{world.ids['need_id']}"
    body: Any = BODIES["PUT /needs/{need_id}"](world)
    first = careful.put(address, json=body, headers={"If-Match": "*"})

    again = careful.put(address, json=body, headers={"If-Match": first.headers["ETag"]})

    assert again.headers["ETag"] == first.headers["ETag"]


def test_current_state_is_not_shown_to_who_may_not_see_it(world: World) -> None:
    other = world.client("other delegation")
    body = BODIES["PUT /needs/{need_id}"](world)

    response = other.put(f"{API}/needs/{world.ids['need_id']}", json=body, headers={"If-Match": '"7"'})

    assert_problem(response, 404, "not-found", "No such need.")
