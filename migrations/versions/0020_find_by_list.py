"""Sealed records are found by their list without reading every partner's."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_contact_secrets_list_id",
        "contact_secrets",
        ["list_id"],
        postgresql_using="brin",
        postgresql_with={"pages_per_range": "32", "autosummarize": "on"},
    )


def downgrade() -> None:
    op.drop_index("ix_contact_secrets_list_id", table_name="contact_secrets")
