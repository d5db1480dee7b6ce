"""The modules that are shipped, read and checked once."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import yaml

from callcenter.modules.schemas import ModuleContent
from callcenter.outcomes.notes import note_problem


def read(text: str) -> ModuleContent:
    """A module from YAML. Raises ValueError."""
    try:
        return ModuleContent.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as problem:
        raise ValueError("no YAML") from problem


@cache
def shipped() -> Mapping[str, ModuleContent]:
    """Every module of the package by its code, in the order of their names."""
    folder = files("callcenter.modules").joinpath("data/fr")
    found = [
        read(file.read_text("utf-8"))
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".yaml")
    ]
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
