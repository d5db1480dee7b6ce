"""Opening duties: which steps of a script they are, whether calls are recorded, and what was confirmed in a call."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# The steps every campaign began with until now say just this; steps that somebody wrote are for that person to mark.
DUTIES = """
    CASE WHEN NOT coalesce((step ->> 'required')::boolean, false) THEN '[]'::jsonb
         WHEN step ->> 'id' = 'hello' THEN '["caller", "principal"]'::jsonb
         WHEN step ->> 'id' = 'purpose' AND k.purpose <> 'after_sales' THEN '["commercial", "objection"]'::jsonb
         WHEN step ->> 'id' = 'purpose' THEN '["objection"]'::jsonb
         ELSE '[]'::jsonb END
"""


def upgrade() -> None:
    op.add_column(
        "campaigns", sa.Column("recording", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("calls", sa.Column("duties", JSONB(), server_default=sa.text("'[]'"), nullable=False))
    op.execute(
        "UPDATE campaigns k SET script = (SELECT jsonb_agg("
        f"(step - 'required') || jsonb_build_object('duties', {DUTIES}) ORDER BY place) "
        "FROM jsonb_array_elements(k.script) WITH ORDINALITY AS s(step, place))"
    )


def downgrade() -> None:
    op.execute(
        "UPDATE campaigns k SET script = (SELECT jsonb_agg((step - 'duties') || jsonb_build_object('required', "
        "step -> 'duties' <> '[]'::jsonb) ORDER BY place) "
        "FROM jsonb_array_elements(k.script) WITH ORDINALITY AS s(step, place))"
    )
    op.drop_column("calls", "duties")
    op.drop_column("campaigns", "recording")
