"""The building blocks of assessments that are shipped, read and checked once."""

from collections.abc import Mapping
from functools import cache

from pydantic import TypeAdapter

from callcenter.assessments.schemas import BlockContent
from callcenter.kit import shipped as data

_BLOCKS = TypeAdapter(list[BlockContent])


@cache
def shipped() -> Mapping[str, BlockContent]:
    """Every block by its code, in the order in which an assessment usually goes."""
    found = _BLOCKS.validate_python(data.read("callcenter.assessments", "blocks-fr.yaml"))
    return {block.code: block for block in found}
