"""A paper as a PDF file: one template for all of them, the signatures and the code at the end. Pure but for `paper`."""

from datetime import datetime
from zoneinfo import ZoneInfo

from callcenter.infra.pdf import paper
from callcenter.kit import numbers
from callcenter.kit.languages import texts
from callcenter.papers.schemas import PaperRead, Place

_SAID = texts(
    "paper",
    {
        "signatures": ("Signatures", "Signatures"),
        "learner": ("L’apprenti", "The apprentice"),
        "staff": ("Pour le centre", "For the centre"),
        "signed": ("{name}, signé au poste le {at}", "{name}, signed at the workstation on {at}"),
        "code": (
            "Code de vérification : {code}. Le centre dit sur demande si ce document est bien celui qui a été établi.",
            "Verification code: {code}. On request the centre says whether this paper is the one that was issued.",
        ),
        "issued": ("Établi le {at}", "Issued on {at}"),
        "foot": ("{title} – code {code}", "{title} – code {code}"),
    },
)

TEMPLATE = """
#opening(d.title, d.lead)
#parbreak()
#text(9.5pt, fill: quiet, d.issued)
#if d.facts.len() > 0 { facts(d.facts) }
#for part in d.sections [
  == #part.title
  #for line in part.words [#line #parbreak()]
  #if part.facts.len() > 0 { facts(part.facts) }
  #if part.points.len() > 0 { list(..part.points) }
  #if part.table != none and part.table.rows.len() > 0 {
    text(9.5pt, grid-of(part.table.head, part.table.rows, numbers: part.table.figures))
  }
]
#if d.notice != none { notice(d.notice) }
#if d.signatures.len() > 0 [
  #block(above: 1.8em, breakable: false)[
    == #d.signatures_title
    #for each in d.signatures {
      if each.said != none { facts(((each.who, each.said),)) } else { signature(each.who) }
    }
  ]
]
#block(above: 1.6em, breakable: false, notice(d.code))
"""


async def sheet(found: PaperRead, zone: str) -> bytes:
    """The PDF file; times are those of the site. Raises PaperFailed."""
    content, language = found.content, found.content.language

    def said(key: str, **parts: str) -> str:
        return _SAID[key].of(language).format(**parts)

    def moment(at: datetime) -> str:
        local = at.astimezone(ZoneInfo(zone))
        return f"{numbers.day(local.date(), language)}, {local:%H:%M}"

    def signed(place: Place) -> str | None:
        mine = next((each for each in found.signatures if each.place == place), None)
        return None if mine is None else said("signed", name=mine.name, at=moment(mine.at))

    data = content.model_dump(mode="json", exclude={"language"}) | {
        "issued": said("issued", at=moment(found.issued_at)),
        "signatures_title": said("signatures"),
        "signatures": [{"who": said(place), "said": signed(place)} for place in found.asks],
        "code": said("code", code=found.code),
    }
    foot = said("foot", title=content.title, code=found.code)
    return await paper(
        TEMPLATE, data, title=content.title, language=language, at=found.issued_at, footer=foot
    )
