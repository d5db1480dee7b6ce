"""Shifts, presence signed per half-day, working time watched."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"
SITE = "site_id = (SELECT nullif(current_setting('callcenter.site', true), '')::uuid)"
EVERYWHERE = "(SELECT current_setting('callcenter.scope', true) = 'all')"
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("opened_at IS NOT NULL AND closed_at IS NULL")


def _who(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], ["users.id"], name=op.f(f"fk_{table}_{name}_users"))
        for name in columns
    ]


def upgrade() -> None:
    for name, default in (("keeps_shifts", "false"), ("wallboard_names", "true")):
        op.add_column(
            "organisations", sa.Column(name, sa.Boolean(), server_default=sa.text(default), nullable=False)
        )
    op.add_column(
        "agent_states", sa.Column("off_shift", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("agent_states", sa.Column("worked_from", MOMENT, nullable=True))
    op.add_column(
        "agent_states",
        sa.Column("warned", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
    op.create_table(
        "shifts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("planned_from", MOMENT, nullable=False),
        sa.Column("planned_to", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("planned_from < planned_to", name=op.f("ck_shifts_order")),
        sa.CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name=op.f("ck_shifts_closed")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_shifts_site_id_organisations")
        ),
        *_who("shifts", "agent_id", "opened_by", "closed_by", "created_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    op.create_index("ix_shifts_site_id_planned_from", "shifts", ["site_id", "planned_from"])
    op.create_index("ix_shifts_agent_id_planned_from", "shifts", ["agent_id", "planned_from"])
    op.create_index("uq_shifts_open", "shifts", ["agent_id"], unique=True, postgresql_where=OPEN)
    op.create_table(
        "attendances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half", sa.Text(), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("countersigned_by", sa.Uuid(), nullable=True),
        sa.Column("countersigned_at", MOMENT, nullable=True),
        sa.CheckConstraint("half IN ('morning', 'afternoon')", name=op.f("ck_attendances_half")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["organisations.id"], name=op.f("fk_attendances_site_id_organisations")
        ),
        *_who("attendances", "agent_id", "countersigned_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint("agent_id", "day", "half", name=op.f("uq_attendances_agent_id_day_half")),
    )
    op.create_index("ix_attendances_site_id_day", "attendances", ["site_id", "day"])
    op.execute(f"GRANT UPDATE (keeps_shifts, wallboard_names) ON organisations TO {WEB}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON shifts TO {WEB}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE (countersigned_by, countersigned_at) ON attendances TO {WEB}")
    rule = f"{SITE} OR {EVERYWHERE}"
    for table in ("shifts", "attendances"):
        op.execute(f"GRANT SELECT ON {table} TO {VAULT}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own_rows ON {table} TO {WEB} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"CREATE POLICY all_rows ON {table} TO {VAULT} USING (true) WITH CHECK (true)")


def downgrade() -> None:
    op.drop_table("attendances")
    op.drop_table("shifts")
    for column in ("warned", "worked_from", "off_shift"):
        op.drop_column("agent_states", column)
    op.execute(f"REVOKE UPDATE (keeps_shifts, wallboard_names) ON organisations FROM {WEB}")
    for column in ("wallboard_names", "keeps_shifts"):
        op.drop_column("organisations", column)
