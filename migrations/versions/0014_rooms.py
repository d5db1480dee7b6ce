"""The supervisor's control: teams, whom campaigns and lists are given to, and the days on which a site is closed."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
TABLES = {
    "teams": "SELECT, INSERT, UPDATE, DELETE",
    "team_members": "SELECT, INSERT, DELETE",
    "site_closed_days": "SELECT, INSERT, DELETE",
}
GIVEN = ("campaigns", "call_lists")


def upgrade() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_teams_site_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_teams_site_id_name")),
    )
    op.create_table(
        "team_members",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_team_members_user_id_users")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_team_members_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "team_id", name=op.f("pk_team_members")),
    )
    op.create_index("ix_team_members_team_id", "team_members", ["team_id"])
    op.create_table(
        "site_closed_days",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_site_closed_days_order")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_site_closed_days_site_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_site_closed_days_created_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_closed_days")),
    )
    op.create_index("ix_site_closed_days_site_id_last_day", "site_closed_days", ["site_id", "last_day"])
    for table in GIVEN:
        op.add_column(table, sa.Column("given_team", sa.Uuid(), nullable=True))
        op.add_column(table, sa.Column("given_agent", sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_given_team_teams"), table, "teams", ["given_team"], ["id"])
        op.create_foreign_key(op.f(f"fk_{table}_given_agent_users"), table, "users", ["given_agent"], ["id"])
        op.create_check_constraint(
            op.f(f"ck_{table}_given"), table, "given_team IS NULL OR given_agent IS NULL"
        )
    for table, rights in TABLES.items():
        op.execute(f"GRANT {rights} ON {table} TO {WEB}")
        op.execute(f"GRANT SELECT ON {table} TO {VAULT}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        rule = f"{SITE} OR {EVERYWHERE}"
        op.execute(f"CREATE POLICY own_rows ON {table} TO {WEB} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"CREATE POLICY all_rows ON {table} TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    for table in GIVEN:
        op.drop_constraint(op.f(f"ck_{table}_given"), table)
        op.drop_column(table, "given_agent")
        op.drop_column(table, "given_team")
    op.drop_table("site_closed_days")
    op.drop_table("team_members")
    op.drop_table("teams")
