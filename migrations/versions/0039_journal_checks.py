"""Checks of the whole journal, asked for on its page."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "journal_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("checkpoints", sa.Integer(), server_default="0", nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("at_seq", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('running', 'whole', 'tampered', 'failed')", name=op.f("ck_journal_checks_state")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_journal_checks_asked_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_checks")),
    )
    op.create_index(
        "uq_journal_checks_running",
        "journal_checks",
        ["state"],
        unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )
    op.execute(f"GRANT SELECT, INSERT ON journal_checks TO {WEB}")
    op.execute(f"GRANT SELECT, UPDATE ON journal_checks TO {VAULT}")


def downgrade() -> None:
    op.drop_table("journal_checks")
