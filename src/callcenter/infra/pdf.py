"""Papers: tagged, accessible PDF files (PDF/UA-1) in the reader's language, set by Typst in a child process.

What a paper says is the caller's: a template (Typst markup, a constant of ours) and its data. Values are data and
never markup, so a name or a comment that somebody typed cannot become a command. Nothing is fetched: the house's style
(`data/paper.typ`, whose functions a template uses) and its fonts come along.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from callcenter.infra import child
from callcenter.kit.errors import Unavailable

MEDIA_TYPE = "application/pdf"

_CHILD = "callcenter.infra.pdf_child"


class PaperFailed(Unavailable):
    code = "paper_failed"
    fr = "Le document n’a pas pu être préparé. Réessayez ; s’il manque toujours, prévenez l’administration."
    en = "The paper could not be made. Try again; if it is still missing, tell the administrator."


async def paper(
    template: str,
    data: Mapping[str, Any],
    *,
    title: str,
    language: str,
    at: datetime,
    footer: str | None = None,
) -> bytes:
    """The PDF file of a template with its data, JSON-ready: `d.<name>` in the template.

    `title` and `language` are what a screen reader says first; `footer` (else the title) stands at the foot of each
    page, beside its number. The same arguments give the same bytes. Raises PaperFailed.
    """
    about = dict(data) | {"title": title, "language": language, "footer": footer or title}
    order = {"template": template, "at": int(at.timestamp())}
    try:
        answered = await child.ask(_CHILD, order, json.dumps(about, ensure_ascii=False).encode(), seconds=30)
    except child.ChildFailed:
        raise PaperFailed from None
    return base64.b64decode(answered["pdf"])
