"""Calls for help and signs of life as alerts, and the step of the script that the room sees."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"


def upgrade() -> None:
    op.add_column("alerts", sa.Column("reference", sa.Text(), nullable=True))
    op.add_column("hand_outs", sa.Column("step", sa.Text(), nullable=True))
    op.create_table(
        "process_beats",
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_process_beats")),
    )
    for role in (WEB, VAULT):
        op.execute(f"GRANT UPDATE (reference) ON alerts TO {role}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON process_beats TO {VAULT}")
    op.execute(f"GRANT SELECT ON process_beats TO {WEB}")
    op.execute(f"GRANT SELECT (at) ON journal_pending TO {WEB}")


def downgrade() -> None:
    op.execute(f"REVOKE SELECT (at) ON journal_pending FROM {WEB}")
    op.drop_table("process_beats")
    op.drop_column("hand_outs", "step")
    op.drop_column("alerts", "reference")
