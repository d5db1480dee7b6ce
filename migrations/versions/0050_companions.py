"""Supervised first calls: who is beside whom, the word after a call, and what a gate asks of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
MOMENT = sa.DateTime(timezone=True)
TABLES = ("companionships", "call_words")


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name)


def upgrade() -> None:
    op.add_column(
        "gates", sa.Column("supervised_calls", sa.SmallInteger(), server_default=sa.text("0"), nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_gates_supervised_calls"), "gates", "supervised_calls BETWEEN 0 AND 20"
    )
    op.add_column(
        "agent_states",
        sa.Column("waits_beside", postgresql.ARRAY(sa.Uuid()), server_default="{}", nullable=False),
    )
    op.create_table(
        "companionships",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("companion_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "how IN ('pressed', 'moved', 'session', 'time', 'shift')", name=op.f("ck_companionships_how")
        ),
        _to("companionships", "site_id", "organisations.id"),
        _to("companionships", "agent_id", "users.id"),
        _to("companionships", "companion_id", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companionships")),
    )
    for side in ("agent", "companion"):
        op.create_index(
            f"uq_companionships_{side}",
            "companionships",
            [f"{side}_id"],
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
        )
    op.create_index("ix_companionships_agent_id_began_at", "companionships", ["agent_id", "began_at"])
    op.create_index("ix_companionships_site_id", "companionships", ["site_id"])
    op.create_table(
        "call_words",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.CheckConstraint("mark IN ('good', 'to_work_on')", name=op.f("ck_call_words_mark")),
        _to("call_words", "call_id", "calls.id"),
        _to("call_words", "site_id", "organisations.id"),
        _to("call_words", "agent_id", "users.id"),
        _to("call_words", "given_by", "users.id"),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_call_words")),
    )
    op.create_index("ix_call_words_agent_id_given_at", "call_words", ["agent_id", "given_at"])
    op.create_index("ix_call_words_site_id", "call_words", ["site_id"])
    rule = f"{SITE} OR {EVERYWHERE}"
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT ON {table} TO {WEB}")
        op.execute(f"GRANT SELECT, DELETE ON {table} TO {VAULT}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_rows ON {table} TO {WEB} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"CREATE POLICY all_rows ON {table} TO {VAULT} USING (true) WITH CHECK (true)")
    op.execute(f"GRANT UPDATE (ended_at, how) ON companionships TO {WEB}, {VAULT}")
    op.execute(f"GRANT SELECT (id) ON sessions TO {VAULT}")
    op.execute(f"GRANT UPDATE (read_at) ON call_words TO {WEB}")


def downgrade() -> None:
    op.execute(f"REVOKE SELECT (id) ON sessions FROM {VAULT}")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("agent_states", "waits_beside")
    op.execute(
        "DELETE FROM gate_suspensions USING gates g WHERE g.campaign_id = gate_suspensions.campaign_id "
        "AND g.competences = '{}'"
    )
    op.execute("DELETE FROM gates WHERE competences = '{}'")
    op.drop_column("gates", "supervised_calls")
