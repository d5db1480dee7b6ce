"""What an author is told: what is wrong, in plain words, and where it stands. Pure."""

from collections.abc import Mapping

from callcenter.authoring.schemas import DraftContent
from callcenter.campaigns import rules as campaigns
from callcenter.kit.languages import Text, texts
from callcenter.training.scenarios import Fault

WRONG: Mapping[str, Text] = texts(
    "scenario_wrong",
    {
        "blank": ("Il manque des mots ici.", "Words are missing here."),
        "twice": ("Deux fois la même phrase : gardez-en une.", "The same sentence twice: keep one of them."),
        "no_start": (
            "La première ligne de l’appel n’existe plus. Choisissez par quelle ligne l’appel commence.",
            "The first line of the call is no longer there. Choose the line that the call begins with.",
        ),
        "leads_nowhere": (
            "Cette réponse ne mène à aucune ligne. Choisissez ce que la personne dit ensuite.",
            "This answer leads to no line. Choose what the person says next.",
        ),
        "dead_end": (
            "L’appel reste bloqué ici. Ajoutez une réponse, ou dites que l’appel finit sur cette ligne.",
            "The call is stuck here. Add an answer, or say that the call ends with this line.",
        ),
        "both": (
            "L’appel finit ici, et pourtant il y a des réponses. Gardez l’un ou l’autre.",
            "The call ends here, and yet there are answers. Keep one or the other.",
        ),
        "too_many": ("Neuf réponses au plus.", "Nine answers at most."),
        "no_impatient": (
            "La personne peut perdre patience, mais aucune ligne ne dit ce qui se passe alors.",
            "The person may lose patience, but no line says what happens then.",
        ),
        "unknown_criterion": (
            "Cette réponse compte pour un critère qui n’est pas dans la grille.",
            "This answer counts for a criterion that is not in the grid.",
        ),
        "outcome_marked": (
            "Le critère du résultat se gagne après l’appel. Aucune réponse ne peut le donner.",
            "The criterion of the outcome is earned after the call. No answer can give it.",
        ),
        "no_why": (
            "Dites pourquoi : l’apprenti doit comprendre ce qui manque.",
            "Say why: the apprentice must understand what is missing.",
        ),
        "never_earned": (
            "Aucune réponse ne donne ce critère en entier : personne ne peut le gagner.",
            "No answer gives this criterion in full: nobody can earn it.",
        ),
        "no_outcome": (
            "Dites quel résultat est juste quand l’appel finit ici.",
            "Say which outcome is right when the call ends here.",
        ),
        "unknown_outcome": (
            "Ce résultat ne se note pas après une conversation.",
            "This outcome is not recorded after a conversation.",
        ),
        "wrong_outcome": (
            "Ce résultat ne va pas avec ce type d’appel.",
            "This outcome does not go with this kind of call.",
        ),
        "contact_data": (
            "On dirait un numéro, un e-mail ou une adresse. Même inventé, il ne doit pas être là.",
            "This looks like a number, an e-mail or an address. Even a made-up one must not be here.",
        ),
        "placeholder": (
            "Rien ne remplace ce mot entre accolades. Il existe : {agent}, {partner}, {civility}, {name}, {town}.",
            "Nothing replaces this word in braces. There are: {agent}, {partner}, {civility}, {name}, {town}.",
        ),
        "circle": (
            "L’appel tourne en rond : une réponse plus loin ramène ici.",
            "The call goes in a circle: an answer further on leads back here.",
        ),
        "unreached": ("Aucune réponse ne mène à cette ligne.", "No answer leads to this line."),
        "language": ("Le service ne parle pas cette langue.", "The service does not speak this language."),
        "zone": ("Ce fuseau horaire n’existe pas.", "There is no such time zone."),
        "unknown_competence": (
            "Choisissez une compétence d’un référentiel du centre.",
            "Choose a competence of a referential of the centre.",
        ),
        "out_of_reach": (
            "Personne ne peut noter le bon résultat ici : avant cette fin, rien ne dit tout ce que la loi demande.",
            "Nobody can record the right outcome here: before this end, nothing says all that the law wants said.",
        ),
        "never_passed": (
            "Même sans une faute, la note demandée est trop haute. Le mieux possible :",
            "Even without a fault, the score asked for is too high. The best possible:",
        ),
    },
)

PLACES: Mapping[str, Text] = texts(
    "scenario_place",
    {
        "line": ("Ligne", "Line"),
        "choice": ("réponse", "answer"),
        "criterion": ("Grille", "Grid"),
        "title": ("Titre", "Title"),
        "about": ("Présentation", "Introduction"),
        "goal": ("But de l’appel", "Goal of the call"),
        "partner": ("Entreprise", "Company"),
        "language": ("Langue", "Language"),
        "rubric": ("Grille", "Grid"),
        "script": ("Script", "Script"),
        "start": ("Début de l’appel", "Start of the call"),
        "patience": ("Patience", "Patience"),
        "pass_at": ("Note demandée", "Score asked for"),
        "persona": ("Personne", "Person"),
        "empty": ("sans mots", "without words"),
    },
)

NAMED = {"unknown_outcome", "wrong_outcome", "placeholder", "never_passed"}
"""Where the word that is wrong helps to find it."""


def sentence(fault: Fault, language: str) -> str:
    said = WRONG[fault.kind].of(language)
    if fault.kind not in NAMED or not fault.name:
        return said
    outcome = campaigns.catalogue().get(fault.name)
    return f"{said} ({fault.name if outcome is None else outcome.label.of(language)})"


def where(fault: Fault, draft: DraftContent, language: str) -> str:
    """« Ligne « Oui, allô ? », réponse 2 »: the place as the author sees it."""
    if fault.line is not None:
        line = next((each for each in draft.nodes if each.name == fault.line), None)
        place = f"{PLACES['line'].of(language)} {_quoted(line.says[0] if line else '', language)}"
        return (
            place if fault.choice is None else f"{place}, {PLACES['choice'].of(language)} {fault.choice + 1}"
        )
    if fault.criterion is not None:
        criterion = next((each for each in draft.rubric if each.code == fault.criterion), None)
        return f"{PLACES['criterion'].of(language)} {_quoted(criterion.text if criterion else '', language)}"
    return PLACES[(fault.field or "title").partition(".")[0]].of(language)


def _quoted(words: str, language: str) -> str:
    short = words if len(words) <= 40 else f"{words[:39].rstrip()}…"
    return f"« {short or PLACES['empty'].of(language)} »"
