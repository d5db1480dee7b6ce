"""Debriefs are read and answered; the vault may erase what is held of an apprentice's training."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
TABLES = (
    "competence_decisions, evidence, follow_ups, mock_exams, evaluations, dossier_examples, practices, call_reviews, "
    "review_scorings, gate_suspensions, papers, learners, attendances, training_sessions, debrief_answers"
)


def upgrade() -> None:
    op.create_table(
        "debrief_answers",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id"],
            ["practices.id"],
            name=op.f("fk_debrief_answers_practice_id_practices"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_debrief_answers_site_id_organisations")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name=op.f("fk_debrief_answers_agent_id_users")),
        sa.PrimaryKeyConstraint("practice_id", name=op.f("pk_debrief_answers")),
    )
    op.create_index("ix_debrief_answers_site_id", "debrief_answers", ["site_id"])
    op.create_index("ix_debrief_answers_agent_id", "debrief_answers", ["agent_id"])
    rule = f"{SITE} OR {EVERYWHERE}"
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON debrief_answers TO {WEB}")
    op.execute("ALTER TABLE debrief_answers ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON debrief_answers TO {WEB} USING ({rule}) WITH CHECK ({rule})")
    op.execute(f"CREATE POLICY all_rows ON debrief_answers TO {VAULT} USING (true) WITH CHECK (true)")
    op.execute(f"GRANT SELECT, DELETE ON {TABLES} TO {VAULT}")


def downgrade() -> None:
    op.drop_table("debrief_answers")
    tables = TABLES.removesuffix(", debrief_answers")
    op.execute(f"REVOKE DELETE ON {tables} FROM {VAULT}")
