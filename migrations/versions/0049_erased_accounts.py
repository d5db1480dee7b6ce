"""Accounts whose name was erased; approvals among administrators, without a partner."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(op.f("ck_users_erased"), "users", "erased_at IS NULL OR state = 'disabled'")
    op.alter_column("approvals", "partner_id", nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM approvals WHERE partner_id IS NULL")
    op.alter_column("approvals", "partner_id", nullable=False)
    op.drop_constraint(op.f("ck_users_erased"), "users", type_="check")
    op.drop_column("users", "erased_at")
