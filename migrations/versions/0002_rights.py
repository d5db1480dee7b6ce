"""Rights: what the web and the vault role may touch, and row-level security.

The web role has no right at all on `contact_secrets`, `list_secrets` and `suppressions`: that an agent cannot see a
number is, besides a missing key, a missing grant.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"

GRANTS = {
    WEB: {
        "installation": "SELECT",
        "organisations": "SELECT, INSERT",
        "users": "SELECT, INSERT, UPDATE",
        "sessions": "SELECT, INSERT, UPDATE, DELETE",
        "sign_in_attempts": "SELECT, INSERT, UPDATE",
        "agreements": "SELECT, INSERT, UPDATE",
        "slots": "SELECT, INSERT, UPDATE, DELETE",
        "campaigns": "SELECT, INSERT, UPDATE",
        "call_lists": "SELECT, INSERT, UPDATE, DELETE",
        "upload_chunks": "SELECT (list_id, number), INSERT, DELETE",
        "list_previews": "SELECT",
        "list_view_keys": "SELECT",
        "list_report_lines": "SELECT",
        "contacts": "SELECT, UPDATE (state, reason, not_before, callback_for, attempts)",
        "hand_outs": "SELECT, INSERT, UPDATE",
        "calls": "SELECT, INSERT, UPDATE",
        "agent_states": "SELECT, INSERT, UPDATE",
        "outcomes": "SELECT, INSERT, UPDATE (note_state)",
        "bookings": "SELECT, INSERT, UPDATE",
        "result_files": "SELECT, INSERT",
        "result_chunks": "SELECT",
        "jobs": "SELECT (id), INSERT",
        "journal_pending": "SELECT (id), INSERT",
        "journal": "SELECT",
        "journal_checkpoints": "SELECT",
    },
    VAULT: {
        "installation": "SELECT",
        "organisations": "SELECT",
        "agreements": "SELECT",
        "slots": "SELECT",
        "campaigns": "SELECT",
        "sessions": "SELECT (user_id, used_at, ends_at)",
        "sign_in_attempts": "SELECT (id, at), DELETE",
        "call_lists": "SELECT, UPDATE, DELETE",
        "upload_chunks": "SELECT, DELETE",
        "list_previews": "SELECT, INSERT, UPDATE, DELETE",
        "list_secrets": "SELECT, INSERT, UPDATE, DELETE",
        "list_view_keys": "SELECT, INSERT, UPDATE, DELETE",
        "list_report_lines": "SELECT, INSERT, DELETE",
        "contacts": "SELECT, INSERT, UPDATE, DELETE",
        "contact_secrets": "SELECT, INSERT, UPDATE, DELETE",
        "suppressions": "SELECT, INSERT",
        "hand_outs": "SELECT, UPDATE",
        "calls": "SELECT, UPDATE",
        "agent_states": "SELECT, INSERT, UPDATE",
        "outcomes": "SELECT",
        "bookings": "SELECT",
        "result_files": "SELECT, UPDATE, DELETE",
        "result_chunks": "SELECT, INSERT, DELETE",
        "jobs": "SELECT, INSERT, UPDATE, DELETE",
        "journal_pending": "SELECT, INSERT, DELETE",
        "journal": "SELECT, INSERT",
        "journal_checkpoints": "SELECT, INSERT",
    },
}

BY_SITE_AND_PARTNER = (
    "agreements",
    "slots",
    "campaigns",
    "call_lists",
    "contacts",
    "hand_outs",
    "calls",
    "outcomes",
)
BY_SITE = ("agent_states",)
BY_PARTNER = ("bookings", "result_files")

SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
PARTNER = "partner_id = (SELECT nullif(current_setting('callcenter.partner', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"


def upgrade() -> None:
    for role, tables in GRANTS.items():
        op.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for table, rights in tables.items():
            op.execute(f"GRANT {rights} ON {table} TO {role}")
    rules = {
        **dict.fromkeys(BY_SITE_AND_PARTNER, f"{SITE} OR {PARTNER} OR {EVERYWHERE}"),
        **dict.fromkeys(BY_SITE, f"{SITE} OR {EVERYWHERE}"),
        # An agent of the site books places in a partner's slots: the slot's own policy bounds that.
        "bookings": f"{PARTNER} OR {EVERYWHERE} OR EXISTS (SELECT 1 FROM slots s WHERE s.id = slot_id)",
        "result_files": f"{PARTNER} OR {EVERYWHERE}",
    }
    for table, rule in rules.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_rows ON {table} TO {WEB} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"CREATE POLICY all_rows ON {table} TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    for table in (*BY_SITE_AND_PARTNER, *BY_SITE, *BY_PARTNER):
        for policy in ("own_rows", "all_rows"):
            op.execute(f"DROP POLICY {policy} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for role, tables in GRANTS.items():
        for table in tables:
            op.execute(f"REVOKE ALL ON {table} FROM {role}")
        op.execute(f"REVOKE USAGE ON ALL SEQUENCES IN SCHEMA public FROM {role}")
        op.execute(f"REVOKE USAGE ON SCHEMA public FROM {role}")
