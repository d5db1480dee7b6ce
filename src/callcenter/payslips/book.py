"""The rules of pay that this process follows: those shipped, or an edited copy. It computes nothing."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import ValidationError

from callcenter.payslips.schemas import Book


class BookUnreadable(Exception):
    """The file of the rules of pay can't be used; the message says where and why."""


def read(text: str) -> Book:
    """Raises BookUnreadable."""
    try:
        return Book.model_validate(yaml.safe_load(text))
    except ValidationError as problem:
        wrong = problem.errors(include_url=False)[0]
        raise BookUnreadable(f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}") from None
    except yaml.YAMLError as problem:
        raise BookUnreadable(f"no YAML: {problem}") from None


@cache
def _shipped() -> Book:
    return read(files(__package__).joinpath("data/shares.yaml").read_text("utf-8"))


_edited: list[Book] = []


def use(path: Path | None) -> None:
    """From now on this process follows the file at `path`; without one, what was shipped. Raises BookUnreadable."""
    try:
        edited = None if path is None else read(path.read_text("utf-8"))
    except OSError as problem:
        raise BookUnreadable(f"{path}: {problem.strerror}") from None
    _edited[:] = [] if edited is None else [edited]


def book() -> Book:
    return _edited[0] if _edited else _shipped()
