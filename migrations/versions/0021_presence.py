"""Progressive campaigns, and the one place where an agent works."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

LEASED = sa.text("state = 'leased'")


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("pacing", sa.Text(), server_default="preview", nullable=False))
    op.create_check_constraint(
        op.f("ck_campaigns_pacing"), "campaigns", "pacing IN ('preview', 'progressive')"
    )
    op.add_column("campaigns", sa.Column("pace_seconds", sa.Integer(), server_default="10", nullable=False))
    op.add_column("agent_states", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("agent_states", sa.Column("next_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("agent_states", sa.Column("desk", sa.Uuid(), nullable=True))
    op.create_index("ix_contacts_leased", "contacts", ["id"], postgresql_where=LEASED)


def downgrade() -> None:
    op.drop_index("ix_contacts_leased", table_name="contacts")
    for column in ("desk", "next_at", "seen_at"):
        op.drop_column("agent_states", column)
    op.drop_column("campaigns", "pace_seconds")
    op.drop_constraint(op.f("ck_campaigns_pacing"), "campaigns")
    op.drop_column("campaigns", "pacing")
