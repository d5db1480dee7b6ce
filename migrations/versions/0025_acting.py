"""Hold, pauses that a supervisor asks for, calls that a supervisor ends, locked accounts, messages to the room."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
MOMENT = sa.DateTime(timezone=True)
STATES = "'offline', 'available', 'preparing', 'ringing', 'talking', 'wrap_up', 'pause'"


def _states(table: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_state"), table)
    op.create_check_constraint(op.f(f"ck_{table}_state"), table, condition)


def upgrade() -> None:
    _states("agent_states", f"state IN ({STATES}, 'on_hold')")
    _states("users", "state IN ('active', 'disabled', 'locked')")
    op.add_column("agent_states", sa.Column("pause_due", sa.Text(), nullable=True))
    op.add_column("agent_states", sa.Column("pause_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_agent_states_pause_by_users"), "agent_states", "users", ["pause_by"], ["id"]
    )
    op.add_column("calls", sa.Column("ended_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_calls_ended_by_users"), "calls", "users", ["ended_by"], ["id"])
    op.add_column("calls", sa.Column("held_at", MOMENT, nullable=True))
    op.add_column("calls", sa.Column("held_seconds", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_messages_site_id_organisations")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name=op.f("fk_messages_agent_id_users")),
        sa.ForeignKeyConstraint(["sent_by"], ["users.id"], name=op.f("fk_messages_sent_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_site_id_sent_at", "messages", ["site_id", "sent_at"])
    op.create_table(
        "message_receipts",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["messages.id"],
            name=op.f("fk_message_receipts_message_id_messages"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name=op.f("fk_message_receipts_agent_id_users")),
        sa.PrimaryKeyConstraint("message_id", "agent_id", name=op.f("pk_message_receipts")),
    )
    op.create_index(
        "ix_message_receipts_unread",
        "message_receipts",
        ["agent_id"],
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.execute(f"GRANT SELECT, INSERT ON messages TO {WEB}")
    op.execute(f"GRANT SELECT, DELETE ON messages TO {VAULT}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE (read_at) ON message_receipts TO {WEB}")
    op.execute(f"GRANT SELECT, DELETE ON message_receipts TO {VAULT}")
    rule = f"{SITE} OR {EVERYWHERE}"
    for table in ("messages", "message_receipts"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_rows ON {table} TO {WEB} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"CREATE POLICY all_rows ON {table} TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_table("message_receipts")
    op.drop_table("messages")
    for column in ("held_seconds", "held_at", "ended_by"):
        op.drop_column("calls", column)
    op.drop_column("agent_states", "pause_by")
    op.drop_column("agent_states", "pause_due")
    op.execute("UPDATE users SET state = 'disabled' WHERE state = 'locked'")
    op.execute("UPDATE agent_states SET state = 'talking' WHERE state = 'on_hold'")
    _states("users", "state IN ('active', 'disabled')")
    _states("agent_states", f"state IN ({STATES})")
