"""What the centre signed of a file of results."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("result_files", sa.Column("statement", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("result_files", "statement")
