"""Routes of accounts: signing in and out, one's own settings, and the administration of people and sites."""

from datetime import date, timedelta
from uuid import UUID

from fastapi import APIRouter, Request, Response

from callcenter.accounts import attendance, closed_days, service, teams, tokens
from callcenter.accounts.access import (
    COOKIE,
    AsAdmin,
    AsNewcomer,
    AsPartner,
    AsSiteKeeper,
    AsSupervisor,
    AsTrainingStaff,
    AsWatcher,
    caller_of,
    source_of,
)
from callcenter.accounts.errors import SignInRefused, TooManyAttempts
from callcenter.accounts.schemas import (
    AttendanceRead,
    ClosedDaysCreate,
    ClosedDaysRead,
    Countersign,
    LanguageChoice,
    Me,
    NewPassphrase,
    NewToken,
    PassphraseChange,
    SignIn,
    SiteCreate,
    SiteRead,
    TeamCreate,
    TeamRead,
    TeamsRead,
    TeamUpdate,
    TokenCreate,
    TokenRead,
    UserCreate,
    UserRead,
    UserUpdate,
)
from callcenter.infra.http import RequestDb, unit_of_work
from callcenter.kit import clock
from callcenter.settings import Settings

router = APIRouter(prefix="/api", tags=["accounts"])


@router.post("/sign-in")
async def sign_in(request: Request, response: Response, who: SignIn) -> Me:
    """Opens a session. Refusals take as long as successes and are kept, so each step is its own unit of work."""
    settings: Settings = request.app.state.settings
    async with unit_of_work(request) as db:
        attempt = await service.begin_attempt(db, who.sign_in, source_of(request))
    if isinstance(attempt, TooManyAttempts):
        raise attempt
    lifetime = timedelta(hours=settings.session_hours)
    async with unit_of_work(request) as db:
        opened = await service.finish_sign_in(
            db, attempt, who.sign_in, who.passphrase, lifetime=lifetime, replaces=request.cookies.get(COOKIE)
        )
    if isinstance(opened, SignInRefused):
        raise opened
    token, _ = opened
    response.set_cookie(COOKIE, token, httponly=True, secure=True, samesite="strict", path="/")
    request.cookies[COOKIE] = token
    async with unit_of_work(request) as db:
        return service.me(await caller_of(request, db))


@router.post("/sign-out", status_code=204)
async def sign_out(response: Response, caller: AsNewcomer, db: RequestDb) -> None:
    await service.sign_out(db, caller, everywhere=False)
    response.delete_cookie(COOKIE, httponly=True, secure=True, samesite="strict", path="/")


@router.post("/sign-out-everywhere", status_code=204)
async def sign_out_everywhere(response: Response, caller: AsNewcomer, db: RequestDb) -> None:
    await service.sign_out(db, caller, everywhere=True)
    response.delete_cookie(COOKIE, httponly=True, secure=True, samesite="strict", path="/")


@router.get("/me")
async def read_me(caller: AsNewcomer) -> Me:
    return service.me(caller)


@router.put("/me/language", status_code=204)
async def choose_language(choice: LanguageChoice, caller: AsNewcomer, db: RequestDb) -> None:
    await service.choose_language(db, caller, choice.language)


@router.post("/me/passphrase", status_code=204)
async def change_passphrase(
    request: Request, change: PassphraseChange, caller: AsNewcomer, db: RequestDb
) -> None:
    """The present passphrase is asked for, and guesses at it are counted like those at the door."""
    async with unit_of_work(request) as kept:
        attempt = await service.begin_change(kept, caller, change, source_of(request))
    if isinstance(attempt, TooManyAttempts):
        raise attempt
    await service.change_passphrase(db, caller, change, attempt)


@router.get("/sites")
async def list_sites(_: AsWatcher, db: RequestDb) -> list[SiteRead]:
    return await service.list_sites(db)


@router.post("/sites", status_code=201)
async def add_site(new: SiteCreate, admin: AsAdmin, db: RequestDb) -> SiteRead:
    return await service.add_site(db, admin, new)


@router.get("/sites/{site_id}/closed-days")
async def list_closed_days(site_id: UUID, watcher: AsWatcher, db: RequestDb) -> list[ClosedDaysRead]:
    """The days on which the site itself is closed, from today on."""
    return await closed_days.list_days(db, watcher, site_id)


