"""What an agent's browser may receive: walks the API's document and the journal's entries for anything that
could carry a phone number, an e-mail or an address.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, TypeAdapter

from callcenter.accounts.access import AsAgent
from callcenter.accounts.schemas import Role
from callcenter.infra.journal import Entry, entry_types
from callcenter.main import create_app
from callcenter.settings import Settings
from tests.architecture.test_routes import guards

FORBIDDEN = re.compile(
    r"phone|tel(?!l)|mobile|msisdn|e164|e_?mail|street|address|postcode|iban|birth|client_reference|number|contact_id",
    re.IGNORECASE,
)
REVIEWED = {
    # texts: labels of ours, names of companies, sites and agents, and the masked card
    "message", "field", "code", "display_name", "name", "time_zone", "zone", "local_time_zone", "place_zone", "label",
    "group", "key", "id", "title", "text", "partner_name", "campaign_name", "reference", "value", "civility", "company",
    "town", "department", "language", "place", "withdrawn",
    # what a supervisor writes, refused where it holds a number or an e-mail address, and by whom
    "words", "sender",
    # practice calls and progress: words of shipped scenarios, of the referential and of trainers; codes and scores
    "voice", "about", "alias", "better", "choice", "competence", "competence_title", "customer", "evidence", "goal",
    "goals", "good", "good_calls", "good_practices", "hint", "level", "mine", "outcome",
    "pass_at", "plain", "scenario", "score", "seconds", "suspended", "tip", "tries", "turn", "weight",
    "why",
    # role-plays: who plays the customer; what is said there is refused where it holds contact data
    "trainer",
    # modules and the first assessment: words that are shipped or a trainer's, refused where they hold contact data
    "ask", "digest", "minutes", "module", "most_words", "original", "said", "self_score", "simple", "version",
    "answers", "done", "finished", "observed", "questions", "steps",
    # the made-up pay slip: sums, shares and the article of each
    "hours", "most_hours", "wage", "gross", "net", "free", "base", "percent", "amount", "source",
    # reviews of own calls: staff's words, refused where they hold contact data, criteria of a grid, marks
    "comment", "answer", "glossary", "competences", "marks", "self_marks",
    # papers of the own training file: words of the referential and of trainers (refused where they hold contact data)
    "lead", "notice", "figures",
    # the own next follow-up: counts, means in per cent, half-days
    "practices", "reviews", "worked_minutes", "halves", "before_score",
    # the own way to the exam: codes, titles, counts, and own words (refused where they hold contact data)
    "referential", "block", "modality", "examples", "room", "exam_score", "given_by",
    "tasks", "means", "people", "context", "more", "evaluated", "results",
    # counts
    "supervised_calls", "supervised_left",
    "seq", "left", "handed_out", "calls", "reached", "positive", "talk_seconds", "held_seconds",
    "today_seconds", "week_seconds", "feed_after", "by_group", "counts",
}  # fmt: skip
"""Plain strings and whole numbers an agent may receive, each looked at once; a new one must be looked at too."""


@pytest.fixture
def app() -> FastAPI:
    return create_app(Settings(origin="https://callcenter.test"))


def _agent_schemas(app: FastAPI, document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Schemas of every answer, also of refusals, that a route open to agents can give, and of the feed."""
    for route in iter_route_contexts(app.routes):
        if not any(Role.agent in guard.roles for guard in guards(route)):
            continue
        for method in route.methods or ():
            operation = document["paths"][route.path_format][method.lower()]
            for answer in operation["responses"].values():
                for content in answer.get("content", {}).values():
                    yield content["schema"]


def _leaves(
    document: dict[str, Any], schema: dict[str, Any], name: str, seen: set[str]
) -> Iterator[tuple[str, Any]]:
    """Every property below a schema: (name, schema), references followed once."""
    if "$ref" in schema:
        target = schema["$ref"].rsplit("/", 1)[-1]
        if target not in seen:
            seen.add(target)
            yield from _leaves(document, document["components"]["schemas"][target], name, seen)
        return
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _leaves(document, part, name, seen)
    if "items" in schema:
        yield from _leaves(document, schema["items"], name, seen)
    properties = schema.get("properties", {})
    for inner, part in properties.items():
        yield inner, part
        yield from _leaves(document, part, inner, seen)
    extra = schema.get("additionalProperties")
    if extra:
        yield name, {"open": True} if extra is True else extra


