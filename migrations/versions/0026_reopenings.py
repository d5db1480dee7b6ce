"""A supervisor opens closed contacts again: the order and what came of it; a contact knows when it was."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "reopenings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("contact_state", sa.Text(), nullable=False),
        sa.Column("contact_reason", sa.Text(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("reopened", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kept", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("after", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_reopenings_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_reopenings_created_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopenings")),
    )
    op.create_index("ix_reopenings_campaign_id_created_at", "reopenings", ["campaign_id", "created_at"])
    op.execute(f"GRANT SELECT, INSERT ON reopenings TO {WEB}")
    op.execute(f"GRANT SELECT, UPDATE ON reopenings TO {VAULT}")
    rule = f"{SITE} OR {EVERYWHERE}"
    op.execute("ALTER TABLE reopenings ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON reopenings TO {WEB} USING ({rule}) WITH CHECK ({rule})")
    op.execute(f"CREATE POLICY all_rows ON reopenings TO {VAULT} USING (true) WITH CHECK (true)")
    op.add_column("contacts", sa.Column("reopened_at", MOMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("contacts", "reopened_at")
    op.drop_table("reopenings")
