"""Papers and their signatures: rows are only ever added; neither is changed by anybody."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
MOMENT = sa.DateTime(timezone=True)

# The web process has no right to; this holds for whoever else writes.
STANDS = """
    CREATE FUNCTION paper_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'what was issued or signed stands: issue another paper';
    END $$
"""


def upgrade() -> None:
    op.create_table(
        "papers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("asks", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.CheckConstraint("asks <@ ARRAY['learner', 'staff']", name=op.f("ck_papers_asks")),
        sa.ForeignKeyConstraint(["learner_id"], ["users.id"], name=op.f("fk_papers_learner_id_users")),
        sa.ForeignKeyConstraint(["issued_by"], ["users.id"], name=op.f("fk_papers_issued_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint("code", name=op.f("uq_papers_code")),
    )
    op.create_index("ix_papers_learner_id_issued_at", "papers", ["learner_id", "issued_at"])
    op.create_index("ix_papers_site_id", "papers", ["site_id"])
    op.create_index("ix_papers_subject_id", "papers", ["subject_id"])
    op.create_table(
        "paper_signatures",
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.CheckConstraint("place IN ('learner', 'staff')", name=op.f("ck_paper_signatures_place")),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name=op.f("fk_paper_signatures_paper_id_papers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["users.id"], name=op.f("fk_paper_signatures_signed_by_users")
        ),
        sa.PrimaryKeyConstraint("paper_id", "place", name=op.f("pk_paper_signatures")),
    )
    op.create_index("ix_paper_signatures_site_id", "paper_signatures", ["site_id"])
    op.execute(STANDS)
    rule = f"{SITE} OR {EVERYWHERE}"
    for table in ("papers", "paper_signatures"):
        op.execute(
            f"CREATE TRIGGER {table}_stand BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION paper_stands()"
        )
        op.execute(f"GRANT SELECT, INSERT ON {table} TO {WEB}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_rows ON {table} TO {WEB} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"CREATE POLICY all_rows ON {table} TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    for table in ("paper_signatures", "papers"):
        op.drop_table(table)
    op.execute("DROP FUNCTION paper_stands")
