"""Commands that take the whole system away and bring it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from app.cli.environment import database, from_environment, require_newest_schema

if TYPE_CHECKING:
    from app.adapters.archives import ArchiveReader
    from app.adapters.document_files import Folder
    from app.services.backups import Contents
    from app.settings import KeeperSettings


def backup(file: Annotated[Path, typer.Argument(help="The archive to make; it must not be there yet.")]) -> None:
    """Write all rows and documents of this moment into one file, while the service goes on.

    Whoever has the file knows all that the system knows. What is sealed in it needs KETNOI_SECRET_KEY besides.
    """
    from app.adapters import archives
    from app.db import snapshot
    from app.services import backups

    settings = _settings()
    files = _folder(settings)
    with _told(file), database(settings) as engine:
        require_newest_schema(engine)
        with archives.writing(file) as archive:
            # Most of them now, so that few are left to be copied in the moment that counts.
            with snapshot(engine) as earlier:
                backups.add_documents(archive, files, backups.document_ids(earlier))
            with snapshot(engine) as now:
                backups.add_all(archive, files, now)
        with archives.reading(file) as made:
            _tell(file, backups.contents(made))


def restore(
    file: Annotated[Path, typer.Argument(help="An archive of `ketnoi backup`.")],
    *,
    check: Annotated[bool, typer.Option("--check", help="Only read all of it and compare the digests.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Also into a system with people: theirs is lost.")] = False,
) -> None:
    """Bring all rows and documents of a backup back, into a system without accounts and conferences: all or nothing."""
    from app.adapters import archives
    from app.services import backups

    with _told(file), archives.reading(file) as archive:
        archive.verify()
        if not check:
            _put_back(archive, force=force)
        _tell(file, backups.contents(archive))
    typer.echo(
        "It is whole." if check else "It is restored. KETNOI_SECRET_KEY must be that of the system that it is of."
    )


def _put_back(archive: "ArchiveReader", *, force: bool) -> None:
    from app.db import migrating
    from app.services import backups

    settings = _settings()
    files = _folder(settings)
    with (
        database(settings) as engine,
        backups.all_or_nothing(files) as written,
        migrating(engine, check_references=False) as migration,
    ):
        backups.restore(archive, files, migration, written, force=force)


def _tell(file: Path, contents: "Contents") -> None:
    typer.echo(
        f"{file}: {contents.rows} rows of {contents.tables} tables and {contents.documents} documents,"
        f" of {contents.made_at}, on schema {contents.schema}."
    )
    for document_id in contents.missing:
        typer.echo(f"Document {document_id} has no file: it was removed meanwhile, or is lost.", err=True)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """What is wrong is a line, and nothing has changed."""
    from app.adapters.archives import ArchiveDamaged, ArchiveTooNew, NotAnArchive
    from app.services.backups import ForeignDocuments, NoFolder, NotEmpty, SchemaTooNew

    try:
        yield
    except NotAnArchive:
        _refuse(f"{file} is not a backup of Kết Nối.")
    except ArchiveDamaged as exc:
        _refuse(f"{file} is damaged: {exc} is not what was written. Take another backup.")
    except (ArchiveTooNew, SchemaTooNew):
        _refuse(f"{file} is of a later release: restore it with that one, or a newer one.")
    except NotEmpty:
        _refuse("The system has accounts or conferences. With --force they are replaced, and lost.")
    except ForeignDocuments:
        _refuse("The folder of KETNOI_DOCUMENTS__FOLDER has other documents: name an empty one, or use --force.")
    except NoFolder:
        _refuse("KETNOI_DOCUMENTS__FOLDER: there are documents; name the folder for them.")
    except FileExistsError:
        _refuse(f"{file} is there already.")
    except OSError as exc:
        _refuse(f"{exc.filename or file}: {exc.strerror}.")


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2) from None


def _settings() -> "KeeperSettings":
    from app.settings import KeeperSettings

    return from_environment(KeeperSettings)


def _folder(settings: "KeeperSettings") -> "Folder | None":
    from app.adapters.document_files import Folder

    return Folder(Path(settings.documents.folder)) if settings.documents.folder else None
