"""What people do at the same moment, on a database that really commits: its constraints and locks decide."""

from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select

from app.adapters.passwords import Argon2Passwords
from app.adapters.sealing import Sealer
from app.db import SessionFactory, make_session_factory, unit_of_work, upgrade
from app.errors import (
    CodeRefused,
    InvitationOver,
    LastOwner,
    ResetOver,
    SignInRefused,
    TooManyAttempts,
)
from app.i18n.languages import language
from app.models import Account, Invitation, Membership, OutgoingMail, PasswordReset, Role, SignIn
from app.queries import accounts
from app.services import invitations, memberships, password_resets, second_factors, sign_ins
from app.services.outgoing_mails import Postbox
from app.services.people import PeopleService
from app.services.permissions import Actor
from app.services.visitors import Visitor
from app.settings import AccountSettings
from tests.at_once import all_at_once
from tests.factories import a_conference, a_membership, a_sign_in, an_account
from tests.telephone import Telephone

AT_ONCE = 6
HERE = Visitor("192.0.2.1", "a test")
SETTINGS = AccountSettings()
SEALER = Sealer("only for tests", purpose="tests")
SERVICE = PeopleService(
    passwords=Argon2Passwords(at_once=2),
    accounts=SETTINGS,
    postbox=Postbox(SEALER, "http://localhost", is_emptied=True),
    factors=SEALER,
)
PASSWORD = "correct horse battery"  # noqa: S105 -- of nobody


@pytest.fixture
def factory(empty_engine: Engine) -> SessionFactory:
    upgrade(empty_engine)
    return make_session_factory(empty_engine)


def actor(factory: SessionFactory, account: Account) -> Actor:
    with factory() as db:
        a_sign_in(db, account)
        loaded = db.scalars(accounts.by_email(account.email)).one()
        sign_in = db.scalars(select(SignIn).where(SignIn.account_id == account.id)).one()
    return Actor(account=loaded, sign_in_id=sign_in.id, address=HERE.address)


def invited(factory: SessionFactory, conference_id: UUID, owner: Actor, role: Role) -> str:
    with unit_of_work(factory, write=True) as db:
        made = invitations.create(
            db, owner, SERVICE, conference_id, email="binh@example.vn", role=role, delegation_id=None
        )
        return made.secret


def test_of_many_who_use_a_link_at_once_one_joins(factory: SessionFactory) -> None:
    with factory() as db:
        conference = a_conference(db)
        owner = an_account(db, is_administrator=True)
    secret = invited(factory, conference.id, actor(factory, owner), Role.VIEWER)

    def join() -> object:
        with unit_of_work(factory, write=True) as db:
            return invitations.accept(db, SERVICE, HERE, secret=secret, name="Trần Bình", password=PASSWORD, code=None)

    ends = all_at_once(*[join] * AT_ONCE)

    with factory() as db:
        assert db.scalars(select(func.count()).select_from(Membership)).one() == 1
        assert db.scalars(select(func.count()).select_from(Account)).one() == 2
    assert ends.count(InvitationOver) == AT_ONCE - 1


def test_of_two_links_to_one_person_used_at_once_one_wins(factory: SessionFactory) -> None:
    with factory() as db:
        conference = a_conference(db)
        owner = an_account(db, is_administrator=True)
    host = actor(factory, owner)
    secrets = [invited(factory, conference.id, host, role) for role in (Role.VIEWER, Role.EDITOR)]

    def join(secret: str) -> object:
        with unit_of_work(factory, write=True) as db:
            return invitations.accept(db, SERVICE, HERE, secret=secret, name="Bình", password=PASSWORD, code=None)

    ends = all_at_once(*[partial(join, secret) for secret in secrets])

    with factory() as db:
        assert db.scalars(select(func.count()).select_from(Membership)).one() == 1
        assert [each.accepted_at is None for each in db.scalars(select(Invitation))] == [False]
    assert ends.count(InvitationOver) == 1


