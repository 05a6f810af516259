"""Let runs outlive their workers.

Revision ID: 0031
Revises: 0030
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("priority", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("attempt", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("losses", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("worker", sa.String()),
        sa.Column("beats", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True)),
        sa.Column("not_before", sa.DateTime(timezone=True)),
        sa.Column("phase", sa.String()),
        sa.Column("spent_seconds", sa.Double(), nullable=False, server_default="0"),
        sa.Column("course", sa.JSON()),
        sa.Column("best", sa.JSON()),
        sa.Column("best_at", sa.DateTime(timezone=True)),
        sa.Column("stop_requested", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def upgrade() -> None:
    for column in columns():
        op.add_column("run", column)


def downgrade() -> None:
    for column in reversed(columns()):
        op.drop_column("run", column.name)