@router.post("/sites/{site_id}/closed-days", status_code=201)
async def add_closed_days(
    site_id: UUID, new: ClosedDaysCreate, keeper: AsSiteKeeper, db: RequestDb
) -> ClosedDaysRead:
    """Nobody is called from the site on these days, whatever the law allows."""
    return await closed_days.add(db, keeper, site_id, new)


@router.delete("/sites/{site_id}/closed-days/{closed_id}", status_code=204)
async def remove_closed_days(site_id: UUID, closed_id: UUID, keeper: AsSiteKeeper, db: RequestDb) -> None:
    await closed_days.remove(db, keeper, site_id, closed_id)


@router.get("/attendance")
async def read_attendance(staff: AsTrainingStaff, db: RequestDb, day: date) -> list[AttendanceRead]:
    """Who of the site has signed the halves of a day, and who confirmed it."""
    return await attendance.of_day(db, staff, day)


@router.post("/attendance/countersign", status_code=204)
async def countersign(signatures: Countersign, staff: AsTrainingStaff, db: RequestDb) -> None:
    """Confirms what apprentices have signed; nobody signs for another."""
    await attendance.countersign(db, staff, signatures.ids, clock.now())


@router.get("/teams")
async def list_teams(staff: AsTrainingStaff, db: RequestDb) -> TeamsRead:
    return await teams.list_teams(db, staff)


@router.post("/teams", status_code=201)
async def add_team(new: TeamCreate, supervisor: AsSupervisor, db: RequestDb) -> TeamRead:
    return await teams.add(db, supervisor, new)


@router.patch("/teams/{team_id}")
async def update_team(team_id: UUID, change: TeamUpdate, supervisor: AsSupervisor, db: RequestDb) -> TeamRead:
    """Renames a team or gives it other people."""
    return await teams.update(db, supervisor, team_id, change)


@router.delete("/teams/{team_id}", status_code=204)
async def remove_team(team_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> None:
    """Removes a team to whom nothing is given."""
    await teams.remove(db, supervisor, team_id)


@router.post("/agents/{agent_id}/lock", status_code=204)
async def lock_agent(agent_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> None:
    """Sends an apprentice away: the session ends within seconds, the contact in hand goes back."""
    await service.lock_agent(db, supervisor, agent_id, locked=True)


@router.post("/agents/{agent_id}/unlock", status_code=204)
async def unlock_agent(agent_id: UUID, supervisor: AsSupervisor, db: RequestDb) -> None:
    await service.lock_agent(db, supervisor, agent_id, locked=False)


@router.get("/users")
async def list_users(_: AsAdmin, db: RequestDb) -> list[UserRead]:
    return await service.list_users(db)


@router.post("/users", status_code=201)
async def add_user(new: UserCreate, admin: AsAdmin, db: RequestDb) -> NewPassphrase:
    """Creates an account and shows its one-time passphrase, this once."""
    return await service.add_user(db, admin, new)


@router.patch("/users/{user_id}")
async def update_user(user_id: UUID, change: UserUpdate, admin: AsAdmin, db: RequestDb) -> UserRead:
    return await service.update_user(db, admin, user_id, change)


@router.post("/users/{user_id}/passphrase")
async def reset_passphrase(user_id: UUID, admin: AsAdmin, db: RequestDb) -> NewPassphrase:
    """Resets a passphrase; the answer shows the one-time passphrase, this once."""
    return await service.reset_passphrase(db, admin, user_id)


@router.get("/partner/tokens")
async def list_tokens(partner: AsPartner, db: RequestDb) -> list[TokenRead]:
    """The company's tokens for machines, those that ended included."""
    return await tokens.list_tokens(db, partner)


@router.post("/partner/tokens", status_code=201)
async def make_token(new: TokenCreate, partner: AsPartner, db: RequestDb) -> NewToken:
    """Makes a token and shows its secret, this once."""
    return await tokens.make(db, partner, new)


@router.delete("/partner/tokens/{token_id}", status_code=204)
async def revoke_token(token_id: UUID, partner: AsPartner, db: RequestDb) -> None:
    """Ends a token at once."""
    await tokens.revoke(db, partner, token_id)
