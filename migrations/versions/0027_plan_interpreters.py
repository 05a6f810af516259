"""Plan interpreters with the meetings, and what delegations need of a table.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interpreter",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("session_id", sa.Uuid(), sa.ForeignKey("conference_session.id", ondelete="CASCADE"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String()),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("max_meetings", sa.Integer()),
        sa.Column("max_consecutive", sa.Integer()),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="1"),
        *(
            sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
            for name in ("created_at", "updated_at")
        ),
        sa.UniqueConstraint("session_id", "code"),
        sa.UniqueConstraint("session_id", "position"),
        sa.CheckConstraint("code <> ''", name="identified"),
        sa.CheckConstraint("max_meetings >= 0", name="maximum_not_negative"),
        sa.CheckConstraint("max_consecutive >= 1", name="consecutive_positive"),
    )
    op.create_table(
        "interpreter_unavailability",
        _key("interpreter_id", "interpreter.id", ondelete="CASCADE"),
        _key("slot_id", "slot.id", ondelete="CASCADE", index=True),
    )
    op.create_table(
        "placement_interpreter",
        _key("placement_id", "placement.id", ondelete="CASCADE"),
        _key("interpreter_id", "interpreter.id", ondelete="RESTRICT", index=True),
    )
    # Empty everywhere: no session had interpreters, and no timetable has what its instance does not.
    op.drop_column("placement", "interpreters")
    for name in ("languages", "table_features"):
        op.add_column("delegation", sa.Column(name, sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    for name in ("table_features", "languages"):
        op.drop_column("delegation", name)
    op.add_column("placement", sa.Column("interpreters", sa.JSON(), server_default="[]", nullable=False))
    _keep_codes()
    for name in ("placement_interpreter", "interpreter_unavailability", "interpreter"):
        op.drop_table(name)


def _keep_codes() -> None:
    """Who interprets goes back to the placements, as before by the codes that the instance has."""
    placement = sa.table("placement", sa.column("id", sa.Uuid()), sa.column("interpreters", sa.JSON()))
    serving = sa.table("placement_interpreter", sa.column("placement_id", sa.Uuid()), sa.column("interpreter_id"))
    interpreter = sa.table("interpreter", sa.column("id"), sa.column("code", sa.String()))
    found = sa.select(serving.c.placement_id, interpreter.c.code).join(
        interpreter, interpreter.c.id == serving.c.interpreter_id
    )
    codes: dict[object, list[str]] = {}
    for placement_id, code in op.get_bind().execute(found.order_by(interpreter.c.code)):
        codes.setdefault(placement_id, []).append(code)
    for placement_id, each in codes.items():
        op.execute(placement.update().where(placement.c.id == placement_id).values(interpreters=each))


def _key(name: str, target: str, *, ondelete: str, index: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(target, ondelete=ondelete), primary_key=True, index=index)
