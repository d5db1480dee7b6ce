"""Which column is what: proposes a field and a use for each column from its header and its first values.

Pure; it must not know how the file was read nor where the answer is stored.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from callcenter.call_lists.fields import REPEATABLE, USES, Field, Use, usual_use
from callcenter.call_lists.values import (
    contradicts,
    field_of_values,
    first_name_column,
    is_address,
    neighbours,
)
from callcenter.kit.text import fold, shows_contact_data


@dataclass(frozen=True, slots=True)
class Column:
    """One column as the partner confirmed it; `index` from 0, `label` names talking points and extras."""

    index: int
    field: Field
    use: Use
    label: str = ""


_TEL = r"(?:tel|tels|telephone|telephones|phone|portable|port|mobile|mob|gsm|fixe|cellulaire)"
_PERSON = r"(?: (?:du |de la |de l )?(?:client|contact|prospect|abonne|adherent|customer|interlocuteur))?"
_WHOSE = r"(?:client|clients|adherent|abonne|dossier|contrat|customer|contact|interne|externe|crm|prospect)"
_NOT_BY_PHONE = r"e ?mails?|mails?|fax|sms|courriers?|newsletters?|bulletin"
_SAYS_NO = (
    r"ne (?:pas|plus|jamais) (?:l |les )?(?:rappeler|appeler|contacter|demarcher|solliciter)|no llamar|"
    r"do ?not ?(?:call|contact)|dnc|bloctel|opt(?:ed)? ?out|oppositions?|opposee?s?|"
    r"refus(?:ee?)? .*(?:appel|demarchage|contact|consent).*|"
    r"(?:appels?|demarchage|contact|consent\w*) (?:refuse|interdit)s?"
)
_HEADERS: list[tuple[Field, re.Pattern[str]]] = [
    (field, re.compile(pattern))
    for field, pattern in [
        # A company's number, which all its contacts share: as a reference it would make duplicates of them.
        (Field.extra, r"\bsire[nt]\b"),
        (Field.opposition, rf"^(?!.*\b(?:{_NOT_BY_PHONE})\b).*\b(?:{_SAYS_NO})\b"),
        (Field.consent_date, r"date.*(?:consent|opt ?in|accord|rgpd)|(?:consent|opt ?in|rgpd).*date"),
        (Field.consent_channel, r"(?:canal|channel|source|origine).*(?:consent|opt ?in|accord|recueil)"),
        (Field.consent_channel, r"consent.*(?:canal|channel|source)|^canal$|^channel$"),
        (Field.consent_proof, r"preuve|proof|(?:consent|opt ?in).*(?:ref|reference|url|piece)"),
        (Field.consent_basis, r"base legale|legal basis|fondement|consent|opt ?in|^rgpd$|^accord$"),
        (Field.date, r"^date\b|\bdate$|\bdate (?:de|d|du)\b|^echeance\b|^naissance$|^anniversaire$"),
        (
            Field.email,
            r"\be ?mails?\b|\bmails?\b|\bcourriel\b|\bmel\b|adresse electronique|adresse de messagerie",
        ),
        (Field.phone_2, rf"\b{_TEL}\b.*\b(?:2|bis|secondaire|bureau|travail|domicile)\b|\bautre {_TEL}\b"),
        (Field.phone, rf"\b{_TEL}\b|^numeros?$|^n d appel$|^num(?:ero)? (?:d )?appel"),
        (Field.postcode, r"\bcp\b|^c p$|\bcode ?post(?:al)?\b|\bpost ?code\b|\bpostal code\b|\bzip\b"),
        (Field.client_reference, rf"\b(?:ref|reference|n|no|num|numero|id|code|identifiant)\b.*\b{_WHOSE}\b"),
        (Field.client_reference, rf"\b{_WHOSE} (?:id|no|number|code|ref|reference)\b"),
        (Field.client_reference, r"^(?:ref|reference|id|identifiant|matricule|cle|dossier)$"),
        (Field.civility, r"^civ(?:ilite)?s?\b|^titre$|^title$|^salutation$|^m mme"),
        (Field.full_name, r"\bnom\b.*\bprenom|\bprenom\b.*\bnom\b|nom complet|^name$|\bfull name\b|^client$"),
        (Field.full_name, r"^contact$|^interlocuteur$|^contact name$|^customer(?: name)?$"),
        (Field.first_name, r"\bprenoms?\b|\bfirst ?name\b|\bgiven name\b|\bforename\b"),
        (Field.company, r"raison sociale|\bsociete\b|\bentreprise\b|\bcompany\b|\benseigne\b|etablissement"),
        (Field.company, r"\borgani[sz]ation\b|\borganisme\b|\bnom commercial\b"),
        (Field.town, r"\bvilles?\b|\bcommune\b|\blocalite\b|\btown\b|\bcity\b"),
        (Field.last_name, rf"^noms?{_PERSON}$|^nom (?:de famille|d usage|usuel|marital|de naissance)"),
        (Field.last_name, r"\blast ?name\b|\bsurname\b|\bfamily name\b|^patronyme$"),
        (Field.street, r"\badresses?\b|\badr\b|^rue$|^voie$|\bstreet\b|\baddress\b|\baddr\b"),
        (Field.language, r"^langues?\b|\blanguage\b|^lang$"),
        (
            Field.product,
            r"\bproduits?\b|\bproduct\b|^offre\b|\babonnement\b|\bformule\b|^article$|^service$|^contrats?$",
        ),
        (Field.point, r"commentaire|remarque|observation|\bnotes?\b|argument|historique|^comments?$"),
    ]
]
_CAMEL = re.compile(r"(?<=[a-zé])(?=[A-Z])")


def field_of_header(header: str) -> Field | None:
    """The field a header names, in French or English, with or without accents, or None."""
    if not header or len(header) > 60:
        return None
    folded = fold(_CAMEL.sub(" ", header))
    return next((field for field, pattern in _HEADERS if pattern.search(folded)), None)


def known_headers(cells: Sequence[str]) -> int:
    """How many fields a row's cells name: that is how a header row is told from titles and data."""
    fields = {field_of_header(cell) for cell in cells if _may_be_header(cell)}
    return len(fields - {None})


