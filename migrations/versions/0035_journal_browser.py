"""The journal can be looked through by person, contact, list, action and time, however long it is."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

BY: dict[str, tuple[list[str | sa.TextClause], str | None]] = {
    "ix_journal_action_seq": (["action", "seq"], None),
    "ix_journal_actor_id_seq": (["actor_id", "seq"], "actor_id IS NOT NULL"),
    "ix_journal_agent": ([sa.text("(data ->> 'agent_id')"), "seq"], "data ? 'agent_id'"),
    "ix_journal_contact": ([sa.text("\"right\"(data ->> 'contact_id', 10)"), "seq"], "data ? 'contact_id'"),
    "ix_journal_list": ([sa.text("(data ->> 'list_id')"), "seq"], "data ? 'list_id'"),
}


def upgrade() -> None:
    for name, (columns, where) in BY.items():
        op.create_index(name, "journal", columns, postgresql_where=None if where is None else sa.text(where))
    op.create_index("ix_journal_at", "journal", ["at"], postgresql_using="brin")


def downgrade() -> None:
    for name in (*BY, "ix_journal_at"):
        op.drop_index(name, "journal")
