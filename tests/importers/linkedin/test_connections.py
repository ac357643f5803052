from __future__ import annotations

from datetime import date

import pytest

from ledger.errors import BadInput
from ledger.facts import identifiers
from ledger.importers.api import Connected, ImportFile
from ledger.importers.formats.linkedin.connections_csv import HIDDEN, NOBODY
from tests.importers.linkedin.exports import (
    CAMILLE,
    FRENCH,
    NEW,
    NOTES,
    OLD,
    YANIS,
    connection,
    read,
    table,
)

ROWS = (
    connection(
        CAMILLE, "08 Feb 2026", "Atelier Durand, SARL", "Directrice commerciale"
    ),
    connection(YANIS, "14 Nov 2019", "Exemple SA", "Ingénieur", "Yanis@Example.fr"),
    ",,,,,,07 Jun 2026",
)


def names(reading: ImportFile) -> list[str]:
    return [row.who[0].name for row in reading.rows]


def test_a_row_becomes_a_connection_with_all_that_it_says() -> None:
    reading = read(Connections=NOTES.encode() + table(NEW, *ROWS))
    second = reading.rows[1]
    (who,) = second.who
    assert second.what == Connected(network="linkedin", on=date(2019, 11, 14))
    assert (second.file, second.line) == ("Connections.csv", 6)
    assert (who.name, who.given, who.family) == ("Yanis Moreau", "Yanis", "Moreau")
    assert who.details.emails == ("Yanis@Example.fr",)
    assert who.details.urls == (YANIS[1],)
    assert (who.details.organisation, who.details.position) == (
        "Exemple SA",
        "Ingénieur",
    )
    assert set(who.identifiers) == {
        "email:yanis@example.fr",
        "linkedin:yanis-moreau-demo",
    }
    assert who.rows == (
        identifiers.row("linkedin", ("Yanis", "Moreau", "2019-11-14"), 0),
    )
    assert reading.rows[0].who[0].details.organisation == "Atelier Durand, SARL"


def test_a_member_who_hides_is_listed_with_the_line_and_the_reason() -> None:
    reading = read(Connections=NOTES.encode() + table(NEW, *ROWS))
    assert [(p.file, p.line, p.reason) for p in reading.problems] == [
        ("Connections.csv", 7, HIDDEN)
    ]
    assert (reading.read, len(reading.rows)) == (3, 2)


def test_somebody_without_a_name_is_nobody() -> None:
    reading = read(
        Connections=table(
            NEW, *ROWS, ",,https://www.linkedin.com/in/x-demo,,,,07 Jun 2026"
        )
    )
    assert [p.reason for p in reading.problems] == [HIDDEN, NOBODY]


OLD_ROWS = (
    'Camille,Lefèvre,,"Atelier Durand, SARL",Directrice,08 Feb 2026',
    "Yanis,Moreau,,,,14 Nov 2019",
)
PLAIN = table(NEW, *ROWS)

VARIANTS = {
    "to mid-2021": table(OLD, *OLD_ROWS),
    "to mid-2023": NOTES.encode() + table(OLD, *OLD_ROWS),
    "since 2023": NOTES.encode() + PLAIN,
    "without notes": PLAIN,
    "final newline": PLAIN + b"\n",
    "byte order mark": b"\xef\xbb\xbf" + NOTES.encode() + PLAIN,
    "CRLF": (NOTES.encode() + PLAIN).replace(b"\n", b"\r\n"),
    "old Mac": PLAIN.decode().replace("\n", "\r").encode("mac_roman"),
    "Windows": PLAIN.decode().encode("cp1252"),
    "UTF-16": PLAIN.decode().encode("utf-16"),
    "semicolons": b"Notes:;;;;;;\r\n;;;;;;\r\n" + table(
        NEW.replace(",", ";"),
        f"Camille;Lefèvre;{CAMILLE[1]};;Atelier Durand, SARL;Directrice;8-Feb-26",
        f"Yanis;Moreau;{YANIS[1]};;;;14-Nov-19",
        ";;;;;;7-Jun-26",
    ).replace(b"\n", b"\r\n"),
    "sep=": b"sep=;\r\n" + table(NEW.replace(",", ";"), *(row.replace('"', "").replace(",", ";") for row in (
        connection(CAMILLE, "8-Feb-26"), connection(YANIS, "14-Nov-19")))),
    "tabs": table(NEW.replace(",", "\t"), *(row.replace(",", "\t") for row in (
        connection(CAMILLE, "8-Feb-26"), connection(YANIS, "14-Nov-19")))),
    "French": b"Notes :\n\"(phrase d'exemple)\"\n\n" + table(
        FRENCH, connection(CAMILLE, "08 févr. 2026"), connection(YANIS, "14 novembre 2019")),
    "French without accents": table("Prenom;Nom;URL;Adresse e-mail;Entreprise;Poste;Date de connexion",
        f"Camille;Lefèvre;{CAMILLE[1]};;;;08 fevr 2026", f"Yanis;Moreau;{YANIS[1]};;;;14 nov. 2019"),
    "all quoted": table(*(f'"{line}"' for line in (
        NEW.replace(",", '","'),
        connection(CAMILLE, "08 Feb 2026", "-").replace('"', "").replace(",", '","'),
        connection(YANIS, "14 Nov 2019", "-").replace('"', "").replace(",", '","')))),
    "columns in another order": table("Connected On,URL,Last Name,Something New,First Name",
        f"08 Feb 2026,{CAMILLE[1]},Lefèvre,,Camille", f"14 Nov 2019,{YANIS[1]},Moreau,x,Yanis"),
}  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_era_and_every_way_to_save_it_again_gives_the_same_people(
    variant: str,
) -> None:
    reading = read(anything=VARIANTS[variant])
    assert [(row.who[0].given, row.who[0].family) for row in reading.rows] == [
        ("Camille", "Lefèvre"),
        ("Yanis", "Moreau"),
    ]
    assert [row.what.on for row in reading.rows if isinstance(row.what, Connected)] == [
        date(2026, 2, 8),
        date(2019, 11, 14),
    ]
    assert {p.reason for p in reading.problems} <= {HIDDEN}


