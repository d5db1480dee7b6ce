"""Marks that two trainers give to the same practice call, and what they agree on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"


def upgrade() -> None:
    op.create_table(
        "practice_scorings",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("scorer_id", sa.Uuid(), nullable=False),
        sa.Column("marks", postgresql.JSONB(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("place IN ('first', 'second', 'agreed')", name=op.f("ck_practice_scorings_place")),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practices.id"],
            name=op.f("fk_practice_scorings_practice_id_practices"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_practice_scorings_site_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["scorer_id"], ["users.id"], name=op.f("fk_practice_scorings_scorer_id_users")
        ),
        sa.PrimaryKeyConstraint("practice_id", "place", name=op.f("pk_practice_scorings")),
    )
    op.create_index(
        "uq_practice_scorings_scorer",
        "practice_scorings",
        ["practice_id", "scorer_id"],
        unique=True,
        postgresql_where=sa.text("place <> 'agreed'"),
    )
    op.create_index("ix_practice_scorings_site_id_scored_at", "practice_scorings", ["site_id", "scored_at"])
    rule = f"{SITE} OR {EVERYWHERE}"
    op.execute(f"GRANT SELECT, INSERT ON practice_scorings TO {WEB}")
    op.execute("ALTER TABLE practice_scorings ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON practice_scorings TO {WEB} USING ({rule}) WITH CHECK ({rule})")
    op.execute(f"CREATE POLICY all_rows ON practice_scorings TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_table("practice_scorings")
