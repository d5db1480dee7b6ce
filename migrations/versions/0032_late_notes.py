"""What was typed about a contact whose time had run out, sent to the supervisor."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "late_notes",
        sa.Column("hand_out_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("note_key_version", sa.SmallInteger(), nullable=True),
        sa.Column("sent_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("seen_by", sa.Uuid(), nullable=True),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["hand_out_id"], ["hand_outs.id"], name=op.f("fk_late_notes_hand_out_id_hand_outs")
        ),
        sa.PrimaryKeyConstraint("hand_out_id", name=op.f("pk_late_notes")),
    )
    op.create_index(
        "ix_late_notes_waiting",
        "late_notes",
        ["site_id", "sent_at"],
        postgresql_where=sa.text("seen_at IS NULL"),
    )
    op.create_index(op.f("ix_late_notes_list_id"), "late_notes", ["list_id"])
    op.execute(f"GRANT SELECT, INSERT, UPDATE (seen_by, seen_at, note) ON late_notes TO {WEB}")
    op.execute(f"GRANT SELECT, DELETE ON late_notes TO {VAULT}")
    rule = f"{SITE} OR {EVERYWHERE}"
    op.execute("ALTER TABLE late_notes ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON late_notes TO {WEB} USING ({rule}) WITH CHECK ({rule})")
    op.execute(f"CREATE POLICY all_rows ON late_notes TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_table("late_notes")
