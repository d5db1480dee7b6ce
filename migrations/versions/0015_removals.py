"""Taking numbers off a do-not-call list waits for another person's word."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATES = "'uploading', 'waiting', 'received', 'working', 'done', 'failed', 'withdrawing', 'withdrawn'"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_number_orders_state"), "number_orders")
    op.create_check_constraint(op.f("ck_number_orders_state"), "number_orders", f"state IN ({STATES})")
    op.add_column("number_orders", sa.Column("approved_by", sa.Uuid(), nullable=True))
    op.add_column("number_orders", sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("fk_number_orders_approved_by_users"), "number_orders", "users", ["approved_by"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_number_orders_four_eyes"),
        "number_orders",
        "partner_id IS NOT NULL OR approved_by <> CASE act WHEN 'remove' THEN created_by ELSE withdrawn_by END",
    )


def downgrade() -> None:
    op.execute("UPDATE number_orders SET state = 'failed', failure = 'removal_over' WHERE state = 'waiting'")
    op.execute("UPDATE number_orders SET state = 'done' WHERE state = 'withdrawing'")
    op.drop_constraint(op.f("ck_number_orders_four_eyes"), "number_orders")
    op.drop_column("number_orders", "approved_at")
    op.drop_column("number_orders", "approved_by")
    op.drop_constraint(op.f("ck_number_orders_state"), "number_orders")
    states = "'uploading', 'received', 'working', 'done', 'failed', 'withdrawn'"
    op.create_check_constraint(op.f("ck_number_orders_state"), "number_orders", f"state IN ({states})")
