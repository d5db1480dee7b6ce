"""The tally of outcomes by code no longer holds who recorded them: a site's year fits into a moment."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

PLACE = "site_id, day, campaign_id, list_id"


def upgrade() -> None:
    op.execute(
        f"CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT {PLACE}, partner_id, code, sum(records)::int AS records "
        f"FROM report_codes GROUP BY {PLACE}, partner_id, code"
    )
    op.execute("DELETE FROM report_codes")
    op.drop_constraint(op.f("pk_report_codes"), "report_codes", type_="primary")
    op.drop_column("report_codes", "agent_id")
    op.create_primary_key(op.f("pk_report_codes"), "report_codes", [*PLACE.split(", "), "code"])
    op.execute(
        f"INSERT INTO report_codes ({PLACE}, partner_id, code, records) "
        f"SELECT {PLACE}, partner_id, code, records FROM kept"
    )


def downgrade() -> None:
    op.execute("DELETE FROM report_codes")
    op.execute("DELETE FROM report_edges")
    op.execute("DELETE FROM report_hours")
    op.drop_constraint(op.f("pk_report_codes"), "report_codes", type_="primary")
    op.execute("ALTER TABLE report_codes ADD COLUMN agent_id uuid NOT NULL")
    op.create_primary_key(op.f("pk_report_codes"), "report_codes", [*PLACE.split(", "), "agent_id", "code"])
