"""Give needs and offerings a life: states, versions, and who is shown what. Those that are there already are submitted.

Each has its present version as the first that is kept.

Revision ID: 0021
Revises: 0020
"""

import json
import unicodedata
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STATES = ("draft", "submitted", "validated", "returned", "withdrawn", "refused")
COLUMNS = (
    *("code", "priority", "urgency", "title_vi", "title_en", "text_vi", "text_en", "objective_code"),
    *("size_amount", "size_currency", "size_unit", "partner_kind", "note"),
)
OF_OFFERINGS = ("visibility", "partner_name", "partner_country_code", "partner_intent")
LINKS = {"sector": "sector_code", "country": "country_iso2", "region": "region_code"}


def upgrade() -> None:
    # In words of its own: to give a column a check, Alembic would copy SQLite's table, and drop all that points at it.
    known = ", ".join(f"'{state}'" for state in STATES)
    op.execute(
        f"ALTER TABLE interest ADD COLUMN state VARCHAR(16) DEFAULT 'submitted' NOT NULL "
        f"CONSTRAINT ck_interest_state_known CHECK (state IN ({known}))"
    )
    op.add_column("interest", sa.Column("submitted_at", sa.DateTime(timezone=True)))
    op.add_column("interest", sa.Column("is_disclosed", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("interest", sa.Column("folded", sa.String(), server_default="", nullable=False))
    op.execute("UPDATE interest SET submitted_at = updated_at")
    op.add_column(
        "conference", sa.Column("requires_validation", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute(
        "ALTER TABLE conference ADD COLUMN needs_visible_to VARCHAR(16) DEFAULT 'nobody' NOT NULL "
        "CONSTRAINT ck_conference_needs_visible_to_known CHECK (needs_visible_to IN ('nobody', 'other_sides'))"
    )
    create_revisions()
    create_state_changes()
    keep_what_there_is()


def downgrade() -> None:
    op.drop_table("state_change")
    op.drop_table("interest_revision")
    op.execute("DELETE FROM interest WHERE state = 'refused'")  # They say nothing.
    for column in ("folded", "is_disclosed", "submitted_at", "state"):
        op.drop_column("interest", column)
    for column in ("needs_visible_to", "requires_validation"):
        op.drop_column("conference", column)


def create_revisions() -> None:
    op.create_table(
        "interest_revision",
        *of_an_interest(),
        sa.Column("submitted_at", sa.DateTime(timezone=True)),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON()),
        sa.UniqueConstraint("interest_id", "number"),
    )


def create_state_changes() -> None:
    op.create_table(
        "state_change",
        *of_an_interest(),
        one_of("previous"),
        one_of("state"),
        sa.Column("comment", sa.String()),
        sa.UniqueConstraint("interest_id", "number"),
    )


def of_an_interest() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("interest_id", sa.Uuid(), sa.ForeignKey("interest.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), sa.ForeignKey("account.id", ondelete="SET NULL"), index=True),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
    ]


def one_of(name: str) -> sa.Column[Any]:
    kind = sa.Enum(*STATES, name=f"{name}_known", native_enum=False, length=16, create_constraint=True)
    return sa.Column(name, kind, nullable=False)


def keep_what_there_is() -> None:
    connection, metadata = op.get_bind(), sa.MetaData()
    interest, revision_ = (
        sa.Table(name, metadata, autoload_with=connection, resolve_fks=False)
        for name in ("interest", "interest_revision")
    )
    linked = {name: links(connection, name) for name in LINKS}
    for row in connection.execute(sa.select(interest)).mappings().all():
        says = {name: row[name] for name in (*COLUMNS, *(OF_OFFERINGS if row["kind"] == "offering" else ()))}
        for name in LINKS if row["kind"] == "need" else ("sector", "country"):
            says[f"{name}_codes"] = sorted(linked[name].get(row["id"], []))
        folded = "\n".join(says[name] for name in ("title_vi", "title_en", "text_vi", "text_en") if says[name])
        connection.execute(interest.update().where(interest.c.id == row["id"]).values(folded=without_accents(folded)))
        connection.execute(revision_.insert().values(first_revision(row, says)))


def first_revision(row: Any, says: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": uuid4() if isinstance(row["id"], UUID) else uuid4().hex,
        "interest_id": row["id"],
        "number": 1,
        "at": datetime.now(UTC),
        "on_behalf": False,
        "submitted_at": datetime.now(UTC),
        "changed": [],
        "content": json.loads(json.dumps(says)),
    }


def links(connection: sa.Connection, name: str) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    table = sa.Table(f"interest_{name}", sa.MetaData(), autoload_with=connection, resolve_fks=False)
    for owner, code in connection.execute(sa.select(table.c.interest_id, table.c[LINKS[name]])):
        found.setdefault(owner, []).append(code)
    return found


def without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d").replace("ð", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
