"""The attempt ledger: what the law counts of a number, kept beyond the life of its list."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
PARTNER = "partner_id = (SELECT nullif(current_setting('callcenter.partner', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"


def upgrade() -> None:
    op.create_table(
        "dialled_numbers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("number_index", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["organisations.id"], name=op.f("fk_dialled_numbers_partner_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialled_numbers")),
        sa.UniqueConstraint(
            "partner_id", "number_index", name=op.f("uq_dialled_numbers_partner_id_number_index")
        ),
    )
    op.create_table(
        "number_events",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("number_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('attempt', 'refusal', 'refusal_undone')", name=op.f("ck_number_events_kind")
        ),
        sa.ForeignKeyConstraint(
            ["number_id"], ["dialled_numbers.id"], name=op.f("fk_number_events_number_id_dialled_numbers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_events")),
        sa.UniqueConstraint("source_id", "kind", name=op.f("uq_number_events_source_id_kind")),
    )
    op.create_index("ix_number_events_number_id_at", "number_events", ["number_id", "at"])
    op.add_column("contacts", sa.Column("number_id", sa.Uuid(), nullable=True))
    op.execute(f"GRANT USAGE ON SEQUENCE number_events_id_seq TO {WEB}, {VAULT}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON dialled_numbers TO {VAULT}")
    op.execute(f"GRANT SELECT, INSERT ON number_events TO {WEB}, {VAULT}")
    rule = f"{SITE} OR {PARTNER} OR {EVERYWHERE}"
    op.execute("ALTER TABLE number_events ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON number_events TO {WEB} USING ({rule}) WITH CHECK ({rule})")
    op.execute(f"CREATE POLICY all_rows ON number_events TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_column("contacts", "number_id")
    op.drop_table("number_events")
    op.drop_table("dialled_numbers")
