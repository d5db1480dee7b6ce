"""The vault may erase what is held of an apprentice's training."""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

VAULT = "callcenter_vault"
TABLES = (
    "competence_decisions, evidence, follow_ups, mock_exams, evaluations, dossier_examples, practices, call_reviews, "
    "review_scorings, gate_suspensions, papers, learners, attendances, training_sessions"
)


def upgrade() -> None:
    op.execute(f"GRANT SELECT, DELETE ON {TABLES} TO {VAULT}")


def downgrade() -> None:
    op.execute(f"REVOKE DELETE ON {TABLES} FROM {VAULT}")
