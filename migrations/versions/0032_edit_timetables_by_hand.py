"""Edit timetables by hand.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("timetable_version", sa.Column("instance", sa.JSON()))
    op.create_table(
        "timetable_draft",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("session_id", sa.Uuid(), sa.ForeignKey("conference_session.id", ondelete="RESTRICT"), nullable=False),
        sa.Column("version_id", sa.Uuid(), sa.ForeignKey("timetable_version.id", ondelete="RESTRICT"), index=True),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("instance", sa.JSON(), nullable=False),
        sa.Column("instance_digest", sa.String(), nullable=False),
        sa.Column("parties", sa.JSON(), nullable=False),
        sa.Column("placements", sa.JSON(), nullable=False),
        *(
            sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
            for name in ("created_at", "updated_at")
        ),
        sa.UniqueConstraint("session_id"),
    )
    session = sa.ForeignKey("conference_session.id", ondelete="CASCADE")
    op.create_table(
        "draft_step",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("draft_id", sa.Uuid(), sa.ForeignKey("timetable_draft.id", ondelete="CASCADE"), nullable=False),
        sa.Column("session_id", sa.Uuid(), session, nullable=False, index=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", one_of("kind_known", "placement", "pin"), nullable=False),
        sa.Column("state", one_of("state_known", "done", "undone", "dropped"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), sa.ForeignKey("account.id", ondelete="SET NULL"), index=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.UniqueConstraint("draft_id", "number"),
    )


def downgrade() -> None:
    op.drop_table("draft_step")
    op.drop_table("timetable_draft")
    # A version that was made by hand has its instance nowhere else; it stays, as those do that no run has made.
    op.drop_column("timetable_version", "instance")


def one_of(name: str, *options: str) -> sa.Enum:
    return sa.Enum(*options, name=name, native_enum=False, length=16, create_constraint=True)
