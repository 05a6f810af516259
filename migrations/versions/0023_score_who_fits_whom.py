"""Score who fits whom.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scoring_weights",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("conference_id", sa.Uuid(), sa.ForeignKey("conference.id", ondelete="CASCADE"), nullable=False),
        sa.Column("of_pairs", sa.JSON(), nullable=False),
        sa.Column("of_meetings", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.UniqueConstraint("conference_id"),
    )
    op.create_table(
        "dismissal",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("delegation_id", sa.Uuid(), sa.ForeignKey("delegation.id", ondelete="CASCADE"), nullable=False),
        sa.Column("need_id", sa.Uuid(), sa.ForeignKey("interest.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column(
            "offering_id", sa.Uuid(), sa.ForeignKey("interest.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.UniqueConstraint("delegation_id", "need_id", "offering_id"),
    )
    op.add_column("run", sa.Column("scores", sa.JSON()))


def downgrade() -> None:
    op.drop_column("run", "scores")
    op.drop_table("dismissal")
    op.drop_table("scoring_weights")
