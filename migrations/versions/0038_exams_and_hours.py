"""Exam preparation (mock exams, evaluations in the course, the professional file) and training sessions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
MOMENT = sa.DateTime(timezone=True)
RIGHTS = {
    "mock_exams": "SELECT, INSERT, UPDATE",
    "evaluations": "SELECT, INSERT",
    "dossier_examples": "SELECT, INSERT, UPDATE, DELETE",
    "training_sessions": "SELECT, INSERT",
}
KINDS = ("practice", "call_review", "assessment", "module")


def _uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _refers(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    """Foreign keys of a table: column → the table and column it refers to."""
    return [
        sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_{table}_{name}_{target.split('.')[0]}"))
        for name, target in columns.items()
    ]


def _kinds(*kinds: str) -> None:
    op.drop_constraint(op.f("ck_evidence_kind"), "evidence")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.create_check_constraint(op.f("ck_evidence_kind"), "evidence", f"kind IN ({listed})")


def upgrade() -> None:
    op.create_table(
        "mock_exams",
        _uuid("id"),
        _uuid("site_id"),
        _uuid("learner_id"),
        _uuid("referential_id"),
        sa.Column("modality", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("planned_for", sa.Date(), nullable=False),
        sa.Column("jury", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("marks", postgresql.JSONB(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        _uuid("planned_by"),
        sa.Column("issued_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('planned', 'running', 'ended', 'issued')", name=op.f("ck_mock_exams_state")
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 600", name=op.f("ck_mock_exams_minutes")),
        *_refers(
            "mock_exams",
            learner_id="learners.user_id",
            referential_id="referentials.id",
            planned_by="users.id",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mock_exams")),
    )
    op.create_index("ix_mock_exams_learner_id_planned_for", "mock_exams", ["learner_id", "planned_for"])
    op.create_index("ix_mock_exams_site_id", "mock_exams", ["site_id"])
    op.create_table(
        "evaluations",
        _uuid("id"),
        _uuid("site_id"),
        _uuid("learner_id"),
        _uuid("referential_id"),
        sa.Column("block", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("results", postgresql.JSONB(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        _uuid("given_by"),
        sa.Column("given_at", MOMENT, nullable=False),
        *_refers(
            "evaluations",
            learner_id="learners.user_id",
            referential_id="referentials.id",
            given_by="users.id",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
    )
    op.create_index("ix_evaluations_learner_id_held_on", "evaluations", ["learner_id", "held_on"])
    op.create_index("ix_evaluations_site_id", "evaluations", ["site_id"])
    op.create_table(
        "dossier_examples",
        _uuid("id"),
        _uuid("site_id"),
        _uuid("learner_id"),
        sa.Column("block", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("parts", postgresql.JSONB(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        *_refers("dossier_examples", learner_id="learners.user_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_examples")),
    )
    op.create_index("ix_dossier_examples_learner_id", "dossier_examples", ["learner_id"])
    op.create_index("ix_dossier_examples_site_id", "dossier_examples", ["site_id"])
    op.create_table(
        "training_sessions",
        _uuid("id"),
        _uuid("site_id"),
        _uuid("learner_id"),
        sa.Column("begins", MOMENT, nullable=False),
        sa.Column("ends", MOMENT, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        _uuid("kept_by"),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.CheckConstraint("begins < ends", name=op.f("ck_training_sessions_order")),
        *_refers("training_sessions", learner_id="users.id", kept_by="users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_sessions")),
        sa.UniqueConstraint("learner_id", "begins", name=op.f("uq_training_sessions_learner_id_begins")),
    )
    op.create_index("ix_training_sessions_site_id_begins", "training_sessions", ["site_id", "begins"])
    rule = f"{SITE} OR {EVERYWHERE}"
    for table, rights in RIGHTS.items():
        op.execute(f"GRANT {rights} ON {table} TO {WEB}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_rows ON {table} TO {WEB} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"CREATE POLICY all_rows ON {table} TO {VAULT} USING (true) WITH CHECK (true)")
    _kinds(*KINDS, "exam")


def downgrade() -> None:
    op.execute("DELETE FROM evidence WHERE kind = 'exam'")
    _kinds(*KINDS)
    for table in RIGHTS:
        op.drop_table(table)
