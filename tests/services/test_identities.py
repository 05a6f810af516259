"""Rights by what another service says: given, changed and taken by rules, and nothing else touched."""

from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.adapters.passwords import Argon2Passwords
from app.adapters.sealing import Sealer
from app.db import make_session_factory, unit_of_work, upgrade
from app.errors import AppError
from app.models import (
    Account,
    AuditEntry,
    Conference,
    ConferenceSession,
    Identity,
    Invitation,
    Membership,
    Role,
    SignIn,
)
from app.services import identities
from app.services.identities import Introduction
from app.services.outgoing_mails import Postbox
from app.services.people import PeopleService
from app.services.visitors import Visitor
from app.settings import AccountSettings, OidcRule
from tests import factories
from tests.at_once import all_at_once
from tests.logged import logged

AT_ONCE = 4
HERE = Visitor("192.0.2.1", "a test")
SEALER = Sealer("only for tests", purpose="tests")
SERVICE = PeopleService(
    passwords=Argon2Passwords(at_once=1),
    accounts=AccountSettings(),
    postbox=Postbox(SEALER, "http://localhost", is_emptied=False),
    factors=SEALER,
)


def rule(value: str = "g", *, claim: str = "groups", **gives: Any) -> OidcRule:
    return OidcRule(claim=claim, value=value, **gives)


def who(*groups: str, **claims: Any) -> Introduction:
    said = {"groups": list(groups)} | claims
    return Introduction("https://issuer.example", "an", "an@example.vn", "Nguyễn An", said)


def come(db: Session, rules: list[OidcRule], *groups: str, **claims: Any) -> list[tuple[Role, bool]]:
    """Sign in; the roles held after that, and whether each is by a rule."""
    identities.enter(db, SERVICE, rules, HERE, who(*groups, **claims))
    db.commit()
    account = db.scalars(select(Account).where(Account.email == "an@example.vn")).one()
    held = db.scalars(select(Membership).where(Membership.account_id == account.id).order_by(Membership.created_at))
    return [(each.role, each.by_claims) for each in held]


def test_rule_gives_a_role_at_a_conference(db: Session, conference: Conference) -> None:
    rules = [rule("editors", conference=conference.code, role="editor")]

    assert come(db, rules, "x", "editors") == [(Role.EDITOR, True)]
    (entry,) = db.scalars(select(AuditEntry).where(AuditEntry.action == "membership.created"))
    assert entry.conference_id == conference.id


def test_rule_gives_a_role_in_the_delegation_of_an_organisation(db: Session, session: ConferenceSession) -> None:
    delegation = factories.a_delegation(db, session, "46")
    code = db.get_one(Conference, session.conference_id).code

    assert come(db, [rule("hue", conference=code, role="head", delegation="46")], "hue") == [(Role.HEAD, True)]
    assert db.scalars(select(Membership.delegation_id)).all() == [delegation.id]


def test_of_several_invitations_to_one_place_one_is_accepted_and_the_others_are_over(
    db: Session, conference: Conference
) -> None:
    for role in (Role.DESK, Role.DESK, Role.EDITOR):
        factories.an_invitation(db, "an@example.vn", conference_id=conference.id, role=role)

    assert come(db, []) == [(Role.DESK, False)]
    assert [each.accepted_at is None for each in db.scalars(select(Invitation))] == [False]


def test_of_several_rules_the_highest_role_counts(db: Session, conference: Conference) -> None:
    rules = [rule(role, conference=conference.code, role=role) for role in ("viewer", "owner", "desk")]

    assert come(db, rules, "viewer", "owner", "desk") == [(Role.OWNER, True)]


def test_role_changes_and_ends_with_what_is_said(db: Session, conference: Conference) -> None:
    rules = [rule(role, conference=conference.code, role=role) for role in ("viewer", "editor")]

    said = [come(db, rules, *groups) for groups in (["viewer"], ["editor"], ["editor"], [])]

    assert said == [[(Role.VIEWER, True)], [(Role.EDITOR, True)], [(Role.EDITOR, True)], []]
    actions = [entry.action for entry in db.scalars(select(AuditEntry).order_by(AuditEntry.at))]
    assert actions == ["identity.linked", "membership.created", "membership.changed", "membership.ended"]


