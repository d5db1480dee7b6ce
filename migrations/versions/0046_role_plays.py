"""Role-plays: a trainer plays the customer of a practice call."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
MOMENT = sa.DateTime(timezone=True)
TABLES = ("role_plays", "role_play_acts")


def _to(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=ondelete)


def _states(*more: str) -> str:
    return "state IN ('" + "', '".join(("ready", "talking", "wrap_up", *more, "finished", "left")) + "')"


def upgrade() -> None:
    op.add_column("practices", sa.Column("played_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_practices_played_by_users"), "practices", "users", ["played_by"], ["id"])
    op.drop_constraint(op.f("ck_practices_state"), "practices", type_="check")
    op.create_check_constraint(op.f("ck_practices_state"), "practices", _states("awaiting"))
    op.create_table(
        "role_plays",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("trainer_id", sa.Uuid(), nullable=False),
        sa.Column("scenario_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("trainer_seen_at", MOMENT, nullable=False),
        sa.Column("agent_seen_at", MOMENT, nullable=True),
        sa.Column("marks", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('invited', 'running', 'declined', 'withdrawn', 'lapsed')",
            name=op.f("ck_role_plays_state"),
        ),
        _to("role_plays", "site_id", "organisations.id"),
        _to("role_plays", "agent_id", "users.id"),
        _to("role_plays", "trainer_id", "users.id"),
        _to("role_plays", "scenario_id", "played_scenarios.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_plays")),
    )
    op.create_index(
        "uq_role_plays_invited",
        "role_plays",
        ["agent_id"],
        unique=True,
        postgresql_where=sa.text("state = 'invited'"),
    )
    op.create_index("ix_role_plays_agent_id_invited_at", "role_plays", ["agent_id", "invited_at"])
    op.create_index("ix_role_plays_trainer_id_invited_at", "role_plays", ["trainer_id", "invited_at"])
    op.create_index("ix_role_plays_site_id", "role_plays", ["site_id"])
    op.create_table(
        "role_play_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("role_play_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), sa.Identity(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("node", sa.Text(), nullable=True),
        sa.Column("choice", sa.SmallInteger(), nullable=True),
        sa.Column("mood", sa.Text(), nullable=True),
        sa.Column("codes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("who IN ('customer', 'apprentice', 'centre')", name=op.f("ck_role_play_acts_who")),
        sa.CheckConstraint(
            "kind IN ('say', 'mood', 'hold', 'resume', 'tick', 'hang_up')",
            name=op.f("ck_role_play_acts_kind"),
        ),
        _to("role_play_acts", "role_play_id", "role_plays.id", ondelete="CASCADE"),
        _to("role_play_acts", "site_id", "organisations.id"),
        _to("role_play_acts", "agent_id", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_play_acts")),
    )
    op.create_index("ix_role_play_acts_role_play_id_place", "role_play_acts", ["role_play_id", "place"])
    op.create_index("ix_role_play_acts_agent_id", "role_play_acts", ["agent_id"])
    op.create_index("ix_role_play_acts_site_id", "role_play_acts", ["site_id"])
    rule = f"{SITE} OR {EVERYWHERE}"
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT ON {table} TO {WEB}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_rows ON {table} TO {WEB} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"CREATE POLICY all_rows ON {table} TO {VAULT} USING (true) WITH CHECK (true)")
    # What was said is written once: the web's role has no right to change it.
    op.execute(
        f"GRANT UPDATE (state, answered_at, trainer_seen_at, agent_seen_at, marks, comment) ON role_plays TO {WEB}"
    )
    op.execute(f"GRANT SELECT, DELETE ON role_plays, role_play_acts TO {VAULT}")
    op.execute(f"GRANT UPDATE (state) ON role_plays TO {VAULT}")
    op.execute(f"GRANT INSERT ON role_play_acts TO {VAULT}")
    op.execute(f"GRANT UPDATE (state, ended_at, finished_at) ON practices TO {VAULT}")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute(f"REVOKE UPDATE (state, ended_at, finished_at) ON practices FROM {VAULT}")
    op.execute(
        "DELETE FROM debrief_answers USING practices p WHERE p.id = practice_id AND p.played_by IS NOT NULL"
    )
    op.execute("DELETE FROM practices WHERE played_by IS NOT NULL")
    op.drop_constraint(op.f("ck_practices_state"), "practices", type_="check")
    op.create_check_constraint(op.f("ck_practices_state"), "practices", _states())
    op.drop_column("practices", "played_by")
