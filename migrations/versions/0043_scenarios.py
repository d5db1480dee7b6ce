"""Simulated customers written by a site's trainers: drafts, published versions; what was played of them is its own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
MOMENT = sa.DateTime(timezone=True)
TABLES = ("scenario_drafts", "scenario_versions")


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name)


def upgrade() -> None:
    op.create_table(
        "scenario_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("copied_from", sa.Text(), nullable=True),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        _to("scenario_drafts", "site_id", "organisations.id"),
        _to("scenario_drafts", "saved_by", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_drafts")),
        sa.UniqueConstraint("site_id", "code", name=op.f("uq_scenario_drafts_site_id_code")),
    )
    op.create_table(
        "scenario_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        _to("scenario_versions", "site_id", "organisations.id"),
        _to("scenario_versions", "published_by", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_versions")),
        sa.UniqueConstraint(
            "site_id", "code", "version", name=op.f("uq_scenario_versions_site_id_code_version")
        ),
    )
    rule = f"{SITE} OR {EVERYWHERE}"
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT ON {table} TO {WEB}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_rows ON {table} TO {WEB} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"CREATE POLICY all_rows ON {table} TO {VAULT} USING (true) WITH CHECK (true)")
    op.execute(f"GRANT UPDATE, DELETE ON scenario_drafts TO {WEB}")
    # A version is written once; all that may still be said of it is that it is withdrawn.
    op.execute(f"GRANT UPDATE (withdrawn_at) ON scenario_versions TO {WEB}")

    op.add_column("played_scenarios", sa.Column("site_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_played_scenarios_site_id_organisations"),
        "played_scenarios",
        "organisations",
        ["site_id"],
        ["id"],
    )
    op.execute("ALTER TABLE played_scenarios ENABLE ROW LEVEL SECURITY")
    everybodys = f"site_id IS NULL OR {rule}"
    op.execute(
        f"CREATE POLICY own_rows ON played_scenarios TO {WEB} USING ({everybodys}) WITH CHECK ({everybodys})"
    )
    op.execute(f"CREATE POLICY all_rows ON played_scenarios TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.execute("DROP POLICY own_rows ON played_scenarios")
    op.execute("DROP POLICY all_rows ON played_scenarios")
    op.execute("ALTER TABLE played_scenarios DISABLE ROW LEVEL SECURITY")
    op.drop_column("played_scenarios", "site_id")
    for table in reversed(TABLES):
        op.drop_table(table)
