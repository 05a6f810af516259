"""Limit the lines of a conference, and keep what files of imports are called.

What was refused as unfit before its code went as well loses it now, also where the record repeats it.

Revision ID: 0043
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

HIDDEN = "…"

interest = sa.table(
    "interest", sa.column("id", sa.Uuid()), sa.column("state", sa.String()), sa.column("code", sa.String())
)
audit_entry = sa.table(
    "audit_entry",
    sa.column("id", sa.Uuid()),
    sa.column("subject_id", sa.Uuid()),
    sa.column("before", sa.JSON(none_as_null=True)),
    sa.column("after", sa.JSON(none_as_null=True)),
)


def upgrade() -> None:
    # In words of its own, since Alembic would copy SQLite's table to add a check, and drop all that points at it.
    op.execute(
        "ALTER TABLE conference ADD COLUMN online_links INTEGER"
        " CONSTRAINT ck_conference_online_links_not_negative CHECK (online_links >= 0)"
    )
    op.add_column("workbook_import", sa.Column("file_name", sa.String()))
    _forget_codes(op.get_bind())


def _forget_codes(connection: sa.Connection) -> None:
    for refused in connection.scalars(sa.select(interest.c.id).where(interest.c.state == "refused")).all():
        ours = f"X-{refused.hex[:8]}"
        connection.execute(sa.update(interest).where(interest.c.id == refused).values(code=ours))
        entries = sa.select(audit_entry).where(audit_entry.c.subject_id == refused)
        for entry in connection.execute(entries).all():
            told = {name: _without_code(getattr(entry, name)) for name in ("before", "after")}
            connection.execute(sa.update(audit_entry).where(audit_entry.c.id == entry.id).values(told))


def _without_code(values: dict[str, object] | None) -> dict[str, object] | None:
    return values | {"code": HIDDEN} if values and values.get("code") else values


def downgrade() -> None:
    op.drop_column("workbook_import", "file_name")
    op.drop_column("conference", "online_links")
