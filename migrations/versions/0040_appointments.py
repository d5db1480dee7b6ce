"""A booking has a key of its own, and says itself whose it is: it may be made without a call."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
PARTNER = "partner_id = (SELECT nullif(current_setting('callcenter.partner', true), '')::uuid)"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
BY_SLOT = f"{PARTNER} OR {EVERYWHERE} OR EXISTS (SELECT 1 FROM slots s WHERE s.id = slot_id)"
BY_SITE = f"{SITE} OR {PARTNER} OR {EVERYWHERE}"
OF_OUTCOME = ("site_id", "campaign_id", "list_id", "made_by", "booked_at")


def _policy(rule: str) -> None:
    op.execute("DROP POLICY own_rows ON bookings")
    op.execute(f"CREATE POLICY own_rows ON bookings TO {WEB} USING ({rule}) WITH CHECK ({rule})")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    for name in ("id", "site_id", "campaign_id", "list_id", "made_by", "follows", "idempotency_key"):
        op.add_column("bookings", sa.Column(name, sa.Uuid(), nullable=True))
    op.add_column("bookings", sa.Column("booked_at", moment, nullable=True))
    op.add_column("bookings", sa.Column("made_in", sa.Text(), server_default="call", nullable=False))
    # The key of an old one is its outcome's: its reference is sealed to that, and agendas know it by that.
    op.execute(
        "UPDATE bookings b SET id = b.outcome_id, site_id = o.site_id, campaign_id = o.campaign_id, "
        "list_id = o.list_id, made_by = o.agent_id, booked_at = o.recorded_at "
        "FROM outcomes o WHERE o.id = b.outcome_id"
    )
    op.execute(
        "UPDATE bookings b SET follows = p.before FROM (SELECT id, lag(id) OVER w AS before, lag(state) OVER w AS was "
        "FROM bookings WINDOW w AS (PARTITION BY contact_id ORDER BY id)) p WHERE p.id = b.id AND p.was = 'cancelled'"
    )
    op.drop_constraint(op.f("pk_bookings"), "bookings")
    for name in ("id", *OF_OUTCOME):
        op.alter_column("bookings", name, nullable=False)
    op.alter_column("bookings", "outcome_id", nullable=True)
    op.create_primary_key(op.f("pk_bookings"), "bookings", ["id"])
    op.create_unique_constraint(op.f("uq_bookings_outcome_id"), "bookings", ["outcome_id"])
    op.create_unique_constraint(op.f("uq_bookings_follows"), "bookings", ["follows"])
    op.create_unique_constraint(
        op.f("uq_bookings_made_by_idempotency_key"), "bookings", ["made_by", "idempotency_key"]
    )
    for name, table in (("campaign_id", "campaigns"), ("made_by", "users"), ("follows", "bookings")):
        op.create_foreign_key(op.f(f"fk_bookings_{name}_{table}"), "bookings", table, [name], ["id"])
    op.create_check_constraint(
        op.f("ck_bookings_made_in"), "bookings", "made_in IN ('call', 'centre', 'partner')"
    )
    op.create_check_constraint(
        op.f("ck_bookings_outcome"), "bookings", "(made_in = 'call') = (outcome_id IS NOT NULL)"
    )
    op.create_index("ix_bookings_campaign_id", "bookings", ["campaign_id"])
    _policy(BY_SITE)


def downgrade() -> None:
    _policy(BY_SLOT)
    for constraint in ("fk_bookings_follows_bookings", "pk_bookings", "uq_bookings_outcome_id"):
        op.execute(f"ALTER TABLE bookings DROP CONSTRAINT {constraint}")
    op.execute("DELETE FROM bookings WHERE outcome_id IS NULL")
    for name in ("id", *OF_OUTCOME, "follows", "idempotency_key", "made_in"):
        op.execute(f"ALTER TABLE bookings DROP COLUMN {name} CASCADE")
    op.alter_column("bookings", "outcome_id", nullable=False)
    op.create_primary_key(op.f("pk_bookings"), "bookings", ["outcome_id"])
