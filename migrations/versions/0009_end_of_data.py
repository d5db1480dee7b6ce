"""Retention, shredding and its certificates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"

TABLES = ("approvals", "shreddings", "certificates", "person_requests", "person_files")
GRANTS = {
    WEB: {
        "approvals": "SELECT, INSERT, UPDATE",
        "shreddings": "SELECT, INSERT",
        "certificates": "SELECT",
        "person_requests": "SELECT, INSERT, UPDATE",
        "person_files": "SELECT",
    },
    VAULT: {
        "shreddings": "SELECT, INSERT, UPDATE",
        "certificates": "SELECT, INSERT",
        "person_requests": "SELECT, UPDATE, DELETE",
        "person_files": "SELECT, INSERT, DELETE",
        # What a list's end takes out of the records that stay.
        "outcomes": "UPDATE (note, note_key_version, note_state, details)",
    },
}

SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
PARTNER = "partner_id = (SELECT nullif(current_setting('callcenter.partner', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
RULES = {
    **dict.fromkeys(("approvals", "person_requests"), f"{PARTNER} OR {EVERYWHERE}"),
    **dict.fromkeys(("shreddings", "certificates"), f"{SITE} OR {PARTNER} OR {EVERYWHERE}"),
    "person_files": "EXISTS (SELECT 1 FROM person_requests r WHERE r.id = request_id)",
}

_ENDING = ("shredding", "shredded")


def _states() -> list[str]:
    """The states that the table knows at this point of its history."""
    text = op.get_bind().scalar(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_call_lists_state'")
    )
    return str(text).split("'")[1::2]


def _allow(states: list[str]) -> None:
    op.drop_constraint(op.f("ck_call_lists_state"), "call_lists", type_="check")
    op.create_check_constraint(
        op.f("ck_call_lists_state"), "call_lists", "state IN (" + ", ".join(f"'{s}'" for s in states) + ")"
    )


def upgrade() -> None:
    op.add_column("call_lists", sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("call_lists", sa.Column("warned_days", sa.Integer(), nullable=True))
    _allow([*_states(), *_ENDING])
    # The history of leases outlives the contacts that a list's end destroys.
    op.drop_constraint(op.f("fk_hand_outs_contact_id_contacts"), "hand_outs", type_="foreignkey")
    op.create_table(
        "approvals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'used', 'refused')", name=op.f("ck_approvals_state")),
        sa.CheckConstraint(
            "asked_by <> decided_by OR state = 'refused'", name=op.f("ck_approvals_four_eyes")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_approvals_asked_by_users")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_approvals_decided_by_users")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["organisations.id"], name=op.f("fk_approvals_partner_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_index(
        "uq_approvals_waiting",
        "approvals",
        ["act", "subject_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "shreddings",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("shredded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("certificate_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "cause IN ('retention', 'partner', 'administrator')", name=op.f("ck_shreddings_cause")
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["call_lists.id"], ondelete="CASCADE", name=op.f("fk_shreddings_list_id_call_lists")
        ),
        sa.PrimaryKeyConstraint("list_id", name=op.f("pk_shreddings")),
    )
    op.create_table(
        "certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=True),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("final_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('list', 'person')", name=op.f("ck_certificates_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
    )
    op.create_index("uq_certificates_kind_subject_id", "certificates", ["kind", "subject_id"], unique=True)
    op.create_index("ix_certificates_partner_id_issued_at", "certificates", ["partner_id", "issued_at"])
    op.create_table(
        "person_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sealed_reference", sa.LargeBinary(), nullable=True),
        sa.Column("reader_key", sa.LargeBinary(), nullable=True),
        sa.Column("found", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("erased_by", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("certificate_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('searching', 'not_found', 'found', 'writing', 'erasing', 'erased', 'failed')",
            name=op.f("ck_person_requests_state"),
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_person_requests_asked_by_users")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["organisations.id"], name=op.f("fk_person_requests_partner_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_requests")),
    )
    op.create_index("ix_person_requests_partner_id_asked_at", "person_requests", ["partner_id", "asked_at"])
    op.create_table(
        "person_files",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["person_requests.id"],
            ondelete="CASCADE",
            name=op.f("fk_person_files_request_id_person_requests"),
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_person_files")),
    )
    for role, tables in GRANTS.items():
        for table, rights in tables.items():
            op.execute(f"GRANT {rights} ON {table} TO {role}")
    for table, rule in RULES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_rows ON {table} TO {WEB} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"CREATE POLICY all_rows ON {table} TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.execute(f"REVOKE UPDATE (note, note_key_version, note_state, details) ON outcomes FROM {VAULT}")
    for table in reversed(TABLES):
        op.drop_table(table)
    # Leases of contacts that are gone stay; only new ones are checked.
    op.execute(
        "ALTER TABLE hand_outs ADD CONSTRAINT fk_hand_outs_contact_id_contacts "
        "FOREIGN KEY (contact_id) REFERENCES contacts (id) NOT VALID"
    )
    op.execute("UPDATE call_lists SET state = 'cancelled' WHERE state IN ('shredding', 'shredded')")
    _allow([state for state in _states() if state not in _ENDING])
    op.drop_column("call_lists", "warned_days")
    op.drop_column("call_lists", "warned_at")
