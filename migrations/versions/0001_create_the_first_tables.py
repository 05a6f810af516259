"""Create the first tables.

Constraint and index names come from the naming convention of the models' metadata.

Revision ID: 0001
Revises: nothing, the database is empty
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CASCADE, RESTRICT, SET_NULL = "CASCADE", "RESTRICT", "SET NULL"

# fmt: off
TABLES = (
    "region", "country", "sector", "objective", "organisation", "organisation_country", "conference",
    "conference_session", "delegation", "slot", "meeting_table", "unavailability", "need", "offering", "need_sector",
    "need_country", "need_region", "offering_sector", "offering_country", "wish", "must_meet", "meeting_value", "pin",
    "run", "timetable_version", "placement", "placement_party",
)
# fmt: on


def upgrade() -> None:
    create_reference()
    create_organisations()
    create_conferences()
    create_delegations()
    create_interests()
    create_wishes()
    create_pairs()
    create_runs()
    create_timetables()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def create_reference() -> None:
    op.create_table("region", text("code", primary_key=True), *names())
    op.create_table(
        "country",
        text("iso2", primary_key=True),
        *names(),
        link("region_code", "region.code", RESTRICT, index=True),
    )
    op.create_table(
        "sector",
        text("code", primary_key=True),
        link("parent_code", "sector.code", RESTRICT, index=True, nullable=True),
        *names(),
    )
    op.create_table("objective", text("code", primary_key=True), *names())


def create_organisations() -> None:
    op.create_table(
        "organisation",
        key(),
        text("scheme"),
        text("code"),
        choice("kind", "kind_known", "province", "mission", "partner", "other"),
        text("category", nullable=True),
        *names(),
        text("label_vi"),
        text("label_en"),
        text("city_vi", nullable=True),
        text("city_en", nullable=True),
        link("region_code", "region.code", RESTRICT, index=True, nullable=True),
        text("timezone", nullable=True),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        link("successor_id", "organisation.id", RESTRICT, index=True, nullable=True),
        *timestamps(),
        sa.UniqueConstraint("scheme", "code"),
        sa.CheckConstraint("scheme <> '' AND code <> ''", name="identified"),
        sa.CheckConstraint("valid_to >= valid_from", name="validity_in_order"),
        sa.CheckConstraint("successor_id <> id", name="not_its_own_successor"),
    )
    op.create_table(
        "organisation_country",
        link("organisation_id", "organisation.id", CASCADE, primary_key=True),
        link("country_iso2", "country.iso2", RESTRICT, primary_key=True),
        choice("role", "role_known", "host", "concurrent"),
    )


def create_conferences() -> None:
    op.create_table(
        "conference",
        key(),
        text("code"),
        *names(),
        text("city"),
        text("timezone"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        *timestamps(),
        sa.UniqueConstraint("code"),
        sa.CheckConstraint("code <> ''", name="identified"),
        sa.CheckConstraint("ends_on >= starts_on", name="days_in_order"),
    )
    op.create_table(
        "conference_session",
        key(),
        link("conference_id", "conference.id", CASCADE),
        text("code"),
        *names(),
        integer("online_links", nullable=True),
        json("policy"),
        *timestamps(),
        sa.UniqueConstraint("conference_id", "code"),
        sa.CheckConstraint("code <> ''", name="identified"),
        sa.CheckConstraint("online_links >= 0", name="online_links_not_negative"),
    )


def create_delegations() -> None:
    op.create_table(
        "delegation",
        key(),
        link("conference_id", "conference.id", CASCADE),
        link("organisation_id", "organisation.id", RESTRICT, index=True),
        text("side"),
        integer("position"),
        choice("mode", "mode_known", "in_person", "online"),
        integer("teams"),
        integer("min_meetings"),
        integer("max_meetings", nullable=True),
        integer("max_consecutive", nullable=True),
        *timestamps(),
        sa.UniqueConstraint("conference_id", "organisation_id"),
        sa.CheckConstraint("side <> ''", name="has_a_side"),
        sa.CheckConstraint("teams >= 1", name="teams_positive"),
        sa.CheckConstraint("min_meetings >= 0", name="floor_not_negative"),
        sa.CheckConstraint("max_meetings >= 0", name="maximum_not_negative"),
        sa.CheckConstraint("max_consecutive >= 1", name="consecutive_positive"),
    )
    op.create_table(
        "slot",
        *place_in_the_session(),
        instant("starts_at", nullable=False),
        instant("ends_at", nullable=False),
        text("period"),
        sa.CheckConstraint("ends_at > starts_at", name="times_in_order"),
    )
    op.create_table(
        "meeting_table",
        *place_in_the_session(),
        text("zone", nullable=True),
        json("features"),
        link("delegation_id", "delegation.id", SET_NULL, index=True, nullable=True),
    )
    op.create_table(
        "unavailability",
        link("delegation_id", "delegation.id", CASCADE, primary_key=True),
        link("slot_id", "slot.id", CASCADE, primary_key=True, index=True),
    )


def create_interests() -> None:
    for owner in ("need", "offering"):
        op.create_table(
            owner,
            key(),
            link("delegation_id", "delegation.id", CASCADE),
            text("code"),
            integer("priority"),
            text("language"),
            text("text"),
            link("objective_code", "objective.code", RESTRICT, index=True, nullable=True),
            *timestamps(),
            sa.UniqueConstraint("delegation_id", "code"),
            sa.CheckConstraint("priority >= 1", name="priority_positive"),
        )
    create_many_to_many("need", "sector", "code")
    create_many_to_many("need", "country", "iso2")
    create_many_to_many("need", "region", "code")
    create_many_to_many("offering", "sector", "code")
    create_many_to_many("offering", "country", "iso2")


def create_many_to_many(owner: str, target: str, target_key: str) -> None:
    op.create_table(
        f"{owner}_{target}",
        link(f"{owner}_id", f"{owner}.id", CASCADE, primary_key=True),
        link(
            f"{target}_{target_key}",
            f"{target}.{target_key}",
            RESTRICT,
            primary_key=True,
            index=True,
        ),
    )


def create_wishes() -> None:
    op.create_table(
        "wish",
        key(),
        link("session_id", "conference_session.id", CASCADE),
        link("delegation_id", "delegation.id", CASCADE, index=True),
        link("target_id", "delegation.id", CASCADE, index=True),
        choice("kind", "kind_known", "ranked", "do_not_meet"),
        integer("rank", nullable=True),
        *timestamps(),
        sa.UniqueConstraint("session_id", "delegation_id", "target_id"),
        sa.UniqueConstraint("session_id", "delegation_id", "rank"),
        sa.CheckConstraint("delegation_id <> target_id", name="not_of_itself"),
        sa.CheckConstraint(
            "(kind = 'ranked' AND rank IS NOT NULL AND rank >= 1) OR (kind = 'do_not_meet' AND rank IS NULL)",
            name="rank_goes_with_kind",
        ),
    )


def create_pairs() -> None:
    op.create_table("must_meet", *pair_of_delegations())
    op.create_table(
        "meeting_value",
        *pair_of_delegations(),
        text("code", nullable=True),
        integer("value"),
        sa.UniqueConstraint("session_id", "code"),
        sa.CheckConstraint("value >= 0", name="not_negative"),
    )
    op.create_table(
        "pin",
        *pair_of_delegations(),
        link("slot_id", "slot.id", None, index=True),
        link("table_id", "meeting_table.id", None, index=True, nullable=True),
    )


def create_runs() -> None:
    op.create_table(
        "run",
        key(),
        link("session_id", "conference_session.id", RESTRICT, index=True),
        choice("status", "status_known", "queued", "running", "succeeded", "failed", "cancelled", index=True),
        sa.Column("seconds", sa.Double(), nullable=False),
        integer("workers"),
        integer("seed"),
        json("instance"),
        text("instance_digest"),
        json("progress", nullable=True),
        truth("cancel_requested"),
        text("error", nullable=True),
        instant("queued_at", server_default=sa.func.now(), nullable=False),
        instant("started_at"),
        instant("finished_at"),
        sa.CheckConstraint("seconds > 0", name="seconds_positive"),
        sa.CheckConstraint("workers >= 1", name="workers_positive"),
        sa.CheckConstraint("(status = 'failed') = (error IS NOT NULL)", name="failed_with_an_error"),
    )


def create_timetables() -> None:
    op.create_table(
        "timetable_version",
        key(),
        link("session_id", "conference_session.id", RESTRICT),
        integer("number"),
        link("run_id", "run.id", RESTRICT, nullable=True),
        choice("status", "status_known", "optimal", "feasible", "infeasible"),
        text("instance_digest"),
        json("goals"),
        json("unplaced"),
        json("conflict"),
        truth("conflict_minimal"),
        json("run_data"),
        *timestamps(),
        sa.UniqueConstraint("session_id", "number"),
        sa.UniqueConstraint("run_id"),
        sa.CheckConstraint("number >= 1", name="number_positive"),
    )
    op.create_table(
        "placement",
        key(),
        link("version_id", "timetable_version.id", CASCADE),
        text("meeting"),
        link("slot_id", "slot.id", RESTRICT, index=True),
        link("table_id", "meeting_table.id", RESTRICT, index=True),
        sa.UniqueConstraint("version_id", "meeting"),
        sa.UniqueConstraint("version_id", "slot_id", "table_id"),
    )
    op.create_table(
        "placement_party",
        link("placement_id", "placement.id", CASCADE, primary_key=True),
        link("delegation_id", "delegation.id", RESTRICT, primary_key=True, index=True),
    )


def key() -> sa.Column[Any]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def link(
    name: str,
    target: str,
    ondelete: str | None,
    *,
    primary_key: bool = False,
    nullable: bool = False,
    index: bool = False,
) -> sa.Column[Any]:
    """A foreign key: a UUID, or the code that a reference table is keyed by."""
    type_ = sa.Uuid() if target.endswith(".id") else sa.String()
    reference = sa.ForeignKey(target, ondelete=ondelete)
    return sa.Column(name, type_, reference, primary_key=primary_key, nullable=nullable, index=index)


def text(name: str, *, primary_key: bool = False, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), primary_key=primary_key, nullable=nullable)


def integer(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def truth(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def json(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=nullable)


def instant(name: str, *, server_default: sa.ColumnElement[Any] | None = None, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=server_default, nullable=nullable)


def choice(name: str, constraint: str, *options: str, index: bool = False) -> sa.Column[Any]:
    options_type = sa.Enum(*options, name=constraint, native_enum=False, length=16, create_constraint=True)
    return sa.Column(name, options_type, nullable=False, index=index)


def names() -> list[sa.Column[Any]]:
    return [text("name_vi"), text("name_en")]


def timestamps() -> list[sa.Column[Any]]:
    return [instant(name, server_default=sa.func.now(), nullable=False) for name in ("created_at", "updated_at")]


def place_in_the_session() -> list[sa.schema.SchemaItem]:
    """What slots and tables share."""
    return [
        key(),
        link("session_id", "conference_session.id", CASCADE),
        text("code"),
        integer("position"),
        sa.UniqueConstraint("session_id", "code"),
        sa.UniqueConstraint("session_id", "position"),
        sa.CheckConstraint("code <> ''", name="identified"),
    ]


def pair_of_delegations() -> list[sa.schema.SchemaItem]:
    """What must-meets, values and pins share."""
    return [
        key(),
        link("session_id", "conference_session.id", CASCADE),
        link("a_id", "delegation.id", CASCADE, index=True),
        link("b_id", "delegation.id", CASCADE, index=True),
        *timestamps(),
        sa.UniqueConstraint("session_id", "a_id", "b_id"),
        sa.CheckConstraint("a_id < b_id", name="smaller_id_first"),
    ]
