"""Alembic's environment: connects as the owner and knows every feature's tables."""

import asyncio

from alembic import context
from sqlalchemy import Connection

from callcenter.accounts import models as accounts
from callcenter.alerts import models as alerts
from callcenter.assessments import models as assessments
from callcenter.authoring import models as authoring
from callcenter.calibration import models as calibration
from callcenter.call_lists import models as call_lists
from callcenter.calls import models as calls
from callcenter.campaigns import models as campaigns
from callcenter.canaries import models as canaries
from callcenter.companions import models as companions
from callcenter.contacts import models as contacts
from callcenter.do_not_call import models as do_not_call
from callcenter.exams import models as exams
from callcenter.followups import models as followups
from callcenter.hours import models as hours
from callcenter.infra import installation, jobs, journal, signs
from callcenter.infra.db import Base, open_engine
from callcenter.modules import models as modules
from callcenter.outcomes import models as outcomes
from callcenter.papers import models as papers
from callcenter.partners import models as partners
from callcenter.privacy import models as privacy
from callcenter.quality import models as quality
from callcenter.reports import models as reports
from callcenter.roleplay import models as roleplay
from callcenter.supervision import models as supervision
from callcenter.training import models as training

TABLES = (
    accounts,
    alerts,
    assessments,
    authoring,
    calibration,
    call_lists,
    calls,
    campaigns,
    canaries,
    companions,
    contacts,
    do_not_call,
    exams,
    followups,
    hours,
    installation,
    jobs,
    journal,
    modules,
    outcomes,
    papers,
    partners,
    privacy,
    quality,
    reports,
    roleplay,
    signs,
    supervision,
    training,
)


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


async def _online() -> None:
    engine = open_engine(context.config.attributes["dsn"], application="callcenter migrate")
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_run)
    finally:
        await engine.dispose()


asyncio.run(_online())
