"""What is held of an apprentice who learns: handed over on request, and erased when the training is over.

The vault erases, since the web process may only add to most of these tables. Proofs of presence are kept six years and
certificates three, as the law on vocational training wants them; then the hourly run drops them as well.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from callcenter.accounts import approvals
from callcenter.accounts import service as accounts
from callcenter.accounts.errors import AccountErased
from callcenter.accounts.models import Approval
from callcenter.accounts.schemas import Admin, Caller
from callcenter.infra import jobs, journal
from callcenter.infra.db import Db
from callcenter.kit import clock
from callcenter.kit.errors import NotFound
from callcenter.privacy.errors import LearnerActive
from callcenter.privacy.schemas import Act, LearnerDataTaken, LearnerErased, LearnerErasureOrdered

ERASE_LEARNER = "erase_learner"
ACT: Act = "erase_learner"
"""What one administrator asks for and another allows."""
ERASED_NAME = "Apprenti effacé"
"""Stands in place of the name from then on, in every language: proofs of presence keep a row to belong to."""

ERASED: Mapping[str, str] = {
    "competence_decisions": "learner_id",
    "evidence": "learner_id",
    "follow_ups": "learner_id",
    "mock_exams": "learner_id",
    "evaluations": "learner_id",
    "dossier_examples": "learner_id",
    "debrief_answers": "agent_id",
    "call_words": "agent_id",
    "companionships": "agent_id",
    "role_play_acts": "agent_id",
    "role_plays": "agent_id",
    "practices": "agent_id",
    "call_reviews": "agent_id",
    "gate_suspensions": "agent_id",
    "papers": "learner_id",
    "module_runs": "agent_id",
    "plan_signatures": "user_id",
    "plans": "agent_id",
    "assessments": "agent_id",
    "learners": "user_id",
}
"""Table → the column that names the apprentice, in the order in which rows may go. Of papers the proofs stay."""

KEPT: Mapping[str, str] = {
    "attendances": "agent_id",
    "training_sessions": "learner_id",
    "shifts": "agent_id",
}
"""Proofs of presence and work, for six years."""

ELSEWHERE = {
    "agent_abilities", "agent_states", "alerts", "api_tokens", "callbacks", "calls", "contact_conflicts", "hand_outs",
    "late_notes", "message_receipts", "messages", "number_orders", "outcomes", "report_codes", "report_hours",
    "sessions", "team_members",
}  # fmt: skip
"""Work at the desk: codes, times and ids that end with the partner's data or the account. A test knows every table."""

PROOFS = {"hours": timedelta(days=6 * 365 + 2), "certificate": timedelta(days=3 * 365 + 1)}
"""Papers that outlive the training, each for so long."""
PRESENCE = PROOFS["hours"]


async def _apprentice(db: Db, user_id: UUID) -> Any:
    found = await db.execute(
        text(
            "SELECT id, display_name, sign_in, state, erased_at, site_id FROM users "
            "WHERE id = :id AND role = 'agent'"
        ),
        {"id": user_id},
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    return row


async def taken(db: Db, admin: Admin, user_id: UUID) -> dict[str, Any]:
    """All that is held of an apprentice's training, by table (GDPR art. 15 and 20). Raises NotFound."""
    person = await _apprentice(db, user_id)
    held: dict[str, Any] = {}
    for table, column in {**KEPT, **ERASED}.items():
        rows = await db.scalars(
            text(f"SELECT to_jsonb(t) FROM {table} t WHERE t.{column} = :id"), {"id": user_id}
        )
        held[table] = list(rows)
    scorings = await db.scalars(
        text(
            "SELECT to_jsonb(s) - 'scorer_id' FROM review_scorings s "
            "JOIN call_reviews r ON r.id = s.review_id WHERE r.agent_id = :id"
        ),
        {"id": user_id},
    )
    held["review_scorings"] = list(scorings)
    apart = await db.scalars(
        text(
            "SELECT to_jsonb(s) - 'scorer_id' FROM practice_scorings s "
            "JOIN practices p ON p.id = s.practice_id WHERE p.agent_id = :id"
        ),
        {"id": user_id},
    )
    held["practice_scorings"] = list(apart)
    told = LearnerDataTaken(agent_id=user_id, actor_id=admin.user_id, site_id=person.site_id)
    await journal.append(db, told)
    return {
        "about": {"name": person.display_name, "badge": person.sign_in, "made_at": clock.now().isoformat()},
        **held,
    }


async def ask(db: Db, admin: Admin, user_id: UUID) -> None:
    """Asks another administrator to allow it. Raises NotFound, LearnerActive, ApprovalWaits, AccountErased."""
    await _erasable(db, user_id)
    await approvals.ask(db, admin, ACT, user_id, partner_id=None)


async def _erasable(db: Db, user_id: UUID) -> Any:
    person = await _apprentice(db, user_id)
    if person.erased_at is not None:
        raise AccountErased
    if person.state != "disabled":
        raise LearnerActive
    return person


async def order(db: Db, approver: Caller, approval: Approval) -> None:
    """Allowed by a second person: the name and the way in go at once, the vault erases the rest.

    Raises NotFound, LearnerActive (let in again meanwhile), AccountErased.
    """
    person = await _erasable(db, approval.subject_id)
    await accounts.erase(db, approver, person.id, ERASED_NAME)
    await jobs.enqueue(db, ERASE_LEARNER, person.id)
    told = LearnerErasureOrdered(
        agent_id=person.id, approval_id=approval.id, actor_id=approver.user_id, site_id=person.site_id
    )
    await journal.append(db, told)


async def names(db: Db, ids: Sequence[UUID]) -> dict[UUID, str]:
    """What these apprentices are called, for whoever allows their erasure."""
    found = await db.execute(
        text("SELECT id, display_name FROM users WHERE id = ANY(:ids)"), {"ids": list(ids)}
    )
    return {row.id: row.display_name for row in found}


async def erase(db: Db, user_id: UUID) -> None:
    """The vault's part, which reads no account: every row but the proofs goes. Twice, it finds nothing."""
    sites = " UNION ".join(
        f"SELECT site_id FROM {table} WHERE {column} = :id" for table, column in ERASED.items()
    )
    site_id = await db.scalar(text(f"{sites} LIMIT 1"), {"id": user_id})
    await _run(
        db,
        "DELETE FROM review_scorings s USING call_reviews r WHERE r.id = s.review_id AND r.agent_id = :id",
        id=user_id,
    )
    rows = 0
    for table, column in ERASED.items():
        but = " AND NOT kind = ANY(:proofs)" if table == "papers" else ""
        values = {"proofs": list(PROOFS)} if but else {}
        rows += await _run(db, f"DELETE FROM {table} WHERE {column} = :id{but}", id=user_id, **values)
    await journal.append(db, LearnerErased(agent_id=user_id, rows=rows, site_id=site_id))


async def drop_old_proofs(db: Db, now: datetime) -> None:
    """Presence after six years, certificates after three."""
    await _run(db, "DELETE FROM attendances WHERE signed_at < :before", before=now - PRESENCE)
    await _run(db, "DELETE FROM training_sessions WHERE ends < :before", before=now - PRESENCE)
    for kind, kept in PROOFS.items():
        await _run(
            db, "DELETE FROM papers WHERE kind = :kind AND issued_at < :before", kind=kind, before=now - kept
        )


async def _run(db: Db, statement: str, **values: Any) -> int:
    done: Any = await db.execute(text(statement), values)
    return int(done.rowcount)
