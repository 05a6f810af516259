"""Make needs and offerings alike: one table, with titles and texts in two languages, size, urgency and partner.

A text of one line that can be a title becomes it; of a longer one the title is how it begins. Nobody sees more of the
offerings than before. What the record of what was done has of their content is taken out of it, since it could never
be again.

Revision ID: 0016
Revises: 0015
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KINDS = ("need", "offering")
LINKS = {"sector": "code", "country": "iso2", "region": "code"}
LONGEST_TITLE = 300
KEPT = ("id", "delegation_id", "code", "priority", "objective_code", "revision", "created_at", "updated_at")


def upgrade() -> None:
    forget_contents()
    create_interests()
    for target, code in LINKS.items():
        create_links("interest", target, code)
    connection, interest = op.get_bind(), table("interest")
    for kind in KINDS:
        rows = connection.execute(sa.select(table(kind))).mappings().all()
        if rows:
            connection.execute(interest.insert(), [one_table(kind, row) for row in rows])
        for target, code in links_of(kind).items():
            copy_links(kind, "interest", target, code)
            op.drop_table(f"{kind}_{target}")
        op.drop_table(kind)


def downgrade() -> None:
    connection, interest = op.get_bind(), table("interest")
    for kind in KINDS:
        create_alone(kind)
        rows = connection.execute(sa.select(interest).where(interest.c.kind == kind)).mappings().all()
        if rows:
            connection.execute(table(kind).insert(), [alone(row) for row in rows])
        for target, code in links_of(kind).items():
            create_links(kind, target, code)
            copy_links("interest", kind, target, code)
    for target in LINKS:
        op.drop_table(f"interest_{target}")
    op.drop_table("interest")


def links_of(kind: str) -> dict[str, str]:
    return {target: code for target, code in LINKS.items() if kind == "need" or target != "region"}


def forget_contents() -> None:
    for kind in KINDS:
        op.execute(f"UPDATE audit_entry SET before = NULL, after = NULL WHERE action LIKE '{kind}.%'")  # noqa: S608 -- our own word


def one_table(kind: str, row: Any) -> dict[str, Any]:
    text, language = row["text"], row["language"]
    fits = len(text) <= LONGEST_TITLE and "\n" not in text
    title = text if fits else text.split("\n")[0][: LONGEST_TITLE - 2].rstrip() + " …"
    written = {f"title_{each}": title if each == language else None for each in ("vi", "en")}
    written |= {f"text_{each}": text if each == language and not fits else None for each in ("vi", "en")}
    visibility = "organisers" if kind == "offering" else None
    return {name: row[name] for name in KEPT} | written | {"kind": kind, "urgency": "normal", "visibility": visibility}


def alone(row: Any) -> dict[str, Any]:
    language = "vi" if row["title_vi"] is not None else "en"
    text = row[f"text_{language}"] or row[f"title_{language}"]
    return {name: row[name] for name in KEPT} | {"language": language, "text": text}


def copy_links(source: str, target: str, link: str, code: str) -> None:
    """Those of the rows that are in both tables."""
    column, owner = f"{link}_{code}", f"{target}_id" if source == "interest" else f"{source}_id"
    kind = owner.removesuffix("_id")
    op.execute(
        f"INSERT INTO {target}_{link} ({target}_id, {column}) "  # noqa: S608 -- names of our own tables
        f"SELECT {source}_id, {column} FROM {source}_{link} WHERE {source}_id IN (SELECT id FROM {kind})"
    )


def table(name: str) -> sa.Table:
    """As it is in the database now."""
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind(), resolve_fks=False)


def create_interests() -> None:
    op.create_table(
        "interest",
        key(),
        one_of("kind", *KINDS, nullable=False),
        sa.Column("delegation_id", sa.Uuid(), sa.ForeignKey("delegation.id", ondelete="CASCADE"), nullable=False),
        text("code", nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        *(text(name) for name in ("title_vi", "title_en", "text_vi", "text_en")),
        reference("objective_code", "objective.code", index=True),
        sa.Column("size_amount", sa.BigInteger()),
        text("size_currency"),
        text("size_unit"),
        one_of("urgency", "low", "normal", "high", nullable=False),
        one_of("partner_kind", "enterprise", "association", "authority", "university", "funder", "other"),
        text("note"),
        one_of("visibility", "all", "matched", "organisers"),
        text("partner_name"),
        reference("partner_country_code", "country.iso2", index=True),
        one_of("partner_intent", "seeks", "brings"),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        *timestamps(),
        sa.UniqueConstraint("delegation_id", "kind", "code"),
        sa.CheckConstraint("priority >= 1", name="priority_positive"),
        sa.CheckConstraint("title_vi IS NOT NULL OR title_en IS NOT NULL", name="has_a_title"),
        sa.CheckConstraint(
            "(size_amount IS NULL AND size_currency IS NULL AND size_unit IS NULL)"
            " OR (size_amount IS NOT NULL AND size_amount >= 1 AND (size_currency IS NULL) <> (size_unit IS NULL))",
            name="size_in_one_unit",
        ),
        sa.CheckConstraint("(kind = 'offering') = (visibility IS NOT NULL)", name="visibility_fits"),
        sa.CheckConstraint(
            "kind = 'offering' OR (partner_name IS NULL AND partner_country_code IS NULL AND partner_intent IS NULL)",
            name="partner_fits",
        ),
    )


def create_alone(kind: str) -> None:
    op.create_table(
        kind,
        key(),
        sa.Column("delegation_id", sa.Uuid(), sa.ForeignKey("delegation.id", ondelete="CASCADE"), nullable=False),
        text("code", nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        text("language", nullable=False),
        text("text", nullable=False),
        reference("objective_code", "objective.code", index=True),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        *timestamps(),
        sa.UniqueConstraint("delegation_id", "code"),
        sa.CheckConstraint("priority >= 1", name="priority_positive"),
    )


def create_links(owner: str, target: str, code: str) -> None:
    owned = sa.ForeignKey(f"{owner}.id", ondelete="CASCADE")
    op.create_table(
        f"{owner}_{target}",
        sa.Column(f"{owner}_id", sa.Uuid(), owned, primary_key=True),
        reference(f"{target}_{code}", f"{target}.{code}", primary_key=True, index=True),
    )


def key() -> sa.Column[Any]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def text(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), **options)


def reference(name: str, target: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), sa.ForeignKey(target, ondelete="RESTRICT"), **options)


def one_of(name: str, *options: str, nullable: bool = True) -> sa.Column[Any]:
    kind = sa.Enum(*options, name=f"{name}_known", native_enum=False, length=16, create_constraint=True)
    return sa.Column(name, kind, nullable=nullable)


def timestamps() -> list[sa.Column[Any]]:
    return [
        sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
        for name in ("created_at", "updated_at")
    ]