def layout_of(headers: Sequence[str], columns: Sequence[Column]) -> str:
    """What tells one layout of a partner's files from another: the headers, or what the columns seem to be."""
    if any(headers):
        return "\x1f".join(["headers", *map(fold, headers)])
    return "\x1f".join(["values", *(column.field for column in columns)])


def _may_be_header(cell: str) -> bool:
    """`Tél. 2` may be one, `12 rue de la Ville` may not."""
    return not cell[:1].isdigit() and sum(c.isdigit() for c in cell) <= 1


def propose(headers: Sequence[str], samples: Sequence[Sequence[str]]) -> list[Column]:
    """A column for each header. `samples` holds the first rows; short ones count as blank at the end."""
    values = [
        [row[i].strip() for row in samples if i < len(row) and row[i].strip()] for i in range(len(headers))
    ]
    named = [_named(header, values[i]) for i, header in enumerate(headers)]
    guessed: list[Field | None] = [
        field or _unless_named(field_of_values(values[i]), named) for i, field in enumerate(named)
    ]
    first_names = first_name_column(guessed, values)
    for i, field in enumerate(guessed):
        if field is Field.first_name and named[i] is None and i != first_names:
            guessed[i] = None
    for i, beside in list(neighbours(guessed, values)):
        guessed[i] = beside
    columns: list[Column] = []
    taken: set[Field] = set()
    for i, header in enumerate(headers):
        field = guessed[i]
        if field is Field.phone and Field.phone in taken:
            field = Field.phone_2
        if field is not None and field not in REPEATABLE and field in taken:
            field = Field.extra if field in {Field.street, Field.email} else None
        chosen = field or Field.ignore
        taken.add(chosen)
        columns.append(Column(i, chosen, _use(chosen, header), header))
    return columns


_WEAK = re.compile(r"numeros?|y|titre|title")
"""Headers that often mean something else."""
_TALKED_ABOUT = re.compile(
    r"achat|commande|livraison|contrat|souscription|echeance|renouvel|expir|visite|entretien|purchase|renewal"
)


def _named(header: str, values: Sequence[str]) -> Field | None:
    """The field a header names, unless the values under it say otherwise."""
    field = field_of_header(header)
    if field is None or contradicts(field, values, sure=_WEAK.fullmatch(fold(header)) is None):
        return None
    return field


def _unless_named(guess: Field | None, named: Sequence[Field | None]) -> Field | None:
    """A guess from values gives way to a header that names the same field elsewhere."""
    names = {Field.first_name, Field.last_name, Field.full_name}
    if guess in names and not names.isdisjoint(named):
        return None
    return guess if guess in REPEATABLE or guess is Field.phone or guess not in named else None


def _use(field: Field, header: str) -> Use:
    """What usually becomes of a field; a date is talked about only when its header says what it is about."""
    if field is Field.date and not _TALKED_ABOUT.search(fold(header)):
        return Use.sealed
    return usual_use(field)


def check_mapping(columns: Sequence[Column], width: int) -> dict[str, str]:
    """What is wrong with a mapping: `{"columns": code}` or `{"columns.3": code}`; empty when it holds."""
    problems: dict[str, str] = {}
    seen: set[Field] = set()
    indexes = [column.index for column in columns]
    if len(set(indexes)) != len(indexes):
        problems["columns"] = "column_twice"
    for column in columns:
        where = f"columns.{column.index}"
        if not 0 <= column.index < width:
            problems[where] = "column_unknown"
        elif column.use not in USES[column.field]:
            problems[where] = "use_not_allowed"
        elif column.field in seen and column.field not in REPEATABLE:
            problems[where] = "field_twice"
        seen.add(column.field)
    if Field.phone not in seen and not problems:
        problems["columns"] = "no_phone_column"
    return problems


def masked_sample(field: Field, value: str) -> str:
    """A value as the preview shows it: enough to recognise the column, too little to reach the person."""
    text = value.strip()
    reaches = field in {Field.phone, Field.phone_2, Field.email, Field.street}
    if reaches or shows_contact_data(text) or is_address(text):
        return f"{text[:2]}••••{text[-2:]}" if len(text) > 6 else "••••"
    return text[:60]