def test_of_many_who_use_a_link_to_a_new_password_at_once_one_chooses_it(factory: SessionFactory) -> None:
    with factory() as db:
        secret = password_resets.create(db, SETTINGS, an_account(db, password_hash="none"))  # noqa: S106 -- no hash
        db.commit()

    def choose(number: int) -> None:
        with unit_of_work(factory, write=True) as db:
            password = f"{PASSWORD} {number}"
            password_resets.accept(db, SERVICE, HERE, secret=secret, password=password)

    ends = all_at_once(*[partial(choose, number) for number in range(AT_ONCE)])

    with factory() as db:
        kept = db.scalars(select(Account.password_hash)).one()
        assert len(db.scalars(select(OutgoingMail)).all()) == 1
    assert sorted(end.__name__ for end in ends) == ["NoneType"] + [ResetOver.__name__] * (AT_ONCE - 1)
    assert SERVICE.passwords.compare(f"{PASSWORD} {ends.index(type(None))}", kept).fits


def test_many_who_ask_for_a_new_password_at_once_get_few_mails(factory: SessionFactory) -> None:
    with factory() as db:
        an_account(db, email="an@example.vn", password_hash="none")  # noqa: S106 -- no hash

    def ask() -> None:
        with unit_of_work(factory, write=True) as db:
            password_resets.ask(db, SERVICE, HERE, language("vi"), email="an@example.vn")

    assert all_at_once(*[ask] * AT_ONCE) == [type(None)] * AT_ONCE
    with factory() as db:
        owned = [reset.account_id is not None for reset in db.scalars(select(PasswordReset))]
    assert (owned.count(True), len(owned)) == (SETTINGS.max_resets, AT_ONCE)


def with_second_factor(factory: SessionFactory) -> tuple[Account, Telephone]:
    """Somebody with a confirmed one."""
    with factory() as db:
        account = an_account(db, email="an@example.vn", password_hash=SERVICE.passwords.hashed(PASSWORD))
    of_account = actor(factory, account)
    with unit_of_work(factory, write=True) as db:
        telephone = Telephone(second_factors.enrol(db, of_account, SERVICE).secret)
    with unit_of_work(factory, write=True) as db:
        telephone.recovery_codes = [*second_factors.confirm(db, of_account, SERVICE, telephone.code())]
    return account, telephone


@pytest.mark.parametrize("kind", ["of the telephone", "of recovery"])
def test_of_many_who_use_a_code_at_once_one_signs_in(factory: SessionFactory, kind: str) -> None:
    account, telephone = with_second_factor(factory)
    code = telephone.code(1) if kind == "of the telephone" else telephone.recovery_codes[0]
    patient = replace(SERVICE, accounts=AccountSettings(max_failures=AT_ONCE))

    def enter() -> object:
        with unit_of_work(factory, write=True) as db:
            return sign_ins.attempt(db, patient, HERE, email=account.email, password=PASSWORD, code=code)

    ends = all_at_once(*[enter] * AT_ONCE)

    assert sorted(end.__name__ for end in ends) == [CodeRefused.__name__] * (AT_ONCE - 1) + ["SignedIn"]


def test_many_guesses_at_once_count_one_after_the_other(factory: SessionFactory) -> None:
    with factory() as db:
        an_account(db, email="an@example.vn", password_hash=SERVICE.passwords.hashed(PASSWORD))
    strict = replace(SERVICE, accounts=AccountSettings(max_failures=2))

    def guess() -> object:
        with unit_of_work(factory, write=True) as db:
            return sign_ins.attempt(db, strict, HERE, email="an@example.vn", password="a guess", code=None)  # noqa: S106 -- a wrong one

    ends = all_at_once(*[guess] * AT_ONCE)

    assert (ends.count(SignInRefused), ends.count(TooManyAttempts)) == (2, AT_ONCE - 2)


def test_of_two_owners_who_leave_at_once_one_stays(factory: SessionFactory) -> None:
    with factory() as db:
        conference = a_conference(db)
        owners = [an_account(db), an_account(db)]
        rows = [a_membership(db, account, conference, Role.OWNER) for account in owners]
    actors = [actor(factory, account) for account in owners]

    def leave(number: int) -> None:
        with unit_of_work(factory, write=True) as db:
            memberships.end(db, actors[number], rows[number].id)

    ends = all_at_once(partial(leave, 0), partial(leave, 1))

    with factory() as db:
        assert len(db.scalars(select(Membership)).all()) == 1
    assert sorted(end.__name__ for end in ends) == sorted([LastOwner.__name__, "NoneType"])
