"""A slot has the clock of its place, which need not be its partner's."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("slots", sa.Column("zone", sa.Text(), nullable=True))
    op.execute("UPDATE slots s SET zone = o.time_zone FROM organisations o WHERE o.id = s.partner_id")
    op.alter_column("slots", "zone", nullable=False)


def downgrade() -> None:
    op.drop_column("slots", "zone")
