"""What a masked value looks like. Pure text in, text out; who may see what is the campaign's policy, not ours."""

from enum import StrEnum


class Mask(StrEnum):
    """How a field of the card is shown. Phone, e-mail and street have no mask: they never reach a card."""

    hidden = "hidden"
    masked = "masked"
    shown = "shown"


def mask_word(value: str) -> str:
    """`Dupont-Martin` → `D•••-M•••`: initials only, with a fixed number of dots so that length tells nothing."""
    parts = [part for part in value.replace("’", "'").split() if part]
    return " ".join("-".join(f"{piece[0]}•••" for piece in part.split("-") if piece) for part in parts)


def apply(mask: Mask, value: str | None) -> str | None:
    """The value as the card may show it; `None` for hidden, empty or absent."""
    if not value or mask is Mask.hidden:
        return None
    return mask_word(value) if mask is Mask.masked else value
