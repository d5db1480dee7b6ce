"""The building blocks of assessments that are shipped, read and checked once."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml
from pydantic import TypeAdapter

from callcenter.assessments.schemas import BlockBrief, BlockContent

_BLOCKS = TypeAdapter(list[BlockContent])


@cache
def shipped() -> Mapping[str, BlockContent]:
    """Every block by its code, in the order in which an assessment usually goes."""
    text = files("callcenter.assessments").joinpath("data/blocks-fr.yaml").read_text("utf-8")
    found = _BLOCKS.validate_python(yaml.safe_load(text))
    return {block.code: block for block in found}


def brief(block: BlockContent) -> BlockBrief:
    items = (*block.exercises, *block.statements, *block.criteria)
    return BlockBrief(
        code=block.code,
        title=block.title,
        kind=block.kind,
        about=block.about,
        minutes=block.minutes,
        competences=sorted({each.competence for each in items if each.competence is not None}),
        questions=len(items),
    )
