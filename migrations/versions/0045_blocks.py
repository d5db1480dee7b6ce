"""Building blocks of assessments as trainers of a site write them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"


def upgrade() -> None:
    op.create_table(
        "block_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_block_versions_site_id_organisations")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_block_versions_made_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_versions")),
        sa.UniqueConstraint(
            "site_id", "code", "version", name=op.f("uq_block_versions_site_id_code_version")
        ),
    )
    rule = f"{SITE} OR {EVERYWHERE}"
    # What was published never changes: the web's role may add, and no more.
    op.execute(f"GRANT SELECT, INSERT ON block_versions TO {WEB}")
    op.execute("ALTER TABLE block_versions ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON block_versions TO {WEB} USING ({rule}) WITH CHECK ({rule})")
    op.execute(f"CREATE POLICY all_rows ON block_versions TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_table("block_versions")
