"""What somebody else changes between the look at a revision and the change of it is never overlooked."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.db import SessionFactory, make_session_factory, upgrade
from app.errors import Duplicate, Invalid
from app.matching.scoring.organisations import OrganisationWeights
from app.matching.scoring.weights import Weights
from app.models import Conference, ConferenceSession, Role, ScoringWeights, SideRule
from app.services import (
    conferences,
    delegates,
    delegation_changes,
    delegations,
    sessions,
    side_rule_changes,
    side_rules,
)
from app.services.permissions import Actor
from app.services.scoring import weights
from tests.factories import a_delegation, a_session, a_version, an_administrator

RULE: dict[str, Any] = {"side": "province", "may_ask": None} | dict.fromkeys(
    ("max_requests", "max_wishes", "max_do_not_meets", "max_meetings", "max_consecutive")
)
WEIGHTS = {"of_pairs": asdict(Weights()), "of_meetings": asdict(OrganisationWeights())}
RULED = {"side": "province", "position": 1, "teams": 2, "min_meetings": 0, "max_meetings": 3, "max_consecutive": None}


@pytest.fixture
def factory(empty_engine: Engine) -> SessionFactory:
    upgrade(empty_engine)
    return make_session_factory(empty_engine)


@pytest.fixture
def actor(factory: SessionFactory) -> Actor:
    with factory() as db:
        return an_administrator(db)


@pytest.fixture
def db(factory: SessionFactory, actor: Actor) -> Iterator[Session]:  # noqa: ARG001 -- before anybody looks
    with factory() as db:
        yield db


@pytest.fixture
def session(db: Session) -> ConferenceSession:
    session = a_session(db)
    a_version(db, session)
    return session


def changed(db: Session, model: type[Conference | ConferenceSession]) -> None:
    """As if somebody else's change had been committed."""
    db.execute(update(model).values(revision=7).execution_options(synchronize_session=False))


def of_session(db: Session, actor: Actor, session: ConferenceSession) -> Callable[[], object]:
    sessions.for_editor(db, actor, session.id)
    values = {name: getattr(session, name) for name in ("code", "name_vi", "name_en", "online_links", "request_days")}
    values |= {"policy": {"zone_gap": 1}, "accepted_must_meet": False}
    return lambda: sessions.update(db, actor, session.id, values=values, accept_impact=True)


def of_rules(db: Session, actor: Actor, session: ConferenceSession) -> Callable[[], object]:
    side_rules.for_editor(db, actor, session.id)
    return lambda: side_rule_changes.put(db, actor, session.id, [RULE | {"min_meetings": 1}], accept_impact=True)


@pytest.mark.parametrize("begin", [of_session, of_rules])
def test_session_is_changed_as_it_was_seen(
    db: Session, actor: Actor, session: ConferenceSession, begin: Callable[..., Callable[[], object]]
) -> None:
    change = begin(db, actor, session)

    changed(db, ConferenceSession)

    with pytest.raises(StaleDataError):
        change()
    db.rollback()
    assert (db.get_one(ConferenceSession, session.id).policy, db.scalars(select(SideRule)).all()) == ({}, [])
    # Nothing is in the way of whoever looks again.
    begin(db, actor, session)()


def test_conference_is_deleted_as_it_was_seen(db: Session, actor: Actor) -> None:
    conference_id = a_session(db).conference_id
    conferences.for_organiser(db, actor, conference_id, Role.OWNER)

    changed(db, Conference)

    with pytest.raises(StaleDataError):
        conferences.delete(db, actor, conference_id, accept_impact=True)
    db.rollback()
    conferences.delete(db, actor, conference_id, accept_impact=True)
    assert db.scalars(select(Conference)).all() == []


def test_delegation_is_changed_as_it_was_seen(db: Session, actor: Actor, session: ConferenceSession) -> None:
    delegation = a_delegation(db, session, "01")
    delegations.for_editor(db, actor, delegation.id)

    db.execute(update(type(delegation)).values(revision=7).execution_options(synchronize_session=False))

    with pytest.raises(StaleDataError):
        delegation_changes.update(db, actor, delegation.id, values=RULED, accept_impact=True)


def test_weights_that_somebody_else_has_just_given_are_not_replaced(
    db: Session, actor: Actor, session: ConferenceSession
) -> None:
    seen = weights.get(db, actor, session.conference_id, least=Role.EDITOR)
    assert seen.revision == 0

    given = {"conference_id": session.conference_id, "of_pairs": {"sector": 1.0}, "of_meetings": {}}
    db.execute(insert(ScoringWeights).values(given))

    with pytest.raises(Duplicate):
        weights.put(db, actor, seen, values=WEIGHTS)
    db.execute(delete(ScoringWeights))
    assert weights.put(db, actor, seen, values=WEIGHTS).of_pairs == WEIGHTS["of_pairs"]


def test_delegates_sit_at_teams_that_are_still_there(db: Session, actor: Actor, session: ConferenceSession) -> None:
    delegation = a_delegation(db, session, "01", teams=2)
    assert delegations.for_submitter(db, actor, delegation.id).teams == 2
    values: dict[str, Any] = dict.fromkeys(
        ("title_vi", "title_en", "email", "phone", "note", "membership_id", "function")
    )
    values |= {"name": "An", "teams": [2], "languages": [], "sector_codes": []}

    db.execute(update(type(delegation)).values(teams=1).execution_options(synchronize_session=False))

    with pytest.raises(Invalid, match="no team 2"):
        delegates.create(db, actor, delegation.id, values=values, accept_impact=False)
