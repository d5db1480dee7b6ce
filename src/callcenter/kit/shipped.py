"""The data that ships with a room, as it stands in the room's folder `data`. What people bring is not read here."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

# Ten times as quick as the loader in Python, but it follows any depth of nesting until the process dies: for our own
# files, never for those of others.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(text: str) -> Any:
    """What a file of our own says."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both loaders are safe ones


@cache
def read(room: str, path: str) -> Any:
    """The file `data/<path>` of a room, read once; nobody changes what is given out."""
    return parse(files(room).joinpath("data", *path.split("/")).read_text("utf-8"))


def names(room: str, folder: str) -> list[str]:
    """The YAML files of a folder in a room's data, and of the folders in it, as `read` takes them, by name."""
    inside = files(room).joinpath("data", *folder.split("/")).iterdir()
    found = []
    for each in inside:
        path = f"{folder}/{each.name}"
        found += names(room, path) if each.is_dir() else [path] if path.endswith(".yaml") else []
    return sorted(found)
