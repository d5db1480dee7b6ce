"""What the law bans from the telephone (code de la consommation, L.223-1), found by its words."""

import pytest

from callcenter.partners.rules import banned_offer

BANNED = [
    ("Bilan CPF offert", "training_account"),
    ("Mon Compte Formation : vos droits", "training_account"),
    ("compte personnel de  formation", "training_account"),
    ("Rénovation énergétique", "energy_renovation"),
    ("RENOVATION E\u0301NERGE\u0301TIQUE", "energy_renovation"),
    ("isolation à 1 euro", "energy_renovation"),
    ("Pompe-à-chaleur air/eau", "energy_renovation"),
    ("MaPrimeRénov’", "energy_renovation"),
    ("Douche sécurisée", "home_adaptation"),
    ("monte-escalier", "home_adaptation"),
]


@pytest.mark.parametrize(("text", "offer"), BANNED)
@pytest.mark.parametrize("purpose", ["appointment", "loyalty"])
def test_a_banned_offer_is_found_however_it_is_written(text: str, offer: str, purpose: str) -> None:
    assert banned_offer(text, purpose, basis="consent") == offer


@pytest.mark.parametrize("text", [text for text, _ in BANNED])
def test_pure_after_sales_calls_are_outside_the_ban(text: str) -> None:
    assert banned_offer(text, "after_sales", basis="consent") is None


@pytest.mark.parametrize(
    ("offer", "basis", "banned"),
    [
        ("monte-escalier", "contract", False),
        ("monte-escalier", "consent", True),
        ("monte-escalier", "b2b", True),
        ("monte-escalier", "", True),
        ("monte-escalier", None, False),
        ("CPF", "contract", True),
        ("CPF", None, True),
        ("pompe à chaleur", "contract", True),
    ],
)
def test_only_the_adaptation_of_homes_is_lifted_by_a_running_contract(
    offer: str, basis: str | None, banned: bool
) -> None:
    assert (banned_offer(offer, "loyalty", basis=basis) is not None) == banned


@pytest.mark.parametrize(
    "text", ["", "Contrat Confort", "CPFX-12", "Chaleur d’été", "Formation des vendeurs", "Prime annuelle"]
)
def test_harmless_words_are_left_alone(text: str) -> None:
    assert banned_offer(text, "appointment", basis="consent") is None
