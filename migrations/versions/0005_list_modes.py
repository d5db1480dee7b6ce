"""Files that add to, update or replace a list; consent declared for a campaign; refused lines kept to be mended."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
STATES = "'uploading', 'received', 'inspecting', 'needs_mapping', 'importing', 'paused', 'ready', 'failed', 'cancelled'"
GRANTS = {
    WEB: {
        "list_accepted_runs": "SELECT",
        "refused_files": "SELECT, INSERT",
        "refused_file_chunks": "SELECT",
    },
    VAULT: {
        "list_accepted_runs": "SELECT, INSERT, DELETE",
        "refused_rows": "SELECT, INSERT, DELETE",
        "refused_files": "SELECT, UPDATE, DELETE",
        "refused_file_chunks": "SELECT, INSERT, DELETE",
    },
}
OWN = """
    partner_id = (SELECT nullif(current_setting('callcenter.partner', true), '')::uuid)
    OR (SELECT current_setting('callcenter.scope', true) = 'all')
"""


def upgrade() -> None:
    op.add_column("agreements", sa.Column("offer", sa.Text(), server_default="", nullable=False))
    op.add_column("campaigns", sa.Column("consent", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("call_lists", sa.Column("mode", sa.Text(), server_default="new", nullable=False))
    op.add_column("call_lists", sa.Column("target_id", sa.Uuid(), nullable=True))
    for name in ("forecast", "totals"):
        op.add_column("call_lists", sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("call_lists", sa.Column("refused_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_call_lists_target_id"), "call_lists", ["target_id"])
    op.create_foreign_key(
        op.f("fk_call_lists_target_id_call_lists"),
        "call_lists",
        "call_lists",
        ["target_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_check_constraint(
        op.f("ck_call_lists_mode"), "call_lists", "mode IN ('new', 'add', 'update', 'replace')"
    )
    op.create_check_constraint(
        op.f("ck_call_lists_target"), "call_lists", "(mode = 'new') = (target_id IS NULL)"
    )
    _allow(f"{STATES}, 'forecasting', 'forecast', 'merging', 'merged'")
    op.add_column("contacts", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    _create_tables()
    for role, tables in GRANTS.items():
        for table, rights in tables.items():
            op.execute(f"GRANT {rights} ON {table} TO {role}")
    op.execute("ALTER TABLE refused_files ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON refused_files TO {WEB} USING ({OWN}) WITH CHECK ({OWN})")
    op.execute(f"CREATE POLICY all_rows ON refused_files TO {VAULT} USING (true) WITH CHECK (true)")


def _create_tables() -> None:
    op.create_table(
        "list_accepted_runs",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["call_lists.id"],
            name=op.f("fk_list_accepted_runs_list_id_call_lists"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("list_id", "first", name=op.f("pk_list_accepted_runs")),
    )
    op.create_table(
        "refused_rows",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("first_line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key_version", sa.SmallInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["call_lists.id"],
            name=op.f("fk_refused_rows_list_id_call_lists"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("list_id", "first_line", name=op.f("pk_refused_rows")),
    )
    op.create_table(
        "refused_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('requested', 'ready', 'failed')", name=op.f("ck_refused_files_state")),
        sa.ForeignKeyConstraint(
            ["list_id"],
            ["call_lists.id"],
            name=op.f("fk_refused_files_list_id_call_lists"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["organisations.id"], name=op.f("fk_refused_files_partner_id_organisations")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["users.id"], name=op.f("fk_refused_files_requested_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_files")),
    )
    op.create_index(op.f("ix_refused_files_list_id"), "refused_files", ["list_id"])
    op.create_table(
        "refused_file_chunks",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("last", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["refused_files.id"],
            name=op.f("fk_refused_file_chunks_file_id_refused_files"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_refused_file_chunks")),
    )


def downgrade() -> None:
    for table in ("refused_file_chunks", "refused_files", "refused_rows", "list_accepted_runs"):
        op.drop_table(table)
    # What such a file did stays in its list; the older version knows no such files.
    op.execute("DELETE FROM call_lists WHERE mode <> 'new'")
    op.drop_column("contacts", "withdrawn_at")
    _allow(STATES)
    for name in ("target", "mode"):
        op.drop_constraint(op.f(f"ck_call_lists_{name}"), "call_lists")
    op.drop_constraint(op.f("fk_call_lists_target_id_call_lists"), "call_lists", type_="foreignkey")
    op.drop_index(op.f("ix_call_lists_target_id"), table_name="call_lists")
    for name in ("refused_until", "totals", "forecast", "target_id", "mode"):
        op.drop_column("call_lists", name)
    op.drop_column("campaigns", "consent")
    op.drop_column("agreements", "offer")


def _allow(states: str) -> None:
    op.drop_constraint(op.f("ck_call_lists_state"), "call_lists")
    op.create_check_constraint(op.f("ck_call_lists_state"), "call_lists", f"state IN ({states})")
