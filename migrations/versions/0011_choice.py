"""What the choice of the next contact looks at: languages, the gate, the time of day of the last try, turns."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WEB = "callcenter_web"
READY = sa.text("state = 'ready'")


def upgrade() -> None:
    op.add_column("contacts", sa.Column("language", sa.Text(), server_default="fr", nullable=False))
    op.add_column("contacts", sa.Column("tried", sa.SmallInteger(), server_default="0", nullable=False))
    op.execute(f"GRANT UPDATE (tried) ON contacts TO {WEB}")
    op.drop_index("ix_contacts_ready", table_name="contacts")
    op.create_index(
        "ix_contacts_ready",
        "contacts",
        ["list_id", "zone", "language", "tried", "rank"],
        postgresql_where=READY,
    )
    op.add_column(
        "agent_states", sa.Column("languages", ARRAY(sa.Text()), server_default="{fr}", nullable=False)
    )
    op.add_column(
        "agent_states",
        sa.Column(
            "purposes", ARRAY(sa.Text()), server_default="{appointment,loyalty,after_sales}", nullable=False
        ),
    )
    op.add_column("hand_outs", sa.Column("turn", sa.BigInteger(), sa.Identity(), nullable=False))
    op.create_index("ix_hand_outs_list_id_turn", "hand_outs", ["list_id", "turn"])


def downgrade() -> None:
    op.drop_index("ix_hand_outs_list_id_turn", table_name="hand_outs")
    op.drop_column("hand_outs", "turn")
    op.drop_column("agent_states", "purposes")
    op.drop_column("agent_states", "languages")
    op.drop_index("ix_contacts_ready", table_name="contacts")
    op.create_index("ix_contacts_ready", "contacts", ["list_id", "zone", "rank"], postgresql_where=READY)
    op.drop_column("contacts", "tried")
    op.drop_column("contacts", "language")
