"""A partner's list as it really looks, made by code: 40 lines of invented people under numbers kept for fiction.

Lines 36 to 39 are broken, line 40 repeats the number of line 2; the other 35 are contacts.
"""

import csv
import io

import openpyxl

HEADERS = [
    "N° client", "Civilité", "Nom", "Prénom", "Téléphone", "E-mail", "Adresse", "Code postal", "Ville", "Langue",
    "Contrat",
]  # fmt: skip
_LAST = ["Évrard", "Lefèvre", "D’Aubigné", "Nuñez", "Œillet", "Garçon", "Mac Intosh", "Boë", "Haÿ", "Crêtier"]
_FIRST = ["Élodie", "François", "Anaïs", "Zoé", "Jérôme", "Maëlle", "Loïc"]
_PLACES = [("35000", "RENNES"), ("67000", "Strasbourg"), ("01000", "BOURG-EN-BRESSE"), ("75011", "PARIS")]
_BROKEN = ["", "à rappeler", "6,39981E+08", "06 39 98"]


def _spelled(number: str, way: int) -> str:
    """One of the six spellings partners use; `number` is national, ten digits."""
    pairs = [number[i : i + 2] for i in range(0, 10, 2)]
    return [
        " ".join(pairs),
        number,
        ".".join(pairs),
        "+33 " + " ".join([pairs[0][1], *pairs[1:]]),
        "0033" + number[1:],
        "+33 (0)" + " ".join([pairs[0][1], *pairs[1:]]),
    ][way]


def _row(position: int, national: str, spelled: str) -> list[str]:
    postcode, town = _PLACES[position % 4]
    return [
        f"CL-{position + 1:04d}",
        "Mme" if position % 2 == 0 else "M.",
        _LAST[position % 10],
        _FIRST[position % 7],
        spelled,
        f"client{position}@courriel.example",
        f"{position + 1} rue de l’Été",
        postcode,
        town,
        "français",
        "Confort" if position % 3 else "Essentiel depuis le 12/05/2024",
    ]


def french_rows() -> tuple[list[list[str]], set[str]]:
    """The 40 rows, and the numbers in E.164 that must come out of them."""
    rows, numbers = [], set()
    for position in range(40):
        national = f"063998{position:04d}" if position % 4 else f"019900{position:04d}"
        if 34 <= position < 38:
            rows.append(_row(position, national, _BROKEN[position - 34]))
        elif position == 38:
            rows.append(_row(position, national, "01.99.00.00.00"))
        else:
            rows.append(_row(position, national, _spelled(national, position % 6)))
            numbers.add("+33" + national[1:])
    return rows, numbers


FRENCH_PHONES = french_rows()[1]


def french_list(*, encoding: str = "cp1252", separator: str = ";") -> bytes:
    """The list as CSV with CRLF line ends, as a French Excel writes it."""
    written = io.StringIO(newline="")
    lines = csv.writer(written, delimiter=separator, lineterminator="\r\n")
    lines.writerow(HEADERS)
    lines.writerows(french_rows()[0])
    return written.getvalue().encode(encoding)


def french_workbook() -> bytes:
    """The same list as XLSX, postcodes typed as numbers as people do."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADERS)
    for row in french_rows()[0]:
        sheet.append([int(cell) if index == 7 else cell for index, cell in enumerate(row)])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def long_list(count: int) -> bytes:
    """A list of `count` different numbers, for imports that take a while."""
    lines = [
        f"L-{i:06d};Mme;Évrard;Élodie;06{i:08d};{i} rue Haute;35000;Rennes\r\n"
        for i in range(10_000_000, 10_000_000 + count)
    ]
    header = "N° client;Civilité;Nom;Prénom;Téléphone;Adresse;Code postal;Ville\r\n"
    return (header + "".join(lines)).encode("cp1252")
