"""The version of the plan that a follow-up led to; the moments at which an assessment was worked on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("follow_ups", sa.Column("plan_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_follow_ups_plan_id_plans"), "follow_ups", "plans", ["plan_id"], ["id"])

    moments = postgresql.ARRAY(sa.DateTime(timezone=True))
    op.add_column("assessments", sa.Column("acts", moments, server_default="{}", nullable=False))
    op.execute("GRANT UPDATE (acts) ON assessments TO callcenter_web")


def downgrade() -> None:
    op.drop_column("assessments", "acts")
    op.drop_constraint(op.f("fk_follow_ups_plan_id_plans"), "follow_ups", type_="foreignkey")
    op.drop_column("follow_ups", "plan_id")