def test_the_encoding_of_each_file_is_reported() -> None:
    assert read(Connections=VARIANTS["Windows"]).encodings == {
        "Connections.csv": "cp1252"
    }


@pytest.mark.parametrize("day", ["04/05/2021", "31 Feb 2020", "soon"])
def test_an_impossible_date_costs_its_row_and_no_other(day: str) -> None:
    reading = read(Connections=table(NEW, connection(CAMILLE, day), ROWS[1]))
    assert names(reading) == ["Yanis Moreau"]
    assert [(p.line, p.details["text"]) for p in reading.problems] == [(2, day)]
    assert reading.read == 2


def test_where_there_is_no_date_none_is_invented() -> None:
    (row,) = read(Connections=table(NEW, connection(CAMILLE, ""))).rows
    assert row.what == Connected(network="linkedin", on=None)


def test_a_comma_that_nobody_quoted_costs_its_row() -> None:
    broken = (
        f"Camille,Lefèvre,{CAMILLE[1]},,Atelier Durand, SARL,Directrice,08 Feb 2026"
    )
    reading = read(Connections=table(NEW, broken, ROWS[1]))
    assert (names(reading), [p.line for p in reading.problems]) == (
        ["Yanis Moreau"],
        [2],
    )


def test_namesakes_connected_on_one_day_stay_two_in_a_newer_export() -> None:
    twins = (
        "Nicolas,Martin,,,,04 May 2020",
        "nicolas,MARTIN,,,,04 May 2020",
        "Nicolas,Martin,,,,05 May 2020",
    )
    rows = [row.who[0].rows for row in read(Connections=table(OLD, *twins)).rows]
    newer = table(
        NEW,
        connection(YANIS, "06 May 2020"),
        *(row.replace(",,,", ",,,,", 1) for row in twins),
    )
    assert len(set(rows)) == 3
    assert [row.who[0].rows for row in read(Connections=newer).rows][1:] == rows


def test_of_two_exports_the_newest_comes_first_whatever_their_order() -> None:
    old = table(NEW, connection(CAMILLE, "08 Feb 2019", "Avant SA"))
    new = table(
        NEW,
        connection(YANIS, "01 Jan 2026"),
        connection(CAMILLE, "08 Feb 2019", "Après SA"),
    )
    one, other = read(a=old, b=new), read(b=new, a=old)
    assert one.rows == other.rows
    assert [row.who[0].details.organisation for row in one.rows] == [
        None,
        "Après SA",
        "Avant SA",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"Name,Day\nZo\xc3\xa9,2020",
        b"\x89PNG\r\n\x1a\n\0\0",
        b"{}",
        b"Notes:\n\n",
    ],
)
def test_a_file_without_linkedins_header_is_refused_by_name_and_listed_beside_a_good_one(
    data: bytes,
) -> None:
    with pytest.raises(
        BadInput,
        match=r"photo\.csv is (not a known LinkedIn file.*Connections\.csv|empty)",
    ) as refused:
        read(photo=data)
    found, alone = read(photo=data, Connections=PLAIN), read(Connections=PLAIN)
    assert (found.rows, found.read) == (alone.rows, alone.read + 1)
    (problem,) = (problem for problem in found.problems if problem.file == "photo.csv")
    assert (problem.line, problem.reason) == (1, refused.value.message)


@pytest.mark.parametrize(
    "rows", [(), (",,,,,,07 Jun 2026",), (connection(CAMILLE, "04/05/2021"),)]
)
def test_a_file_without_any_row_that_can_be_used_is_an_error_and_no_empty_success(
    rows: tuple[str, ...],
) -> None:
    with pytest.raises(
        BadInput,
        match=r"mine\.csv has no usable rows; expected LinkedIn's Connections\.csv",
    ):
        read(mine=table(NEW, *rows))


def test_a_file_whose_rows_are_all_misread_is_refused_even_beside_a_good_one() -> None:
    with pytest.raises(BadInput, match=r"bad\.csv") as refused:
        read(good=PLAIN, bad=table(NEW, connection(CAMILLE, "04/05/2021")))
    assert len(refused.value.details["problems"]) == 1  # type: ignore[arg-type]


def test_an_address_book_is_no_profile_and_no_list_of_connections() -> None:
    google = "First Name,Middle Name,Last Name,Organization Name,E-mail 1 - Label,E-mail 1 - Value\nZoé,,Ménard,,,"
    with pytest.raises(BadInput, match="not a known LinkedIn file"):
        read(contacts=google.encode())
