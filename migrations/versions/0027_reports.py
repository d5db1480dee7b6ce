"""Reports: tallies of finished days, how far they reach, and the reports that are made on schedule."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
PARTNER = "partner_id = (SELECT nullif(current_setting('callcenter.partner', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
COUNTS = (
    "attempts",
    "records",
    "contacts",
    "argued",
    "positive",
    "objections",
    "callbacks",
    "talks",
    "talk_seconds",
    "wrap_seconds",
    "work_seconds",
    "scored",
    "promoters",
    "detractors",
    "marked",
    "satisfied",
    "first_contacts",
    "tries",
)
MOMENT = sa.DateTime(timezone=True)


def _place() -> list[sa.Column[object]]:
    return [
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
    ]


KEY = ("site_id", "day", "campaign_id", "list_id", "agent_id")


def upgrade() -> None:
    op.create_table(
        "report_hours",
        *_place(),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint(*KEY, "hour", name=op.f("pk_report_hours")),
    )
    op.create_table(
        "report_codes",
        *_place(),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*KEY, "code", name=op.f("pk_report_codes")),
    )
    for table in ("report_hours", "report_codes"):
        op.create_index(f"ix_{table}_campaign_id", table, ["campaign_id"])
    op.create_table(
        "report_edges",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("counted_until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_report_edges_site_id_organisations")
        ),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_report_edges")),
    )
    op.create_table(
        "kept_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("span", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("made_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("span IN ('day', 'month')", name=op.f("ck_kept_reports_span")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_kept_reports_site_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["organisations.id"], name=op.f("fk_kept_reports_partner_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_reports")),
    )
    op.create_index(
        "uq_kept_reports",
        "kept_reports",
        ["site_id", "partner_id", "span", "since"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    rules = {
        "report_hours": f"{SITE} OR {PARTNER} OR {EVERYWHERE}",
        "report_codes": f"{SITE} OR {PARTNER} OR {EVERYWHERE}",
        "kept_reports": f"({SITE} AND partner_id IS NULL) OR {PARTNER} OR {EVERYWHERE}",
    }
    for table, rule in rules.items():
        op.execute(f"GRANT SELECT ON {table} TO {WEB}")
        op.execute(f"GRANT SELECT, INSERT ON {table} TO {VAULT}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_rows ON {table} TO {WEB} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"CREATE POLICY all_rows ON {table} TO {VAULT} USING (true) WITH CHECK (true)")
    op.execute(f"GRANT DELETE ON kept_reports TO {VAULT}")
    # How far a site's days are counted is nobody's secret: a partner's page needs it as the site's own does.
    op.execute(f"GRANT SELECT ON report_edges TO {WEB}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON report_edges TO {VAULT}")


def downgrade() -> None:
    for table in ("kept_reports", "report_edges", "report_codes", "report_hours"):
        op.drop_table(table)
