"""The masked card: what each policy shows, and that no view can carry more than its fields."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.campaigns.schemas import MaskingPolicy
from callcenter.contacts.rules import build_card
from callcenter.kit.ids import new_id, reference
from callcenter.kit.masking import Mask, apply, mask_word

VIEW = {
    "civility": "Mme", "last_name": "Durandeau-Leroy", "first_name": "Élodie", "company": "Comptoir", "town": "Rennes",
    "department": "Ille-et-Vilaine", "language": "fr", "points": {"Contrat": "Confort"},
    "phone": "+33639980001", "email": "e@courriel.example", "street": "1 rue des Lilas", "client_reference": "R1",
}  # fmt: skip
FIELDS = list(MaskingPolicy.model_fields)


@pytest.mark.parametrize("mask", Mask)
def test_phone_email_and_street_never_reach_a_card_whatever_the_view_holds(mask: Mask) -> None:
    card = build_card("C-0000-0000", "Europe/Paris", VIEW, MaskingPolicy(**dict.fromkeys(FIELDS, mask)))
    said = card.model_dump_json()
    for secret in ("639980001", "courriel", "Lilas", "R1"):
        assert secret not in said


def test_everything_hidden_leaves_the_reference_and_the_zone() -> None:
    card = build_card(
        "C-0000-0000", "Europe/Paris", VIEW, MaskingPolicy(**dict.fromkeys(FIELDS, Mask.hidden))
    )
    shown = {name for name, value in card.model_dump().items() if value}
    assert shown == {"reference", "local_time_zone"}


def test_the_default_policy_masks_the_first_name_alone() -> None:
    card = build_card("C-0000-0000", "Europe/Paris", VIEW, MaskingPolicy())
    assert (card.name, card.town, card.points[0].value) == ("É••• Durandeau-Leroy", "Rennes", "Confort")


@pytest.mark.parametrize("view", [{}, {"points": None}, {"last_name": ""}, {"points": {"": ""}}])
def test_an_empty_view_makes_a_card(view: dict[str, Any]) -> None:
    assert build_card("C-0000-0000", "Europe/Paris", view, MaskingPolicy()).name is None


@pytest.mark.parametrize(
    ("word", "masked"),
    [
        ("Dupont", "D•••"),
        ("Dupont-Martin", "D•••-M•••"),
        ("de la Tour", "d••• l••• T•••"),
        ("A", "A•••"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_masked_word_shows_initials_and_no_length(word: str, masked: str) -> None:
    assert mask_word(word) == masked


@given(st.text(max_size=60))
def test_a_mask_never_shows_two_letters_of_a_word(word: str) -> None:
    masked = apply(Mask.masked, word)
    for piece in (masked or "").replace("-", " ").split():
        assert piece.endswith("•••")
        assert len(piece) <= 4


def test_a_reference_says_nothing_of_the_moment_or_the_row() -> None:
    ids = [new_id() for _ in range(2000)]
    references = {reference(one) for one in ids}
    assert len(references) == 2000
    assert all(len(one) == 11 and one.startswith("C-") and one[6] == "-" for one in references)
    assert not any(reference(one).replace("-", "")[1:].lower() in str(one) for one in ids)
    assert ids == sorted(ids, key=lambda one: one.int >> 80)
