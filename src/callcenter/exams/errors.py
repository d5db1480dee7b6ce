"""Refusals of exam preparation."""

from callcenter.kit.errors import Conflict, Invalid


class ModalityUnknown(Invalid):
    code = "modality_unknown"
    fr = "Cette épreuve ou ce bloc n’est pas dans le référentiel de cette personne."
    en = "This part or this block is not in this person’s referential."


class ExamState(Conflict):
    code = "exam_state"
    fr = "L’examen blanc n’est pas à une étape qui le permet. Rechargez la page."
    en = "The mock exam is not at a step that allows this. Reload the page."


class ExamMarksMissing(Invalid):
    code = "exam_marks_missing"
    fr = "Donnez une appréciation à chaque critère de chaque compétence, et à aucun autre."
    en = "Give a mark to each criterion of each competence, and to no other."


class ExampleTooLong(Invalid):
    code = "example_too_long"
    fr = "Un exemple tient sur trois pages. Raccourcissez ce texte."
    en = "An example fits on three pages. Shorten this text."


class ExampleHoldsContactData(Invalid):
    code = "example_holds_contact_data"
    fr = "Le texte semble contenir un numéro, un e-mail ou une adresse. Parlez du client sans le nommer."
    en = "The text seems to hold a number, an e-mail or an address. Speak of the customer without a name."


class ExamplesFull(Conflict):
    code = "examples_full"
    fr = "Il y a déjà trois exemples pour ce bloc. Changez-en un ou retirez-en un."
    en = "There are three examples for this block already. Change one or take one away."
