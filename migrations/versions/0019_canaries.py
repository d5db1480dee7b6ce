"""Canaries: numbers of the centre's own in partners' lists. Which contact is one, only the vault can read."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
SHOWN = "id, site_id, list_id, made_by, made_at, state"


def upgrade() -> None:
    op.create_table(
        "canaries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("marked", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'planted', 'failed', 'withdrawn')", name=op.f("ck_canaries_state")
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_canaries_site_id_organisations")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_canaries_made_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canaries")),
    )
    for column in ("site_id", "list_id", "contact_id"):
        op.create_index(f"ix_canaries_{column}", "canaries", [column])
    op.execute(
        f"GRANT SELECT ({SHOWN}, marked), INSERT ({SHOWN}, sealed), UPDATE (state) ON canaries TO {WEB}"
    )
    op.execute(f"GRANT SELECT, UPDATE ON canaries TO {VAULT}")
    rule = f"{SITE} OR {EVERYWHERE}"
    op.execute("ALTER TABLE canaries ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_rows ON canaries TO {WEB} USING ({rule}) WITH CHECK ({rule})")
    op.execute(f"CREATE POLICY all_rows ON canaries TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_table("canaries")
