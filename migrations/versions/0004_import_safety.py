"""Imports that pause, go on and are never half done."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATES = "'uploading', 'received', 'inspecting', 'needs_mapping', 'importing', 'ready', 'failed', 'cancelled'"


def upgrade() -> None:
    op.add_column(
        "call_lists", sa.Column("pausing", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column(
        "call_lists", sa.Column("imported_through", sa.Integer(), server_default="0", nullable=False)
    )
    _allow(f"{STATES}, 'paused'")
    op.drop_index("ix_contact_secrets_partner_id_phone_index", table_name="contact_secrets")
    op.create_index("ix_contact_secrets_phone_index", "contact_secrets", ["phone_index"])
    op.drop_constraint(op.f("fk_contacts_list_id_call_lists"), "contacts")


def downgrade() -> None:
    op.create_foreign_key(
        op.f("fk_contacts_list_id_call_lists"), "contacts", "call_lists", ["list_id"], ["id"]
    )
    op.drop_index("ix_contact_secrets_phone_index", table_name="contact_secrets")
    op.create_index(
        "ix_contact_secrets_partner_id_phone_index", "contact_secrets", ["partner_id", "phone_index"]
    )
    # An import that was stopped half-way begins anew: the older version knows all or nothing.
    for table in ("contacts", "contact_secrets", "list_report_lines", "list_view_keys", "list_secrets"):
        op.execute(
            f"DELETE FROM {table} USING call_lists l "
            f"WHERE l.id = {table}.list_id AND l.state IN ('importing', 'paused')"
        )
    op.execute(
        "UPDATE call_lists SET state = 'needs_mapping', counts = NULL, progress = NULL WHERE state = 'paused'"
    )
    op.execute("UPDATE call_lists SET counts = NULL, zones = '{}' WHERE state = 'importing'")
    _allow(STATES)
    op.drop_column("call_lists", "imported_through")
    op.drop_column("call_lists", "pausing")


def _allow(states: str) -> None:
    op.drop_constraint(op.f("ck_call_lists_state"), "call_lists")
    op.create_check_constraint(op.f("ck_call_lists_state"), "call_lists", f"state IN ({states})")
