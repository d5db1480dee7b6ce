"""Follow-ups: talks between an apprentice and the trainer, planned and issued as papers."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("learner_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("learner_words", sa.Text(), nullable=True),
        sa.Column("trainer_words", sa.Text(), nullable=True),
        sa.Column("plan_words", sa.Text(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("planned_by", sa.Uuid(), nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("issued_at", MOMENT, nullable=True),
        sa.CheckConstraint("state IN ('planned', 'issued')", name=op.f("ck_follow_ups_state")),
        sa.CheckConstraint("(state = 'issued') = (issued_at IS NOT NULL)", name=op.f("ck_follow_ups_issued")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.user_id"], name=op.f("fk_follow_ups_learner_id_learners")
        ),
        sa.ForeignKeyConstraint(["planned_by"], ["users.id"], name=op.f("fk_follow_ups_planned_by_users")),
        sa.ForeignKeyConstraint(["issued_by"], ["users.id"], name=op.f("fk_follow_ups_issued_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    op.create_index(
        "uq_follow_ups_planned",
        "follow_ups",
        ["learner_id"],
        unique=True,
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_index("ix_follow_ups_site_id_due_on", "follow_ups", ["site_id", "due_on"])
    op.create_index("ix_follow_ups_learner_id_issued_at", "follow_ups", ["learner_id", "issued_at"])
    rule = f"{SITE} OR {EVERYWHERE}"
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON follow_ups TO {WEB}")
    op.execute("ALTER TABLE follow_ups ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON follow_ups TO {WEB} USING ({rule}) WITH CHECK ({rule})")
    op.execute(f"CREATE POLICY all_rows ON follow_ups TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_table("follow_ups")
