"""Do-not-call lists and the conflict screen."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"

GRANTS = {
    WEB: {
        "number_orders": "SELECT, INSERT, UPDATE",
        "number_chunks": "SELECT (order_id, number), INSERT",
        "number_refusals": "SELECT",
        # The dispatcher's share of the conflict screen: whom a contact is kept from, not why.
        "contact_conflicts": "SELECT (contact_id, agent_id)",
    },
    VAULT: {
        "number_orders": "SELECT, UPDATE",
        "number_chunks": "SELECT, DELETE",
        "number_refusals": "SELECT, INSERT, DELETE",
        "conflict_numbers": "SELECT, INSERT, DELETE",
        "contact_conflicts": "SELECT, INSERT, DELETE",
        "suppressions": "DELETE",
    },
}
OWN_ROWS = (
    "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid) "
    "OR partner_id = (SELECT nullif(current_setting('callcenter.partner', true), '')::uuid) "
    "OR (SELECT current_setting('callcenter.scope', true) = 'all')"
)
NOBODY = sa.text("'00000000-0000-0000-0000-000000000000'")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("contact_secrets", sa.Column("reference_index", sa.LargeBinary(), nullable=True))
    op.create_index(
        "ix_contact_secrets_reference_index",
        "contact_secrets",
        ["reference_index"],
        postgresql_where=sa.text("reference_index IS NOT NULL"),
    )
    op.add_column("contact_secrets", sa.Column("other_indexes", postgresql.ARRAY(sa.LargeBinary())))
    op.create_index(
        "ix_contact_secrets_other_indexes",
        "contact_secrets",
        ["other_indexes"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
        postgresql_where=sa.text("other_indexes IS NOT NULL"),
    )

    op.drop_constraint("pk_suppressions", "suppressions")
    op.add_column("suppressions", sa.Column("source_id", sa.Uuid(), nullable=False, server_default=NOBODY))
    op.add_column("suppressions", sa.Column("partner_id", sa.Uuid(), nullable=True))
    op.create_primary_key("pk_suppressions", "suppressions", ["fingerprint", "source_id"])
    for column in ("source_id", "partner_id", "added_at"):
        op.create_index(f"ix_suppressions_{column}", "suppressions", [column])

    op.create_table(
        "number_orders",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Uuid(), sa.ForeignKey("organisations.id")),
        sa.Column("partner_id", sa.Uuid(), sa.ForeignKey("organisations.id")),
        sa.Column("agent_id", sa.Uuid(), sa.ForeignKey("users.id")),
        sa.Column("reason", sa.Text()),
        sa.Column("noted_on", sa.Date()),
        sa.Column("file_name", sa.Text()),
        sa.Column("state", sa.Text(), server_default="uploading", nullable=False),
        sa.Column("failure", sa.Text()),
        sa.Column("bytes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("progress", sa.Integer(), server_default="0", nullable=False),
        sa.Column("contacts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("counts", postgresql.JSONB()),
        sa.Column("created_by", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("withdrawn_by", sa.Uuid(), sa.ForeignKey("users.id")),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("withdrawn_reason", sa.Text()),
        sa.CheckConstraint("list IN ('partner', 'centre', 'conflict')", name="list"),
        sa.CheckConstraint("act IN ('add', 'check', 'remove')", name="act"),
        sa.CheckConstraint(
            "state IN ('uploading', 'received', 'working', 'done', 'failed', 'withdrawn')", name="state"
        ),
        sa.CheckConstraint("(list = 'partner') = (partner_id IS NOT NULL)", name="partner"),
    )
    op.create_index("ix_number_orders_list_created_at", "number_orders", ["list", "created_at"])
    op.create_table(
        "number_chunks",
        sa.Column(
            "order_id", sa.Uuid(), sa.ForeignKey("number_orders.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("last", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "number_refusals",
        sa.Column(
            "order_id", sa.Uuid(), sa.ForeignKey("number_orders.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("line", sa.Integer(), primary_key=True),
        sa.Column("code", sa.Text(), nullable=False),
    )
    op.create_table(
        "conflict_numbers",
        sa.Column("source_id", sa.Uuid(), primary_key=True),
        sa.Column("fingerprint", sa.LargeBinary(), primary_key=True, index=True),
        sa.Column("site_id", sa.Uuid()),
        sa.Column("agent_id", sa.Uuid()),
    )
    op.create_table(
        "contact_conflicts",
        sa.Column("contact_id", sa.Uuid(), primary_key=True),
        sa.Column("source_id", sa.Uuid(), primary_key=True, index=True),
        sa.Column("list_id", sa.Uuid(), nullable=False, index=True),
        sa.Column("agent_id", sa.Uuid()),
    )
    for role, tables in GRANTS.items():
        for table, rights in tables.items():
            op.execute(f"GRANT {rights} ON {table} TO {role}")
    op.execute("ALTER TABLE number_orders ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON number_orders TO {WEB} USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS})")
    op.execute(f"CREATE POLICY all_rows ON number_orders TO {VAULT} USING (true) WITH CHECK (true)")
    for table in ("suppressions", "conflict_numbers"):  # the web role has no grant on either
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY reads ON {table} FOR SELECT TO {VAULT} USING (true)")
        op.execute(f"CREATE POLICY adds ON {table} FOR INSERT TO {VAULT} WITH CHECK (true)")
        # What a person said in a call stays for good: not even the vault takes it off.
        op.execute(
            f"CREATE POLICY takes_off ON {table} FOR DELETE TO {VAULT} USING (source_id <> {NOBODY.text})"
        )


def downgrade() -> None:
    for table in (
        "contact_conflicts",
        "conflict_numbers",
        "number_refusals",
        "number_chunks",
        "number_orders",
    ):
        op.drop_table(table)
    op.execute(f"REVOKE DELETE ON suppressions FROM {VAULT}")
    for policy in ("reads", "adds", "takes_off"):
        op.execute(f"DROP POLICY {policy} ON suppressions")
    op.execute("ALTER TABLE suppressions DISABLE ROW LEVEL SECURITY")
    # A partner's own rows mean nothing without the column that says whose they are; of the centre's one each stays.
    op.execute(
        "DELETE FROM suppressions s WHERE partner_id IS NOT NULL OR EXISTS "
        "(SELECT 1 FROM suppressions t WHERE t.fingerprint = s.fingerprint AND t.source_id < s.source_id)"
    )
    op.drop_constraint("pk_suppressions", "suppressions")
    for column in ("source_id", "partner_id", "added_at"):
        op.drop_index(f"ix_suppressions_{column}", table_name="suppressions")
    op.drop_column("suppressions", "partner_id")
    op.drop_column("suppressions", "source_id")
    op.create_primary_key("pk_suppressions", "suppressions", ["fingerprint"])
    op.drop_index("ix_contact_secrets_other_indexes", table_name="contact_secrets")
    op.drop_column("contact_secrets", "other_indexes")
    op.drop_index("ix_contact_secrets_reference_index", table_name="contact_secrets")
    op.drop_column("contact_secrets", "reference_index")
