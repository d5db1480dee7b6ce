"""Refusals of papers."""

from callcenter.kit.errors import Conflict, NotFound


class SignedAlready(Conflict):
    code = "signed_already"
    fr = "Ce document est déjà signé à cette place, ou cette signature n’y est pas demandée."
    en = "This paper is signed in that place already, or that signature is not asked for."


class CodeUnknown(NotFound):
    code = "paper_code_unknown"
    fr = "Aucun document du centre ne porte ce code. Relisez-le sur le papier, signe par signe."
    en = "No paper of the centre bears this code. Read it again from the paper, sign by sign."
