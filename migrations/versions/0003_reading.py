"""Reading: what was understood of a partner's files is remembered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
OWN = """
    partner_id = (SELECT nullif(current_setting('callcenter.partner', true), '')::uuid)
    OR (SELECT current_setting('callcenter.scope', true) = 'all')
"""


def upgrade() -> None:
    op.create_table(
        "list_layouts",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["organisations.id"], name=op.f("fk_list_layouts_partner_id_organisations")
        ),
        sa.PrimaryKeyConstraint("partner_id", "fingerprint", name=op.f("pk_list_layouts")),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON list_layouts TO {WEB}")
    op.execute(f"GRANT SELECT, DELETE ON list_layouts TO {VAULT}")
    op.execute("ALTER TABLE list_layouts ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON list_layouts TO {WEB} USING ({OWN}) WITH CHECK ({OWN})")
    op.execute(f"CREATE POLICY all_rows ON list_layouts TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_table("list_layouts")
