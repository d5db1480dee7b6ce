"""The modules that are shipped, read and checked once."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache

from callcenter.kit import shipped as data
from callcenter.modules.schemas import ModuleContent
from callcenter.outcomes.notes import note_problem


@cache
def shipped() -> Mapping[str, ModuleContent]:
    """Every module of the package by its code, in the order of their names."""
    names = data.names("callcenter.modules", "fr")
    found = [ModuleContent.model_validate(data.read("callcenter.modules", name)) for name in names]
    return {module.code: module for module in found}


def digest(content: ModuleContent) -> str:
    """What tells two contents apart: hex, 64 characters."""
    body = json.dumps(content.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()


def private(content: ModuleContent) -> list[str]:
    """Parts whose words seem to hold a number, an e-mail, an address: none is taught, not even a made-up one."""
    return [
        part.id
        for part in content.parts
        if any(note_problem(line) for words in _words(part.model_dump()) for line in words.splitlines())
    ]


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _words(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _words(each)