def test_change_of_rights_ends_the_other_sign_ins(db: Session, conference: Conference) -> None:
    rules = [rule("editor", conference=conference.code, role="editor")]

    come(db, rules, "editor")
    come(db, rules, "editor")
    before = len(db.scalars(select(SignIn)).all())
    come(db, rules)

    assert (before, len(db.scalars(select(SignIn)).all())) == (2, 1)


def test_what_people_gave_each_other_stays(db: Session, conference: Conference) -> None:
    account = factories.an_account(db, email="an@example.vn")
    factories.a_membership(db, account, conference, Role.VIEWER)
    rules = [rule("owner", conference=conference.code, role="owner")]

    assert come(db, rules, "owner") == [(Role.VIEWER, False)]
    assert come(db, rules) == [(Role.VIEWER, False)]


def test_last_owner_and_last_administrator_stay(db: Session, conference: Conference) -> None:
    rules = [rule("owner", conference=conference.code, role="owner"), rule("admin", administrator=True)]
    come(db, rules, "owner", "admin")

    assert come(db, rules) == [(Role.OWNER, True)]
    assert db.scalars(select(Account.is_administrator)).one()


def test_administrator_by_hand_stays_one(db: Session) -> None:
    account = factories.an_account(db, email="an@example.vn", is_administrator=True)
    factories.an_account(db, is_administrator=True)
    rules = [rule("admin", administrator=True)]

    come(db, rules, "admin")
    come(db, rules)

    assert db.get_one(Account, account.id).is_administrator


@pytest.mark.parametrize(
    ("claim", "claims"),
    [
        ("department", {"department": "g"}),
        ("realm.roles", {"realm": {"roles": ["x", "g"]}}),
        ("https://x.example/roles", {"https://x.example/roles": ["g"]}),
    ],
)
def test_claim_is_found_where_it_is(db: Session, conference: Conference, claim: str, claims: dict[str, Any]) -> None:
    rules = [rule(claim=claim, conference=conference.code, role="desk")]

    assert come(db, rules, **claims) == [(Role.DESK, True)]


@pytest.mark.parametrize(
    "claims", [{}, {"realm": None}, {"realm": "g"}, {"realm": {"roles": {"g": 1}}}, {"realm": ["g"]}]
)
def test_claim_that_is_not_there_gives_nothing(db: Session, claims: dict[str, Any]) -> None:
    factories.an_account(db, email="an@example.vn")

    assert come(db, [rule(claim="realm.roles", administrator=True)], **claims) == []
    assert not db.scalars(select(Account.is_administrator)).one()


def test_rule_for_no_one_place_is_left_out_and_logged(db: Session, session: ConferenceSession) -> None:
    code = db.get_one(Conference, session.conference_id).code
    for scheme in ("province", "province-2025"):
        organisation = factories.an_organisation(db, "46", scheme=scheme)
        factories.a_delegation(db, session, organisation=organisation)
    places = [("unknown", None), (code, "46"), (code, "unknown")]
    rules = [rule(conference=c, role="head" if d else "viewer", delegation=d) for c, d in places]

    with logged() as lines:
        assert come(db, rules, "g") == []

    assert [line["rule"] for line in lines.of("a rule of OIDC names no one conference or delegation")] == [0, 1, 2]


@pytest.mark.parametrize(
    "gives",
    [
        {},
        {"administrator": True, "conference": "c", "role": "owner"},
        {"conference": "c"},
        {"role": "owner"},
        {"conference": "c", "role": "head"},
        {"conference": "c", "role": "owner", "delegation": "46"},
        {"administrator": True, "delegation": "46"},
    ],
)
def test_rule_that_gives_no_one_thing_is_refused(gives: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rule(**gives)


def test_of_two_windows_at_once_one_account_comes(empty_engine: Engine) -> None:
    upgrade(empty_engine)
    factory = make_session_factory(empty_engine)

    def enter() -> None:
        with unit_of_work(factory, write=True) as db:
            identities.enter(db, SERVICE, [rule(administrator=True)], HERE, who("g"))

    ends = all_at_once(*[enter] * AT_ONCE)

    with factory() as db:
        assert len(db.scalars(select(Account)).all()) == len(db.scalars(select(Identity)).all()) == 1
        assert len(db.scalars(select(SignIn)).all()) >= 1
    assert all(end is type(None) or issubclass(end, AppError) for end in ends)
