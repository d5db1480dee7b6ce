"""The profile and the plan: by hand and by chance."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from callcenter.assessments import book, rules
from callcenter.assessments.rules import Answers, Teaches
from callcenter.assessments.schemas import BlockContent, PlanStep
from callcenter.modules import book as modules
from callcenter.modules.rules import GOOD
from callcenter.training.referentials import shipped as referentials

CODES = [each.code for each in referentials()["crcd"].competences]
SHIPPED = {code: Teaches(m.competences, m.requires) for code, m in modules.shipped().items()}
BLOCKS = list(book.shipped().values())
SCORES = st.fixed_dictionaries({code: st.none() | st.integers(0, 100) for code in CODES})


def test_the_shipped_blocks_show_every_competence_and_ask_for_each_own_view() -> None:
    seen = {each.competence for block in BLOCKS for each in (*block.exercises, *block.criteria)}
    said = {each.competence for block in BLOCKS for each in block.statements}
    assert seen == set(CODES)
    assert said == {*CODES, None}
    assert {block.kind for block in BLOCKS} == {"test", "self", "observed"}


def everything(step: int, score: int) -> Answers:
    return Answers(
        scores={(block.code, each.id): score for block in BLOCKS for each in block.exercises},
        said={(block.code, each.id): step for block in BLOCKS for each in block.statements},
        marks={(block.code, each.id): step for block in BLOCKS for each in block.criteria},
    )


def test_the_profile_is_the_mean_of_what_was_seen_and_what_is_said_of_oneself_stands_beside() -> None:
    role_play, own = book.shipped()["jeu"], book.shipped()["moi"]
    found = rules.profile(
        [book.shipped()["ecoute"], role_play, own],
        Answers(
            scores={("ecoute", "demande"): 100, ("ecoute", "colere"): 0},
            said={("moi", "c1"): 1, ("moi", "c7"): 3},
            marks={("jeu", "accueil"): 2, ("jeu", "calme"): 2},
        ),
        CODES,
    )
    assert (found["c1"].score, found["c1"].self_score) == (84, 33)
    assert found["c1"].blocks == ("Écouter et comprendre", "Jeu de rôle")
    assert (found["c3"].score, found["c3"].self_score) == (34, None)
    assert (found["c7"].score, found["c7"].self_score) == (None, 100)
    assert rules.missing([role_play, own], Answers({}, {("moi", "c1"): 1}, {("jeu", "accueil"): 2})) == (9, 4)


@given(st.integers(0, 3), st.integers(0, 100), st.lists(st.sampled_from(BLOCKS), unique_by=lambda b: b.code))
def test_any_composition_gives_every_competence_a_score_in_bounds_or_none(
    step: int, score: int, blocks: list[BlockContent]
) -> None:
    found = rules.profile(blocks, everything(step, score), CODES)
    assert list(found) == CODES
    shown = {each.competence for block in blocks for each in (*block.exercises, *block.criteria)}
    for code, result in found.items():
        assert (result.score is not None) == (code in shown)
        assert result.score is None or min(score, rules.of_step(step)) <= result.score
        assert result.score is None or result.score <= max(score, rules.of_step(step))
    assert rules.missing(blocks, everything(step, score)) == (0, 0)


@given(SCORES, st.sets(st.sampled_from(sorted(SHIPPED))))
def test_a_plan_reaches_every_weak_competence_once_and_each_module_after_what_it_needs(
    scores: dict[str, int | None], good: set[str]
) -> None:
    steps = rules.propose(scores, SHIPPED, good)
    names = [step.module for step in steps]
    assert len(set(names)) == len(names)
    assert not good & set(names)
    assert rules.sound(steps, SHIPPED, good)
    weak = {code for code, score in scores.items() if score is None or score < GOOD}
    for code in weak:
        assert {m for m, teaches in SHIPPED.items() if code in teaches.competences} <= good | set(names)
    for step in steps:
        assert (step.reason == "before") == (not step.competences)
        assert set(step.competences) <= weak
    assert steps == rules.propose(scores, SHIPPED, good)


@given(SCORES)
def test_who_is_good_at_everything_is_asked_for_nothing(scores: dict[str, int | None]) -> None:
    assert rules.propose({code: 70 + (score or 0) % 31 for code, score in scores.items()}, SHIPPED, ()) == []


def test_the_weakest_comes_first_and_what_was_not_looked_at_last() -> None:
    steps = rules.propose({"c7": None, "c3": 20, "t3": 60, "c1": 90}, SHIPPED, ())
    assert [(step.module, step.reason) for step in steps] == [
        ("bonjour", "before"),
        ("ecouter", "before"),
        ("calme", "weak"),
        ("poste", "weak"),
        ("donnees", "weak"),
        ("facture", "unseen"),
    ]


def test_a_plan_that_cannot_be_followed_is_not_sound() -> None:
    def steps(*modules: str) -> list[PlanStep]:
        return [PlanStep(module=each, reason="added") for each in modules]

    assert rules.sound(steps("bonjour", "ecouter"), SHIPPED, ())
    assert rules.sound(steps("ecouter"), SHIPPED, {"bonjour"})
    for wrong in (steps("ecouter", "bonjour"), steps("bonjour", "bonjour"), steps("nowhere")):
        assert not rules.sound(wrong, SHIPPED, ())


def test_a_signature_stands_for_one_content() -> None:
    step = PlanStep(module="poste", reason="weak", competences=["t3"], score=10)
    mine = rules.digest(UUID(int=1), 1, [], [step])
    others = [
        rules.digest(UUID(int=2), 1, [], [step]),
        rules.digest(UUID(int=1), 2, [], [step]),
        rules.digest(UUID(int=1), 1, [{"score": 3}], [step]),
        rules.digest(UUID(int=1), 1, [], []),
    ]
    assert len({mine, *others}) == 5
