"""Modules by version, the ways through them; first assessments, personal plans and who signed them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
MOMENT = sa.DateTime(timezone=True)
TABLES = ("module_versions", "module_runs", "assessments", "plans", "plan_signatures")


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name)


def upgrade() -> None:
    op.create_table(
        "module_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        _to("module_versions", "site_id", "organisations.id"),
        _to("module_versions", "made_by", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_versions")),
        sa.UniqueConstraint(
            "site_id", "code", "version", name=op.f("uq_module_versions_site_id_code_version")
        ),
        sa.UniqueConstraint("site_id", "code", "digest", name=op.f("uq_module_versions_site_id_code_digest")),
    )
    op.create_table(
        "module_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("events", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("done", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("seconds", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.CheckConstraint("state IN ('open', 'done')", name=op.f("ck_module_runs_state")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_module_runs_score")),
        _to("module_runs", "site_id", "organisations.id"),
        _to("module_runs", "agent_id", "users.id"),
        _to("module_runs", "version_id", "module_versions.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_runs")),
    )
    op.create_index(
        "uq_module_runs_open",
        "module_runs",
        ["agent_id", "code"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_module_runs_agent_id_started_at", "module_runs", ["agent_id", "started_at"])
    op.create_index("ix_module_runs_site_id_code", "module_runs", ["site_id", "code"])
    op.create_table(
        "assessments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("referential_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("blocks", postgresql.JSONB(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("marks", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("profile", postgresql.JSONB(), nullable=True),
        sa.Column("composed_by", sa.Uuid(), nullable=False),
        sa.Column("composed_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'closed', 'dropped')", name=op.f("ck_assessments_state")
        ),
        _to("assessments", "site_id", "organisations.id"),
        _to("assessments", "agent_id", "learners.user_id"),
        _to("assessments", "referential_id", "referentials.id"),
        _to("assessments", "composed_by", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    op.create_index(
        "uq_assessments_open",
        "assessments",
        ["agent_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('open', 'answered')"),
    )
    op.create_index("ix_assessments_agent_id_composed_at", "assessments", ["agent_id", "composed_at"])
    op.create_index("ix_assessments_site_id", "assessments", ["site_id"])
    op.create_table(
        "plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("steps", postgresql.JSONB(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        _to("plans", "site_id", "organisations.id"),
        _to("plans", "agent_id", "learners.user_id"),
        _to("plans", "assessment_id", "assessments.id"),
        _to("plans", "made_by", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("agent_id", "version", name=op.f("uq_plans_agent_id_version")),
    )
    op.create_index("ix_plans_site_id", "plans", ["site_id"])
    op.create_table(
        "plan_signatures",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.CheckConstraint("place IN ('learner', 'trainer')", name=op.f("ck_plan_signatures_place")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_plan_signatures_plan_id_plans"), ondelete="CASCADE"
        ),
        _to("plan_signatures", "site_id", "organisations.id"),
        _to("plan_signatures", "user_id", "users.id"),
        sa.PrimaryKeyConstraint("plan_id", "place", name=op.f("pk_plan_signatures")),
    )
    op.create_index("ix_plan_signatures_site_id", "plan_signatures", ["site_id"])
    rule = f"{SITE} OR {EVERYWHERE}"
    for table in TABLES:
        op.execute(f"GRANT SELECT, INSERT ON {table} TO {WEB}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_rows ON {table} TO {WEB} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"CREATE POLICY all_rows ON {table} TO {VAULT} USING (true) WITH CHECK (true)")
    op.execute(f"GRANT SELECT, DELETE ON module_runs, plans, assessments, plan_signatures TO {VAULT}")
    # Versions, plans and signatures are written once: the web's role has no right to change one.
    op.execute(
        f"GRANT UPDATE (state, events, done, seconds, score, seen_at, finished_at) ON module_runs TO {WEB}"
    )
    op.execute(
        f"GRANT UPDATE (state, answers, marks, profile, answered_at, closed_at) ON assessments TO {WEB}"
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
