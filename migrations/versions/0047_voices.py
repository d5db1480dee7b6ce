"""Recordings of what simulated customers say, made at a site."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"


def upgrade() -> None:
    op.create_table(
        "line_voices",
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("audio", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('webm', 'ogg', 'mp4', 'wav')", name=op.f("ck_line_voices_kind")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_line_voices_site_id_organisations")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_line_voices_made_by_users")),
        sa.PrimaryKeyConstraint("site_id", "scenario", "line", "words", name=op.f("pk_line_voices")),
    )
    rule = f"{SITE} OR {EVERYWHERE}"
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON line_voices TO {WEB}")
    op.execute("ALTER TABLE line_voices ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON line_voices TO {WEB} USING ({rule}) WITH CHECK ({rule})")
    op.execute(f"CREATE POLICY all_rows ON line_voices TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_table("line_voices")