def could_carry_a_number(app: FastAPI) -> set[str]:
    """Names of properties an agent could receive that are forbidden, unbounded, or not reviewed."""
    document, seen = app.openapi(), set[str]()
    suspects = set()
    for schema in _agent_schemas(app, document):
        for name, part in _leaves(document, schema, "", seen):
            kinds = part.get("anyOf", [part])
            plain = any(kind.get("type") in {"string", "integer", "number"} for kind in kinds)
            closed = all(
                {"format", "enum", "const"} & kind.keys() or kind.get("type") == "null" for kind in kinds
            )
            untyped = (
                part == {}
                or "open" in part
                or (part.keys() <= {"title", "type"} and part.get("type") == "object")
            )
            if FORBIDDEN.search(name) or untyped or (plain and not closed and name not in REVIEWED):
                suspects.add(name)
    return suspects


def test_no_answer_to_an_agent_could_carry_a_number(app: FastAPI) -> None:
    assert could_carry_a_number(app) == set()


class _WithPhone(BaseModel):
    phone: str


class _WithAnything(BaseModel):
    extra_fields: dict[str, Any]


class _WithNewText(BaseModel):
    remark: str | None


class _Nested(BaseModel):
    inner: list[_WithPhone] | None


@pytest.mark.parametrize(
    ("shape", "found"),
    [(_WithPhone, "phone"), (_Nested, "phone"), (_WithAnything, "extra_fields"), (_WithNewText, "remark")],
)
def test_a_planted_field_is_found(app: FastAPI, shape: type[BaseModel], found: str) -> None:
    async def planted(agent: AsAgent) -> Any: ...

    app.router.add_api_route("/api/workstation/planted", planted, response_model=shape)
    assert could_carry_a_number(app) == {found}


# --- journal entries, which become frames of the feed -------------------------------------------------------

REVIEWED_IN_ENTRIES = {
    "act",
    "code",
    "group",
    "corrected_code",
    "reference",
    "title",  # of a step of the campaign's script
    "reason",
    "fields",
    "failure",
    "recipient",
    "scenario",
    "copied_from",  # the code of a scenario
    "competence",
    "competences",
    "version",
    "digest",  # of a paper's words
    "module",
    "block",
    "blocks",
}
"""Texts of entries: codes of closed catalogues, names of fields, the contact's pseudonymous reference and a
partner's public key."""
COUNTS_IN_ENTRIES = {
    "supervised_calls", "campaigns",
    "columns", "lists", "sessions", "seconds", "count", "retention_days", "rows", "lines", "accepted", "warned",
    "not_callable", "refused", "duplicate", "bytes", "contacts", "version", "records", "key_versions", "days",
    "freed", "added", "changed", "unchanged", "withdrawn", "appointments", "score", "competences",
    "talk_seconds", "wrap_seconds", "work_seconds",
    "good_calls", "entries", "checkpoints", "at_seq", "size", "revision",
}  # fmt: skip


def _is_closed(kind: Any) -> bool:
    if get_origin(kind) is Literal or kind in {UUID, bool, date, datetime, type(None)}:
        return True
    if get_args(kind):
        return all(_is_closed(part) for part in get_args(kind))
    return "enum" in TypeAdapter(kind).json_schema()


def entry_suspects(types: dict[str, type[Entry]]) -> set[str]:
    """`action.field` of every field that could carry more than an id, a closed choice or a count."""
    suspects = set()
    for action, kind in types.items():
        for name, field in kind.model_fields.items():
            counted = name in COUNTS_IN_ENTRIES and field.annotation in {int, int | None}
            if name == "contact_id":  # an id without a route to it: staff may see it, agents get hints alone
                continue
            if FORBIDDEN.search(name) or not (
                _is_closed(field.annotation) or counted or name in REVIEWED_IN_ENTRIES
            ):
                suspects.add(f"{action}.{name}")
    return suspects


def test_no_journal_entry_could_carry_a_number() -> None:
    assert entry_suspects(entry_types()) == set()


def test_a_planted_entry_is_found() -> None:
    class Planted(Entry):
        """Not a real one."""

        called: str
        email: UUID
        amount: int

    assert entry_suspects({"planted": Planted}) == {"planted.called", "planted.email", "planted.amount"}
