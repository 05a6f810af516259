"""Commands for the accounts of people."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.environment import database, from_environment, require_newest_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from app.db import SessionFactory
    from app.models import Account

NO_ACCOUNT = "There is no account with the e-mail {email}."


def create_admin(
    email: Annotated[str, typer.Argument(help="The e-mail to sign in with.")],
    name: Annotated[str, typer.Option(prompt=True, help="The person's name.")],
    password: Annotated[
        str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True, help="Better typed than given here.")
    ],
) -> None:
    """Make the account of an administrator, who may do everything and invite the others."""
    from app.adapters.passwords import Argon2Passwords
    from app.db import make_session_factory, unit_of_work
    from app.errors import Duplicate, Invalid
    from app.services import accounts, audit_entries
    from app.settings import DatabaseSettings

    person = _person(email, name, password)
    with database(from_environment(DatabaseSettings)) as engine:
        require_newest_schema(engine)
        try:
            with unit_of_work(make_session_factory(engine), write=True) as db:
                account = accounts.create_administrator(db, Argon2Passwords(at_once=1), **person)
                audit_entries.record_of_console(
                    db, "account.created", subject_id=account.id, after={"is_administrator": True}
                )
        except (Duplicate, Invalid) as exc:
            typer.echo(str(exc), err=True)
            raise typer.Exit(2) from None
    typer.echo(f"{person['email']} may sign in and do everything.")


def make_admin(email: Annotated[str, typer.Argument(help="The e-mail of the account.")]) -> None:
    """Let somebody who has an account already do everything. Be sure who asks you."""
    from app.services import accounts

    _change(email, accounts.make_administrator, "administrator.named", otherwise=f"{email} may do everything already.")
    typer.echo(f"{email} has to sign in anew, and may do everything then.")


def reset_password(email: Annotated[str, typer.Argument(help="The e-mail of the account.")]) -> None:
    """Print a link by which somebody chooses a new password, once; hand it to nobody else."""
    from app.db import make_session_factory, unit_of_work
    from app.services import accounts, audit_entries, links, password_resets
    from app.settings import Settings

    settings = from_environment(Settings)
    with database(settings) as engine:
        require_newest_schema(engine)
        with unit_of_work(make_session_factory(engine), write=True) as db:
            account = accounts.by_email(db, email)
            secret = None if account is None else password_resets.create(db, settings.accounts, account)
            if account is not None:
                audit_entries.record_of_console(db, "password-reset.created", subject_id=account.id)
    if secret is None:
        typer.echo(NO_ACCOUNT.format(email=email), err=True)
        raise typer.Exit(2)
    typer.echo(links.password_reset(settings.http.public_url, secret))


def remove_second_factor(email: Annotated[str, typer.Argument(help="The e-mail of the account.")]) -> None:
    """Let somebody who has lost telephone and recovery codes sign in by password alone. Be sure who asks you."""
    from app.services import second_factors

    _change(email, second_factors.drop, "second-factor.removed", otherwise=f"{email} has no second factor.")
    typer.echo(f"{email} may sign in without a code.")


def forget_people(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say of which conferences, and how many enquiries.")
    ] = False,
) -> None:
    """Forget the people of conferences and enquiries of long ago. Run it every day."""
    from app.db import make_session_factory, unit_of_work
    from app.settings import KeeperSettings

    settings = from_environment(KeeperSettings)
    with database(settings) as engine:
        require_newest_schema(engine)
        factory = make_session_factory(engine)
        with unit_of_work(factory, write=not dry_run) as db:
            conferences = _forget_conferences(db, dry_run=dry_run)
            enquiries = _forget_enquiries(db, settings.enquiries.retention_days, dry_run=dry_run)
        if settings.documents.folder and not dry_run:
            _sweep(factory, settings.documents.folder)
    if not conferences:
        typer.echo("No conference is due.")
    if enquiries:
        typer.echo(f"Enquiries of which people {'would be' if dry_run else 'are'} forgotten: {enquiries}.")


def _forget_conferences(db: "Session", *, dry_run: bool) -> int:
    from datetime import UTC, datetime

    from app.services import audit_entries, retention

    conferences = retention.due(db, today=datetime.now(UTC).date())
    for conference in conferences:
        if not dry_run:
            retention.erase(db, conference)
            audit_entries.record_of_console(
                db, "conference.people-forgotten", subject_id=conference.id, conference_id=conference.id
            )
        typer.echo(f"{conference.code}: people {'would be' if dry_run else 'are'} forgotten")
    return len(conferences)


def _forget_enquiries(db: "Session", days: int, *, dry_run: bool) -> int:
    from datetime import UTC, datetime

    from app.services import audit_entries, retention

    enquiries = retention.due_enquiries(db, now=datetime.now(UTC), days=days)
    for enquiry_id in [] if dry_run else enquiries:
        retention.erase_enquiry(db, enquiry_id)
        audit_entries.record_of_console(db, "enquiry.people-forgotten", subject_id=enquiry_id)
    return len(enquiries)


def _change(email: str, change: "Callable[[Session, Account], bool]", happening: str, *, otherwise: str) -> None:
    """Change the account with this e-mail and record it; ends the command where there is none, or nothing to change."""
    from app.db import make_session_factory, unit_of_work
    from app.services import accounts, audit_entries
    from app.settings import DatabaseSettings

    with database(from_environment(DatabaseSettings)) as engine:
        require_newest_schema(engine)
        with unit_of_work(make_session_factory(engine), write=True) as db:
            account = accounts.by_email(db, email)
            changed = account is not None and change(db, account)
            if account is not None and changed:
                audit_entries.record_of_console(db, happening, subject_id=account.id)
    if not changed:
        typer.echo(NO_ACCOUNT.format(email=email) if account is None else otherwise, err=True)
        raise typer.Exit(2)


def _sweep(factory: "SessionFactory", folder: str) -> None:
    """Remove files of documents that are gone; those of the last hour may be of a request that has not ended."""
    from datetime import UTC, datetime, timedelta
    from pathlib import Path

    from app.adapters.document_files import Folder
    from app.db import unit_of_work
    from app.services import documents

    with unit_of_work(factory, write=False) as db:
        count = documents.sweep(db, Folder(Path(folder)), before=datetime.now(UTC) - timedelta(hours=1))
    if count:
        typer.echo(f"Files of documents that were gone: {count} removed.")


def _person(email: str, name: str, password: str) -> dict[str, str]:
    """The same rules as when somebody joins; what does not fit is named and ends the command."""
    from pydantic import ValidationError

    from app.api.schemas.accounts import NewPerson

    try:
        return NewPerson(email=email, name=name, password=password).model_dump()
    except ValidationError as exc:
        for error in exc.errors(include_input=False):
            typer.echo(f"{error['loc'][0]}: {error['msg'].removeprefix('Value error, ')}", err=True)
        raise typer.Exit(2) from None
