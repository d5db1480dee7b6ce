"""Slots know how long before their time they can still be booked."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("slots", sa.Column("notice_minutes", sa.Integer(), server_default="0", nullable=False))
    op.create_check_constraint(op.f("ck_slots_notice"), "slots", "notice_minutes BETWEEN 0 AND 20160")


def downgrade() -> None:
    op.drop_column("slots", "notice_minutes")
