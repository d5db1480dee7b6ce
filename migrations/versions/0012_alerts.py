"""Alerts for supervisors, and the tallies of what an agent was handed without working on it."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
TALLIES = ("handed_out", "uncalled", "given_back", "cut_short", "cut_in_row", "burst", "known", "lookups")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name in TALLIES:
        op.add_column("agent_states", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    for name in ("counted_from", "burst_from"):
        op.add_column("agent_states", sa.Column(name, MOMENT, nullable=True))
    op.create_table(
        "alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("seen_by", sa.Uuid(), nullable=True),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_alerts_site_id_organisations")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name=op.f("fk_alerts_agent_id_users")),
        sa.ForeignKeyConstraint(["seen_by"], ["users.id"], name=op.f("fk_alerts_seen_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(
        "uq_alerts_open",
        "alerts",
        ["site_id", "kind", "agent_id"],
        unique=True,
        postgresql_where=sa.text("seen_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_index("ix_alerts_site_id_raised_at", "alerts", ["site_id", "raised_at"])
    for role in (WEB, VAULT):
        op.execute(f"GRANT SELECT, INSERT, UPDATE (count, last_at, seen_by, seen_at) ON alerts TO {role}")
    rule = f"{SITE} OR {EVERYWHERE}"
    op.execute("ALTER TABLE alerts ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON alerts TO {WEB} USING ({rule}) WITH CHECK ({rule})")
    op.execute(f"CREATE POLICY all_rows ON alerts TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_table("alerts")
    for name in (*TALLIES, "counted_from", "burst_from"):
        op.drop_column("agent_states", name)
