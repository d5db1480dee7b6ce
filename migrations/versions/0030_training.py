"""Training: referentials, learners, practice calls, evidence, decisions, gates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
RIGHTS = {
    "referentials": "SELECT, INSERT, UPDATE",
    "learners": "SELECT, INSERT, UPDATE",
    "practices": "SELECT, INSERT, UPDATE",
    "evidence": "SELECT, INSERT",
    "competence_decisions": "SELECT, INSERT",
    "gates": "SELECT, INSERT, UPDATE, DELETE",
    "gate_suspensions": "SELECT, INSERT, UPDATE, DELETE",
}
"""What the web process may do; evidence and decisions are only ever added."""

# The service refuses it as well; this holds for whoever else writes.
STANDS = """
    CREATE FUNCTION referential_stands() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.frozen_at IS NOT NULL AND (NEW.code, NEW.version, NEW.title, NEW.content, NEW.frozen_at)
           IS DISTINCT FROM (OLD.code, OLD.version, OLD.title, OLD.content, OLD.frozen_at) THEN
            RAISE EXCEPTION 'evidence was given under this referential: its content stands';
        END IF;
        RETURN NEW;
    END $$
"""


def upgrade() -> None:
    op.create_table(
        "played_scenarios",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_played_scenarios")),
        sa.UniqueConstraint("digest", name=op.f("uq_played_scenarios_digest")),
    )
    op.create_table(
        "referentials",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_referentials_created_by_users")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_referentials_site_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referentials")),
        sa.UniqueConstraint("site_id", "code", "version", name=op.f("uq_referentials_site_id_code_version")),
    )
    op.create_table(
        "gates",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("competences", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("good_calls", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("good_calls BETWEEN 1 AND 20", name=op.f("ck_gates_good_calls")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_gates_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["users.id"], name=op.f("fk_gates_set_by_users")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_gates_site_id_organisations")
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_gates")),
    )
    op.create_index(op.f("ix_gates_site_id"), "gates", ["site_id"], unique=False)
    op.create_table(
        "learners",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("referential_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("alternation", sa.Text(), nullable=True),
        sa.Column("tutor", sa.Text(), nullable=True),
        sa.Column("training_centre", sa.Text(), nullable=True),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), server_default="{fr}", nullable=False),
        sa.Column("needs", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("goals", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "status IN ('apprenticeship', 'employment', 'trainee', 'other')", name=op.f("ck_learners_status")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR starts_on <= ends_on", name=op.f("ck_learners_period")
        ),
        sa.ForeignKeyConstraint(
            ["referential_id"], ["referentials.id"], name=op.f("fk_learners_referential_id_referentials")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_learners_site_id_organisations")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_learners_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_learners")),
    )
    op.create_index("ix_learners_site_id", "learners", ["site_id"], unique=False)
    op.create_table(
        "practices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("referential_id", sa.Uuid(), nullable=False),
        sa.Column("scenario_id", sa.Uuid(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("guided", sa.Boolean(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "events", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("score", sa.SmallInteger(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint(
            "state IN ('ready', 'talking', 'wrap_up', 'finished', 'left')", name=op.f("ck_practices_state")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name=op.f("fk_practices_agent_id_users")),
        sa.ForeignKeyConstraint(
            ["referential_id"], ["referentials.id"], name=op.f("fk_practices_referential_id_referentials")
        ),
        sa.ForeignKeyConstraint(
            ["scenario_id"], ["played_scenarios.id"], name=op.f("fk_practices_scenario_id_played_scenarios")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_practices_site_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practices")),
    )
    op.create_index("ix_practices_agent_id_started_at", "practices", ["agent_id", "started_at"], unique=False)
    op.create_index("ix_practices_site_id_finished_at", "practices", ["site_id", "finished_at"], unique=False)
    op.create_index(
        "uq_practices_open",
        "practices",
        ["agent_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('ready', 'talking', 'wrap_up')"),
    )
    op.create_table(
        "competence_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("referential_id", sa.Uuid(), nullable=False),
        sa.Column("competence", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=True),
        sa.Column("evidence", postgresql.ARRAY(sa.Uuid()), server_default="{}", nullable=False),
        sa.Column("seen", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "level IN ('acquired', 'in_progress', 'not_acquired')", name=op.f("ck_competence_decisions_level")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_competence_decisions_decided_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.user_id"], name=op.f("fk_competence_decisions_learner_id_learners")
        ),
        sa.ForeignKeyConstraint(
            ["referential_id"],
            ["referentials.id"],
            name=op.f("fk_competence_decisions_referential_id_referentials"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competence_decisions")),
    )
    op.create_index(
        "ix_competence_decisions_learner_id_decided_at",
        "competence_decisions",
        ["learner_id", "decided_at"],
        unique=False,
    )
    op.create_index("ix_competence_decisions_site_id", "competence_decisions", ["site_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("referential_id", sa.Uuid(), nullable=False),
        sa.Column("competence", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('practice', 'call_review', 'assessment', 'module')", name=op.f("ck_evidence_kind")
        ),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_evidence_score")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.user_id"], name=op.f("fk_evidence_learner_id_learners")
        ),
        sa.ForeignKeyConstraint(
            ["referential_id"], ["referentials.id"], name=op.f("fk_evidence_referential_id_referentials")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("source_id", "competence", name=op.f("uq_evidence_source_id_competence")),
    )
    op.create_index(
        "ix_evidence_learner_id_competence_given_at",
        "evidence",
        ["learner_id", "competence", "given_at"],
        unique=False,
    )
    op.create_index("ix_evidence_site_id", "evidence", ["site_id"], unique=False)
    op.create_table(
        "gate_suspensions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name=op.f("fk_gate_suspensions_agent_id_users")),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_gate_suspensions_by_users")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["gates.campaign_id"], name=op.f("fk_gate_suspensions_campaign_id_gates")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["users.id"], name=op.f("fk_gate_suspensions_ended_by_users")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_gate_suspensions_site_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_suspensions")),
    )
    op.create_index(op.f("ix_gate_suspensions_site_id"), "gate_suspensions", ["site_id"], unique=False)
    op.create_index(
        "uq_gate_suspensions_open",
        "gate_suspensions",
        ["campaign_id", "agent_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.add_column(
        "agent_states", sa.Column("gates", postgresql.ARRAY(sa.Uuid()), server_default="{}", nullable=False)
    )
    op.add_column(
        "campaigns", sa.Column("gated", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.execute(STANDS)
    op.execute(
        "CREATE TRIGGER referential_stands BEFORE UPDATE ON referentials "
        "FOR EACH ROW EXECUTE FUNCTION referential_stands()"
    )
    op.execute(f"GRANT SELECT, INSERT ON played_scenarios TO {WEB}")
    op.execute(f"GRANT SELECT ON played_scenarios TO {VAULT}")
    rule = f"{SITE} OR {EVERYWHERE}"
    for table, rights in RIGHTS.items():
        op.execute(f"GRANT {rights} ON {table} TO {WEB}")
        op.execute(f"GRANT SELECT ON {table} TO {VAULT}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_rows ON {table} TO {WEB} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"CREATE POLICY all_rows ON {table} TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_column("campaigns", "gated")
    op.drop_column("agent_states", "gates")
    for table in ("gate_suspensions", "evidence", "competence_decisions", "practices", "learners", "gates"):
        op.drop_table(table)
    op.drop_table("referentials")
    op.drop_table("played_scenarios")
    op.execute("DROP FUNCTION referential_stands")
