"""Papers: accessible, the same bytes for the same facts, and nothing that somebody typed becomes a command."""

import io
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest

from callcenter.infra.pdf import PaperFailed, paper

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
TEMPLATE = """
#opening(d.title, d.lead)
== Chiffres
#facts(d.facts)
#bars((("8 h", 12, "12"), ("9 h", 0, "0")), "Appels par heure : 8 h 12, 9 h 0.")
#grid-of(("Heure", "Appels"), d.rows)
#notice[À lire.]
#signature("L’apprenti")
"""


async def made(template: str = TEMPLATE, *, language: str = "fr", **data: Any) -> bytes:
    facts = {"lead": "Du 1er au 30", "facts": [["Joints", "45 %"]], "rows": [["8 h", "12"]]} | data
    return await paper(template, facts, title="Rapport d’activité", language=language, at=AT)


def catalogue_of(file: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(file)).trailer["/Root"]


def said(file: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages)


async def test_a_paper_is_tagged_named_and_says_its_language() -> None:
    catalogue = catalogue_of(await made(language="en"))
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/StructTreeRoot"]["/K"]
    assert catalogue["/Lang"] == "en"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalogue["/Metadata"].get_data()


async def test_it_says_what_it_was_given_with_every_sign_of_french() -> None:
    lead = "« L’œuvre » à Noël : 1\u202f234,5 − 10\u00a0% ÷ 2 ≥ 3 → ç ÿ Ÿ Œ"
    text = said(await made(lead=lead))
    for part in ("« L’œuvre » à Noël", "÷ 2 ≥ 3 → ç ÿ Ÿ Œ", "Rapport d’activité", "45 %"):
        assert part in text


@pytest.mark.parametrize(
    "typed", ["#panic()", "$x$", "*bold* _it_", "= Titre", '#import "@preview/x:1.0.0": *', "\\"]
)
async def test_what_somebody_typed_is_text(typed: str) -> None:
    assert typed in said(await made(rows=[[typed, "1"]]))


async def test_the_same_facts_make_the_same_bytes() -> None:
    assert await made() == await made()


async def test_fonts_come_along_inside_the_file() -> None:
    fonts: Any = pypdf.PdfReader(io.BytesIO(await made())).pages[0]["/Resources"]
    fonts = fonts["/Font"]
    names = [str(font.get_object()["/BaseFont"]) for font in fonts.values()]
    assert all("AtkinsonHyperlegible" in name and "+" in name for name in names)


@pytest.mark.parametrize(
    "template",
    [
        '#read("/etc/passwd")',
        '#read("../paper.typ")',
        '#import "@preview/cetz:0.3.0"',
        "#unknown()",
        "#while true {}",
    ],
)
async def test_a_template_reads_no_file_fetches_nothing_and_a_broken_one_is_refused(template: str) -> None:
    with pytest.raises(PaperFailed):
        await made(template)
