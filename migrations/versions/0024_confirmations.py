"""A campaign can confirm the appointments of another; its contacts know that it has them."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

WEB = "callcenter_web"


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("confirms", sa.Uuid(), nullable=True))
    op.add_column("campaigns", sa.Column("confirm_hours", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_campaigns_confirms_campaigns"), "campaigns", "campaigns", ["confirms"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_campaigns_confirms"), "campaigns", "(confirms IS NULL) = (confirm_hours IS NULL)"
    )
    op.create_index(
        "uq_campaigns_confirms",
        "campaigns",
        ["confirms"],
        unique=True,
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.add_column("contacts", sa.Column("confirmed_in", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_contacts_confirmed_in",
        "contacts",
        ["confirmed_in"],
        postgresql_where=sa.text("confirmed_in IS NOT NULL"),
    )
    op.execute(f"GRANT UPDATE (confirmed_in) ON contacts TO {WEB}")


def downgrade() -> None:
    op.drop_column("contacts", "confirmed_in")
    op.drop_column("campaigns", "confirm_hours")
    op.drop_column("campaigns", "confirms")
