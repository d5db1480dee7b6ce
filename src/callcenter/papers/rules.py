"""Pure: the fingerprint of what a paper says, and the short code that is printed on it."""

import hashlib
import json
from datetime import UTC, datetime
from uuid import UUID

from callcenter.kit.ids import spell
from callcenter.papers.schemas import PaperContent

_SIGNS = 12
_ALIKE = str.maketrans("OIL", "011")


def digest(paper_id: UUID, learner_id: UUID, kind: str, issued_at: datetime, content: PaperContent) -> str:
    """SHA-256 over everything that was issued, as 64 hexadecimal digits: another person, day or word is another one."""
    about = [str(paper_id), str(learner_id), kind, issued_at.astimezone(UTC).isoformat()]
    said = json.dumps([*about, content.model_dump(mode="json")], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(b"callcenter paper v1\x00" + said.encode()).hexdigest()


def code_of(fingerprint: str) -> str:
    """`7F3K-9Q2M-XA4D`: the first 60 bits of a fingerprint, so the code belongs to these words and to no others."""
    signs = spell(int(fingerprint[:15], 16), _SIGNS)
    return "-".join(signs[at : at + 4] for at in range(0, _SIGNS, 4))


def typed(code: str) -> str:
    """A code as somebody typed it from paper: case, spaces and dashes do not count, nor O for 0, I or L for 1."""
    signs = code.upper().replace(" ", "").replace("-", "").translate(_ALIKE)[:_SIGNS]
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))
