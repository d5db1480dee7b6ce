"""Which of a contact's numbers is called, and at which number a call was made."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WEB = "callcenter_web"


def upgrade() -> None:
    op.add_column("contacts", sa.Column("number", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("contacts", sa.Column("numbers", sa.SmallInteger(), server_default="1", nullable=False))
    op.execute(f"GRANT UPDATE (number) ON contacts TO {WEB}")
    op.add_column("calls", sa.Column("number", sa.SmallInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("calls", "number")
    op.drop_column("contacts", "numbers")
    op.drop_column("contacts", "number")
