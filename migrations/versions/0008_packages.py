"""Encrypted packages and tokens for machines."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"

PARTNER = "partner_id = (SELECT nullif(current_setting('callcenter.partner', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
PRESENTED = "token_hash = (SELECT decode(current_setting('callcenter.token', true), 'hex'))"
"""A token is looked up before anybody is known: whoever names its hash sees that row."""


def upgrade() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["organisations.id"], name=op.f("fk_api_tokens_partner_id_organisations")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_api_tokens_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_index("ix_api_tokens_partner_id", "api_tokens", ["partner_id"])
    op.execute(f"GRANT SELECT, INSERT, UPDATE (used_at, revoked_at) ON api_tokens TO {WEB}")
    _own_rows("api_tokens", f"{PARTNER} OR {EVERYWHERE} OR {PRESENTED}")

    op.create_table(
        "partner_exchanges",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column("always_encrypted", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "recipient IS NOT NULL OR NOT always_encrypted",
            name=op.f("ck_partner_exchanges_recipient_for_always"),
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["organisations.id"], name=op.f("fk_partner_exchanges_partner_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["users.id"], name=op.f("fk_partner_exchanges_changed_by_users")
        ),
        sa.PrimaryKeyConstraint("partner_id", name=op.f("pk_partner_exchanges")),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON partner_exchanges TO {WEB}")
    op.execute(f"GRANT SELECT ON partner_exchanges TO {VAULT}")
    # The staff of a site sees its partners' keys: the agreement's own policy bounds that.
    theirs = "EXISTS (SELECT 1 FROM agreements a WHERE a.partner_id = partner_exchanges.partner_id)"
    _own_rows("partner_exchanges", f"{PARTNER} OR {EVERYWHERE} OR {theirs}")

    op.add_column(
        "result_files", sa.Column("encrypted", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def _own_rows(table: str, rule: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON {table} TO {WEB} USING ({rule}) WITH CHECK ({rule})")
    op.execute(f"CREATE POLICY all_rows ON {table} TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_column("result_files", "encrypted")
    op.drop_table("partner_exchanges")
    op.drop_table("api_tokens")
