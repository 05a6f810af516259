"""Find enquiries by what they say.

Revision ID: 0037
Revises: 0036
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

SAYS = ("code", "title_vi", "title_en", "text_vi", "text_en")


def upgrade() -> None:
    op.add_column("enquiry", sa.Column("folded", sa.String(), server_default="", nullable=False))
    enquiry = sa.table("enquiry", sa.column("id", sa.Uuid()), sa.column("need", sa.JSON()), sa.column("folded"))
    connection = op.get_bind()
    for key, need in connection.execute(sa.select(enquiry.c.id, enquiry.c.need)).all():
        if need:
            folded = without_accents("\n".join(need[name] for name in SAYS if need.get(name)))
            connection.execute(enquiry.update().where(enquiry.c.id == key).values(folded=folded))


def downgrade() -> None:
    op.drop_column("enquiry", "folded")


def without_accents(text: str) -> str:
    """As a search compared texts when this was written."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d").replace("ð", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
