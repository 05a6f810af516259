"""Tell of one timetable, whatever is tried after it.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conference_session", sa.Column("told_number", sa.Integer()))
    # Until now, delegations were told of the newest one.
    op.execute(
        "UPDATE conference_session SET told_number = ("
        "SELECT max(number) FROM timetable_version"
        " WHERE timetable_version.session_id = conference_session.id AND timetable_version.status <> 'infeasible')"
        " WHERE conference_id IN ("
        "SELECT id FROM conference WHERE stage IN ('preliminary', 'final', 'held', 'archived'))"
    )


def downgrade() -> None:
    op.drop_column("conference_session", "told_number")
