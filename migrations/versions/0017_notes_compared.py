"""Notes are compared with their contact's record before they may be passed on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WEB, VAULT = "callcenter_web", "callcenter_vault"


def upgrade() -> None:
    op.add_column("outcomes", sa.Column("note_found", postgresql.ARRAY(sa.Text()), nullable=True))
    op.execute(f"GRANT UPDATE (note, note_key_version, note_found) ON outcomes TO {WEB}")
    op.execute(f"GRANT UPDATE (note_found) ON outcomes TO {VAULT}")
    # What waits or was released already is compared once the vault starts.
    op.execute(
        "INSERT INTO jobs (kind, subject_id) SELECT 'compare_note', id FROM outcomes "
        "WHERE note_state IN ('held', 'released')"
    )


def downgrade() -> None:
    op.execute(f"REVOKE UPDATE (note, note_key_version, note_found) ON outcomes FROM {WEB}")
    op.execute(f"REVOKE UPDATE (note_found) ON outcomes FROM {VAULT}")
    op.execute("DELETE FROM jobs WHERE kind = 'compare_note'")
    op.drop_column("outcomes", "note_found")
