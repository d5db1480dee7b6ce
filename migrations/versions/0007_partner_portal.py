"""The partner's own pages: appointments by its reference, slots that close, results in three formats, its journal."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

VAULT = "callcenter_vault"


def upgrade() -> None:
    op.add_column("result_files", sa.Column("format", sa.Text(), server_default="csv", nullable=False))
    op.create_check_constraint(
        op.f("ck_result_files_format"), "result_files", "format IN ('csv', 'xlsx', 'json')"
    )

    op.add_column("slots", sa.Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False))

    op.add_column("bookings", sa.Column("client_reference", sa.LargeBinary(), nullable=True))
    op.add_column("bookings", sa.Column("reference_key_version", sa.SmallInteger(), nullable=True))
    op.add_column(
        "bookings",
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.drop_constraint(op.f("ck_bookings_state"), "bookings")
    op.create_check_constraint(
        op.f("ck_bookings_state"), "bookings", "state IN ('booked', 'cancelled', 'withdrawn')"
    )
    op.create_index("ix_bookings_partner_id", "bookings", ["partner_id"])
    op.execute(f"GRANT UPDATE (client_reference, reference_key_version) ON bookings TO {VAULT}")

    op.create_index("ix_journal_partner_id_seq", "journal", ["partner_id", "seq"])


def downgrade() -> None:
    op.drop_index("ix_journal_partner_id_seq", "journal")

    op.execute(f"REVOKE UPDATE (client_reference, reference_key_version) ON bookings FROM {VAULT}")
    op.drop_index("ix_bookings_partner_id", "bookings")
    op.drop_constraint(op.f("ck_bookings_state"), "bookings")
    op.execute("UPDATE bookings SET state = 'cancelled' WHERE state = 'withdrawn'")
    op.create_check_constraint(op.f("ck_bookings_state"), "bookings", "state IN ('booked', 'cancelled')")
    for column in ("changed_at", "reference_key_version", "client_reference"):
        op.drop_column("bookings", column)

    op.drop_column("slots", "closed")

    op.drop_constraint(op.f("ck_result_files_format"), "result_files")
    op.drop_column("result_files", "format")
