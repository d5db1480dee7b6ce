"""The record of callbacks: what was promised and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_table(
        "callbacks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hand_out_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("promised_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("change", sa.Text(), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint("state IN ('open', 'kept', 'ended')", name=op.f("ck_callbacks_state")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_callbacks_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
        sa.UniqueConstraint("hand_out_id", name=op.f("uq_callbacks_hand_out_id")),
    )
    op.create_index("ix_callbacks_open", "callbacks", ["site_id", "due_at"], postgresql_where=OPEN)
    op.create_index("ix_callbacks_site_id_changed_at", "callbacks", ["site_id", "changed_at"])
    op.create_index("uq_callbacks_contact", "callbacks", ["contact_id"], unique=True, postgresql_where=OPEN)
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON callbacks TO {WEB}, {VAULT}")
    rule = f"{SITE} OR {EVERYWHERE}"
    op.execute("ALTER TABLE callbacks ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON callbacks TO {WEB} USING ({rule}) WITH CHECK ({rule})")
    op.execute(f"CREATE POLICY all_rows ON callbacks TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_table("callbacks")
