"""Encodings are told by all the bytes; where two would do, both are shown."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcenter.call_lists.dialects import csv_rows
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


FOREIGN = {
    "cp1250": "Łukasz;Małgorzata;Wójcik;Żółtowski;Świątek;Paweł",
    "iso8859-2": "Dvořák;Jiří;Černý;Żółtowski;Świątek;Lukáš",
    "cp1254": "Ayşe;Yıldız;Çağlar;İbrahim;Gökçe;Şahin",
    "cp1251": "Иванов;Сергей;Петрова;Анна;Санкт-Петербург",
    "koi8-r": "Иванов;Сергей;Петрова;Анна",
    "cp1253": "Παπαδόπουλος;Γιώργος;Αθήνα",
    "cp1255": "כהן;דוד;לוי",
    "cp1256": "محمد;أحمد;فاطمة",
}


@pytest.mark.parametrize("encoding", FOREIGN)
def test_words_of_other_languages_are_asked_about_with_the_words(encoding: str) -> None:
    words = FOREIGN[encoding]
    result = found((words + ";Nom;0612345678").encode(encoding))
    assert set(result.examples[encoding]) <= set(words.replace("-", ";").split(";"))
    assert "cp1252" in result.examples or "iso8859-15" in result.examples


@pytest.mark.parametrize("encoding", ["cp1251", "cp1253", "cp1256"])
def test_a_few_foreign_names_among_french_ones_are_asked_about_too(encoding: str) -> None:
    mixed = ";".join(["Lefevre", "Durand", "Martin"] * 100) + ";" + FOREIGN[encoding]
    assert encoding in found(mixed.encode(encoding)).examples


@pytest.mark.parametrize(
    "words",
    [
        "Hélène;Thérèse;Geneviève;Anaïs;Loïc;Maïté;Françoise;Zoë;Gaëlle;Élodie;Noémie;Benoît;Jérôme;Éric",
        "Désirée;Créée;Mariée;Née;Théo;Léa;Chloé;Inès;Régis;Agnès;Joël;Noël;Aimé;Josué;Siméon",
        "José;Ángel;Muñoz;Begoña;Iñaki;Verónica;María;Ramón;Joaquín;Peña;Núñez;Martín",
        "Müller;Jäger;Schröder;Weiß;Hélène;Bäcker;Gräff",
        "Lefèvre;Søren;Thérèse;Noël;Geneviève;Hélène;Élodie;Benoît;Gaëlle;Françoise;Agnès;Régis",
        "Prix £12;5 m³;Café;Hélène;Noël;Élodie;Thérèse;Geneviève;Régis;Benoît;Gaëlle;Crème;Été",
    ],
)
def test_names_of_this_country_and_its_neighbours_raise_no_question(words: str) -> None:
    assert found(words.encode("cp1252")) == Found("cp1252", {})


def test_letters_in_seven_bits_are_asked_about() -> None:
    result = found("Nom;Ville\nHélène;Nîmes\nZoé;Tours\n".encode("utf-7"))
    assert result.encoding == "utf-8"
    assert result.examples["utf-7"] == ["Hélène", "Nîmes", "Zoé"]
    assert found(b"Tel;Code\n+33612345678;+A12-3\n") == Found("utf-8", {})


@pytest.mark.parametrize("size", [1, 3, 100])
def test_a_file_put_together_from_two_exports_is_read_line_by_line(size: int) -> None:
    content = FRENCH.encode() + b"\n" + "Céleste;Crèvecœur;N’Diaye".encode("cp1252")
    result = found(content, size)
    assert result.encoding == "utf-8-cp1252"
    assert set(result.examples) == {"utf-8-cp1252", "cp1252"}
    rows = csv_rows((content[i : i + size] for i in range(0, len(content), size)), result.encoding, ";")
    assert [cells for _, cells in rows] == [FRENCH.split(";"), ["Céleste", "Crèvecœur", "N’Diaye"]]


def twice(text: str, mark: bytes = b"") -> bytes:
    """As a tool writes it that took UTF-8 for Windows' encoding; it keeps the bytes that stand for nothing there."""
    seen = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode("utf-8"))
    return mark + seen.encode("utf-8")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_text_that_was_encoded_twice_is_asked_about_and_read_as_it_was_meant(
    size: int, mark: bytes
) -> None:
    text = FRENCH + ";À l’ombre;Prix 12 €;Łukasz;\U0001f600"
    content = twice(text, mark)
    result = found(content, size)
    assert result.encoding == "utf-8"
    assert set(result.examples["utf-8-twice"]) <= set(text.replace(" ", ";").replace("’", ";").split(";"))
    pieces = (content[i : i + size] for i in range(0, len(content), size))
    [(_, cells)] = csv_rows(pieces, "utf-8-twice", ";")
    assert cells == text.split(";")


def test_a_few_signs_that_might_have_been_encoded_twice_are_no_question() -> None:
    words = ";".join(["Hélène", "Noël", "Élodie", "François", "Thérèse", "Zoé", "Anaïs", "Loïc"] * 4)
    assert found(f"{words};N°\u00a012;São;PÃO;5 €".encode()) == Found("utf-8", {})


@given(st.text(max_size=60), st.integers(1, 9))
def test_what_was_not_encoded_twice_or_was_comes_back_however_it_is_cut(text: str, size: int) -> None:
    for content in (text.encode(), twice(text)):
        decoder = codecs.getincrementaldecoder("utf-8-twice")()
        cut = "".join(decoder.decode(content[i : i + size]) for i in range(0, len(content), size))
        assert cut + decoder.decode(b"", True) == content.decode("utf-8-sig").encode().decode("utf-8-twice")
    assert twice(text).decode("utf-8-twice") == text


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_four_bytes_a_character_are_told(encoding: str) -> None:
    assert found(FRENCH.encode(encoding)) == Found(encoding, {})


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
