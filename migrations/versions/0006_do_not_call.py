"""Do-not-call lists and the conflict screen."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact_secrets", sa.Column("reference_index", sa.LargeBinary(), nullable=True))
    op.create_index(
        "ix_contact_secrets_reference_index",
        "contact_secrets",
        ["reference_index"],
        postgresql_where=sa.text("reference_index IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_contact_secrets_reference_index", table_name="contact_secrets")
    op.drop_column("contact_secrets", "reference_index")
