"""Quality review: grids by version, calls under review, and the marks that each one gave."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "review_grids",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("criteria", postgresql.JSONB(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_review_grids_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_review_grids_made_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_grids")),
        sa.UniqueConstraint("campaign_id", "version", name=op.f("uq_review_grids_campaign_id_version")),
    )
    op.create_table(
        "call_reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("grid_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("chosen_by", sa.Uuid(), nullable=False),
        sa.Column("chosen_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("given_at", MOMENT, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.CheckConstraint("state IN ('chosen', 'given', 'read')", name=op.f("ck_call_reviews_state")),
        sa.CheckConstraint("score BETWEEN 0 AND 200", name=op.f("ck_call_reviews_score")),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_call_reviews_{name}_{table}"))
            for name, table in (
                ("campaign_id", "campaigns"),
                ("grid_id", "review_grids"),
                ("call_id", "calls"),
                ("agent_id", "users"),
                ("chosen_by", "users"),
                ("given_by", "users"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_reviews")),
        sa.UniqueConstraint("call_id", name=op.f("uq_call_reviews_call_id")),
    )
    op.create_index("ix_call_reviews_site_id_state", "call_reviews", ["site_id", "state"])
    op.create_index("ix_call_reviews_agent_id_chosen_at", "call_reviews", ["agent_id", "chosen_at"])
    op.create_table(
        "review_scorings",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("scorer_id", sa.Uuid(), nullable=False),
        sa.Column("marks", postgresql.JSONB(), nullable=False),
        sa.Column("scored_at", MOMENT, nullable=False),
        sa.CheckConstraint("place IN ('self', 'first', 'second')", name=op.f("ck_review_scorings_place")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["call_reviews.id"], name=op.f("fk_review_scorings_review_id_call_reviews")
        ),
        sa.ForeignKeyConstraint(["scorer_id"], ["users.id"], name=op.f("fk_review_scorings_scorer_id_users")),
        sa.PrimaryKeyConstraint("review_id", "place", name=op.f("pk_review_scorings")),
        sa.UniqueConstraint("review_id", "scorer_id", name=op.f("uq_review_scorings_review_id_scorer_id")),
    )
    rule = f"{SITE} OR {EVERYWHERE}"
    for table in ("review_grids", "call_reviews", "review_scorings"):
        op.execute(f"GRANT SELECT, INSERT ON {table} TO {WEB}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_rows ON {table} TO {WEB} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"CREATE POLICY all_rows ON {table} TO {VAULT} USING (true) WITH CHECK (true)")
    steps = "state, score, comment, given_by, given_at, answer, read_at"
    op.execute(f"GRANT UPDATE ({steps}) ON call_reviews TO {WEB}")


def downgrade() -> None:
    for table in ("review_scorings", "call_reviews", "review_grids"):
        op.drop_table(table)
