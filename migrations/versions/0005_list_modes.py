"""Files that add to, update or replace a list."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agreements", sa.Column("offer", sa.Text(), server_default="", nullable=False))
    op.add_column("campaigns", sa.Column("consent", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("campaigns", "consent")
    op.drop_column("agreements", "offer")
