"""Encodings are told by all the bytes; where two would do, both are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.call_lists.encodings import EncodingFinder, Found
from callcenter.call_lists.refusals import FileRefused

FRENCH = "Évrard;Lefèvre;Noël;Œillet;Garçon;Boë;Haÿ;L’Été;N° 12;Crèvecœur;où;déjà;août;île"


def found(content: bytes, size: int = 100) -> Found:
    finder = EncodingFinder(content[:4096])
    for start in range(0, len(content), size):
        finder.feed(content[start : start + size])
    return finder.result()


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "mac_roman", "utf-16", "utf-16-le", "utf-16-be"])
def test_french_words_give_their_encoding_away(encoding: str) -> None:
    assert found(FRENCH.encode(encoding)) == Found(encoding, {})


def test_old_encodings_of_words_without_newer_signs_are_told_too() -> None:
    plain = "Évrard;Lefèvre;Noël;Garçon;Élodie;déjà;août;île"
    assert found(plain.encode("cp850")).encoding == "cp850"
    # cp1252 and ISO 8859-15 say the same with the same bytes: nothing to ask.
    assert found(plain.encode("iso8859-15")) == Found("cp1252", {})


def test_what_reads_as_words_both_ways_is_asked_with_the_words() -> None:
    """0xBD is œ in ISO 8859-15 and ½ in cp1252; among many accents one such byte tells little."""
    words = ";".join(["Lefèvre", "Noël", "Élodie", "François"] * 3) + ";Cr\u0153c"
    result = found(words.encode("iso8859-15"))
    assert result.encoding == "iso8859-15"
    assert result.examples == {"iso8859-15": ["Crœc"], "cp1252": ["Cr½c"]}


def test_one_late_byte_settles_it() -> None:
    assert found(b"Nom;Tel\n" * 100_000 + "Évrard".encode("cp1252"), 65536).encoding == "cp1252"
    assert found(b"Nom;Tel\n" * 100_000 + "Évrard".encode(), 65536).encoding == "utf-8"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfeN\x00\x00\xd8", "encoding_unknown"),
        ("Nom".encode("utf-16") + b"x", "encoding_unknown"),
        (b"Nom\x00Tel" * 3, "file_is_binary"),
        (bytes(range(1, 32)) * 10, "file_is_binary"),
    ],
)
def test_what_is_no_text_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused, match=code):
        found(content)


@given(st.binary(max_size=300), st.integers(1, 40))
def test_the_encoding_found_decodes_every_byte_however_the_file_is_cut(content: bytes, size: int) -> None:
    try:
        result = found(content, size)
    except FileRefused:
        return
    assert content.decode(result.encoding) is not None
    assert not result.examples or next(iter(result.examples)) == result.encoding


@pytest.mark.parametrize("size", [1, 3, 7, 40])
def test_words_are_whole_however_the_file_is_cut(size: int) -> None:
    content = (FRENCH + ";Cr\u0153c").encode("iso8859-15", "replace")
    assert found(content, size) == found(content, 1000)
