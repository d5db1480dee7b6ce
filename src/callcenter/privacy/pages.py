"""Pure: pages to print, whole in one file, without script or anything fetched: a certificate, and what is held of one
customer.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from callcenter.kit.languages import Text, texts
from callcenter.kit.statements import facts_of

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#1a2733;max-width:46rem;margin:3rem auto;padding:0 1.5rem}
h1{font-size:1.5rem;margin:0 0 .3rem}h2{font-size:1.05rem;margin:2rem 0 .4rem}p{margin:.4rem 0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;
border-bottom:1px solid #d9e0e6}th{font-weight:600;width:14rem}code{font:12px/1.45 ui-monospace,monospace;
overflow-wrap:anywhere}.lead{border-left:4px solid #0b7285;padding:.2rem 0 .2rem 1rem;margin:1.2rem 0}
@media print{body{margin:0;max-width:none}}
"""

FACTS = texts(
    "certificate_fact",
    {
        "certificate": ("Certificat", "Certificate"),
        "what": ("Objet", "Subject"),
        "list": ("Liste", "List"),
        "name": ("Nom de la liste", "Name of the list"),
        "request": ("Demande", "Request"),
        "references": ("Fiches", "Records’ references"),
        "partner": ("Partenaire", "Partner"),
        "site": ("Centre", "Centre"),
        "received": ("Confiée le", "Entrusted on"),
        "cause": ("Motif", "Cause"),
        "asked by": ("Demandé par", "Asked by"),
        "asked at": ("Demandé le", "Asked on"),
        "approved by": ("Approuvé par", "Approved by"),
        "method": ("Méthode", "Method"),
        "records": ("Fiches détruites", "Records destroyed"),
        "key versions": ("Clés de la liste détruites", "List keys destroyed"),
        "notes": ("Notes détruites", "Notes destroyed"),
        "result files": ("Fichiers de résultats détruits", "Result files destroyed"),
        "report lines": ("Lignes de rapport détruites", "Report lines destroyed"),
        "refused rows": ("Lignes refusées détruites", "Refused rows destroyed"),
        "upload pieces": ("Morceaux du fichier reçu détruits", "Pieces of the file destroyed"),
        "outcomes kept": ("Résultats gardés, sans personne", "Outcomes kept, without a person"),
        "destroyed at": ("Détruit le", "Destroyed on"),
        "final on": ("Définitif le", "Final on"),
        "kept": ("Gardé", "Kept"),
        "journal entry": ("Entrée du journal", "Journal entry"),
        "journal checkpoint size": ("Point de contrôle : entrées", "Checkpoint: entries"),
        "journal checkpoint root": ("Point de contrôle : racine", "Checkpoint: root"),
        "journal checkpoint signature": ("Point de contrôle : signature", "Checkpoint: signature"),
        "issued at": ("Émis le", "Issued on"),
        "public key": ("Clé publique du centre", "The centre’s public key"),
        "signature": ("Signature", "Signature of this certificate"),
    },
)
"""What the facts of a certificate are called on its page."""

VALUES = texts(
    "certificate_value",
    {
        "call list": ("liste d’appels", "call list"),
        "one customer": ("un client", "one customer"),
        "retention": ("la durée convenue est écoulée", "the agreed time is over"),
        "partner": ("demande du partenaire", "request of the partner"),
        "administrator": ("demande d’un administrateur", "request of an administrator"),
        "agreement": ("la convention", "the agreement"),
        "do-not-call fingerprints": ("empreintes « ne plus appeler »", "do-not-call fingerprints"),
        "list key destroyed, key-encryption key replaced": (
            "clé de la liste détruite, clé de chiffrement remplacée",
            "list key destroyed, key-encryption key replaced",
        ),
        "records deleted": ("fiches supprimées", "records deleted"),
    },
)
"""Values of facts that are codes of ours."""

_TITLE = Text("certificate", "title", "Certificat de destruction", "Certificate of destruction")
_LEAD = Text(
    "certificate",
    "lead",
    "Les données désignées ci-dessous sont détruites : le service ne peut plus les ouvrir. Des sauvegardes faites "
    "avant en gardent une copie scellée, effacée au plus tard le",
    "The data named below is destroyed: the service can no longer open it. Backups made before hold a sealed copy, "
    "gone at the latest on",
)
_CHECK = Text(
    "certificate",
    "check",
    "Ce qui est signé est le fichier texte. Pour le vérifier hors ligne :",
    "What is signed is the text file. To check it offline:",
)


_CODED = {"what", "cause", "asked by", "kept", "method"}
_LONG = 60


def _document(language: str, title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{body}</body></html>\n"
    )


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><th>{escape(name)}</th><td>{value}</td></tr>" for name, value in rows)
    return f"<table>{cells}</table>"


def certificate_page(text: str, language: str) -> str:
    """The certificate for the eye, in the reader's language; the text file is what is signed."""
    said = facts_of(text)
    rows = []
    for name, value in said.items():
        label = FACTS[name].of(language) if name in FACTS else name
        known = value in VALUES and name in _CODED
        shown = escape(VALUES[value].of(language) if known else value)
        rows.append((label, f"<code>{shown}</code>" if len(value) > _LONG else shown))
    lead = f'<p class="lead">{_LEAD.of(language)} <strong>{escape(said.get("final on", ""))}</strong>.</p>'
    check = f"<p>{_CHECK.of(language)} <code>callcenter certificates verify certificate.txt</code></p>"
    return _document(language, _TITLE.of(language), f"{lead}{_table(rows)}{check}")


# --- one customer -------------------------------------------------------------------------------------------

Section = tuple[str, Sequence[Mapping[str, Any]]]
"""A heading and its entries, each a mapping of labels to values."""


def person_page(title: str, lead: str, sections: Sequence[Section], language: str) -> str:
    """What is held of one customer, for handing over to that customer."""
    body = [f'<p class="lead">{escape(lead)}</p>']
    for heading, entries in sections:
        body.append(f"<h2>{escape(heading)}</h2>")
        body += [_table((name, escape(str(value))) for name, value in entry.items()) for entry in entries]
        if not entries:
            body.append("<p>—</p>")
    return _document(language, title, "".join(body))
