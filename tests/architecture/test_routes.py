"""Who may reach which route: every real route names its callers, or stands on a list of at most five."""

from collections.abc import Iterable

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from callcenter.accounts.access import AsAgent, AsUploader, Guard
from callcenter.accounts.schemas import Role
from callcenter.main import create_app
from callcenter.settings import Settings

PUBLIC = {
    "/api/sign-in",  # nobody is anybody yet
    "/api/health",  # says `ok`
    "/api/{rest:path}",  # 404
    "/assets",  # the built front end
    "/{path:path}",  # the one page
}
NOTHING_BUT_ONES_OWN = {
    "/api/me",
    "/api/me/language",
    "/api/me/passphrase",
    "/api/sign-out",
    "/api/sign-out-everywhere",
}
"""Routes that whoever holds a one-time passphrase may use: they concern the caller alone."""


def _guards(dependant: Dependant | None) -> Iterable[Guard]:
    for inner in dependant.dependencies if dependant is not None else ():
        if isinstance(inner.call, Guard):
            yield inner.call
        yield from _guards(inner)


def guards(route: RouteContext) -> list[Guard]:
    return list(_guards(getattr(route, "dependant", None)))


def unguarded(app: FastAPI) -> set[str]:
    """Paths that anybody may call, the feed's aside: it has its own guard, proven in `tests/supervision`."""
    return {str(route.path) for route in iter_route_contexts(app.routes) if not guards(route)} - {"/api/feed"}


@pytest.fixture
def app() -> FastAPI:
    return create_app(Settings(origin="https://callcenter.test"))


def test_every_route_names_its_callers_or_is_one_of_five(app: FastAPI) -> None:
    assert len(PUBLIC) <= 5
    assert unguarded(app) == PUBLIC


def test_a_planted_open_route_is_found(app: FastAPI) -> None:
    @app.get("/api/everybody")
    async def everybody() -> None: ...

    assert unguarded(app) == PUBLIC | {"/api/everybody"}


def test_a_planted_route_with_a_guard_is_not(app: FastAPI) -> None:
    @app.get("/api/agents-only")
    async def agents_only(agent: AsAgent) -> None: ...

    assert unguarded(app) == PUBLIC


def test_a_one_time_passphrase_opens_only_ones_own_account(app: FastAPI) -> None:
    open_to_newcomers = {
        str(route.path)
        for route in iter_route_contexts(app.routes)
        if any(guard.passphrase_may_be_due for guard in guards(route))
    }
    assert open_to_newcomers == NOTHING_BUT_ONES_OWN


def test_agents_reach_their_workstation_and_nothing_else(app: FastAPI) -> None:
    reached = {
        str(route.path)
        for route in iter_route_contexts(app.routes)
        if any(Role.agent in guard.roles for guard in guards(route))
    }
    allowed = (
        "/api/workstation",
        "/api/hand-outs/{hand_out_id}/",
        "/api/calls/{call_id}/hang-up",
        "/api/calls/{call_id}/duties",
        "/api/calls/{call_id}/hold",
        "/api/calls/{call_id}/retrieve",
        "/api/outcomes/",
        "/api/practice",
        "/api/role-play",
        "/api/my-training",
        "/api/payslip-example",  # made up, the same for everybody
    )
    strangers = {path for path in reached - NOTHING_BUT_ONES_OWN if not path.startswith(allowed)}
    assert strangers == set()


def machine_routes(app: FastAPI) -> dict[tuple[str, str], str]:
    """(method, path) → the scope that opens it to a partner's machine."""
    return {
        (method, str(route.path)): str(guard.scope)
        for route in iter_route_contexts(app.routes)
        for guard in guards(route)
        for method in route.methods or ()
        if guard.scope is not None
    }


def test_a_machine_reaches_its_partners_lists_and_results_and_nothing_else(app: FastAPI) -> None:
    allowed = ("/api/call-lists", "/api/campaigns", "/api/result-files", "/api/appointments")
    reached = machine_routes(app)
    assert {path for _, path in reached if not path.startswith(allowed)} == set()
    changing = {key for key in reached if key[0] not in {"GET", "HEAD"}}
    assert {reached[key] for key in changing} == {"lists.upload", "results.download"}


def test_what_a_machine_reaches_its_partners_people_reach_too(app: FastAPI) -> None:
    for route in iter_route_contexts(app.routes):
        for guard in guards(route):
            assert guard.scope is None or Role.partner in guard.roles, route.path


def test_a_planted_route_for_machines_is_found(app: FastAPI) -> None:
    @app.get("/api/for-machines")
    async def for_machines(partner: AsUploader) -> None: ...

    assert machine_routes(app)["GET", "/api/for-machines"] == "lists.upload"


def test_no_get_changes_state(app: FastAPI) -> None:
    """A GET needs no matching origin, so the word of a change in its path would be a hole."""
    verbs = {
        "open",
        "pause",
        "close",
        "hold",
        "lock",
        "release",
        "discard",
        "cancel",
        "import",
        "resume",
        "leave",
        "hang-up",
    }
    found = {
        route.path
        for route in iter_route_contexts(app.routes)
        if "GET" in (route.methods or ()) and str(route.path).rsplit("/", 1)[-1] in verbs
    }
    assert found == set()


def test_the_documents_of_the_api_are_not_served(app: FastAPI) -> None:
    paths = {route.path for route in iter_route_contexts(app.routes)}
    assert not paths & {"/docs", "/redoc", "/openapi.json", "/metrics"}
