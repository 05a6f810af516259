"""Let an organisation give each reference to one enquiry only.

Of those that have one in common already, the first keeps it to itself; the others go on as they are until they are
edited. What the release before adds meanwhile is looked at then, too.

Revision ID: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

INDEX = "uq_enquiry_organisation_id_code"


def upgrade() -> None:
    op.add_column("enquiry", sa.Column("code", sa.String(), nullable=True))
    enquiry = sa.table(
        "enquiry",
        sa.column("id", sa.Uuid()),
        sa.column("organisation_id", sa.Uuid()),
        sa.column("need", sa.JSON()),
        sa.column("sent_at", sa.DateTime()),
        sa.column("code", sa.String()),
    )
    asked = sa.select(enquiry.c.id, enquiry.c.organisation_id, enquiry.c.need)
    connection, given = op.get_bind(), set[tuple[object, str]]()
    for key, organisation, need in connection.execute(asked.order_by(enquiry.c.sent_at, enquiry.c.id)).all():
        code = need and need.get("code")
        if code and (organisation, code) not in given:
            given.add((organisation, code))
            connection.execute(enquiry.update().where(enquiry.c.id == key).values(code=code))
    op.create_index(INDEX, "enquiry", ["organisation_id", "code"], unique=True)


def downgrade() -> None:
    op.drop_index(INDEX, "enquiry")
    op.drop_column("enquiry", "code")
