"""What a card is to give where programs write it in their own way, and what of it is left out by name."""

from __future__ import annotations

import pytest

from ledger.importers.api import Contact, ImportFile
from ledger.importers.formats.vcard import read
from tests.importers.ledgers import Memory


def of(*lines: str | bytes, version: str = "3.0") -> ImportFile:
    raw = [line if isinstance(line, bytes) else line.encode() for line in lines]
    data = b"\r\n".join(
        [b"BEGIN:VCARD", b"VERSION:" + version.encode(), *raw, b"END:VCARD", b""]
    )
    return read([("cards.vcf", data)])


def only(*lines: str | bytes, version: str = "3.0") -> Contact:
    (row,) = of(*lines, version=version).rows
    return row.who[0]


@pytest.mark.parametrize(
    ("formatted", "parts", "name"),
    [
        ("Jane Smith\\, Ph.D.", "Smith;Jane;;;Ph.D.", "Jane Smith"),
        ("Jane Smith\\, Ph. D.", "Smith;Jane;;;PhD", "Jane Smith"),
        ("Jane Smith PhD", "Smith;Jane;;;Ph.D.", "Jane Smith"),
        ("Dipl.-Ing. Karl Muster", "Muster;Karl;;Dipl.-Ing.;", "Karl Muster"),
        ("Dipl. Ing. Karl Muster", "Muster;Karl;;Dipl.-Ing.;", "Karl Muster"),
        ("Prof. Dr. Eva Muster M.D.", "Muster;Eva;;Prof. Dr.;M.D.", "Eva Muster"),
        ("Prof. Dr. med. Eva Muster", "Muster;Eva;;Prof.,Dr. med.;", "Eva Muster"),
        (
            "Mr. John Q. Public\\, Esq.",
            "Public;John;Quinlan;Mr.;Esq.",
            "John Q. Public",
        ),
        ("Ann Low\\, Jr.\\, Ph.D.\\, DVM", "Low;Ann;;;Jr.\\,Ph.D.\\,DVM", "Ann Low"),
        ("Ann Low Jr.\\,Ph.D.", "Low;Ann;;;Jr.,Ph.D.", "Ann Low"),
        ("Low\\, Ann\\, Jr.", "Low;Ann;;;Jr.", "Ann Low"),
        (
            "M. le Professeur Luc Exemple",
            "Exemple;Luc;;M. le Professeur;",
            "Luc Exemple",
        ),
        ("Dean Smith", "Smith;Dean;;Dean;", "Dean Smith"),
        ("Dr. Zoé Lefèvre", ";;;Dr.;", "Zoé Lefèvre"),
        ("Karl Muster Ph.D.", "Muster;Karl;;;", "Karl Muster Ph.D."),
        ("", "Byron;Ada;Augusta,Noel;Dr.;MBA,FRS", "Ada Augusta Noel Byron"),
        ("", "García,Márquez;Luis;;;", "Luis García Márquez"),
        (
            "Mr. John Richter\\, James Doe Sr.",
            "Doe;John;Richter\\, James;Mr.;Sr.",
            "John Richter James Doe",
        ),
    ],
)
def test_titles_that_the_parts_have_apart_are_no_part_of_the_name(
    formatted: str, parts: str, name: str
) -> None:
    assert only(f"FN:{formatted}", f"N:{parts}").name == name


def test_somebody_with_titles_is_asked_about_under_the_name_without_them() -> None:
    ledger = Memory()
    ledger.add("Karl Muster")
    plan = ledger.plan(
        of(
            "FN:Dipl.-Ing. Karl Muster",
            "N:Muster;Karl;;Dipl.-Ing.;",
            "TEL:+33600000001",
        )
    )
    assert [candidate.name for candidate in plan.candidates] == ["Karl Muster"]


@pytest.mark.parametrize(
    "lines",
    [
        ["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=A9 =", "Lef=C3=A8vre"],
        ["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=A9 Lef=", "=C3=A8vre"],
        ["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=A9 Lef=C3=", "=A8vre"],
        ["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=A9 Lef=C3=", " =A8vre"],
        ["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=A9 Lef=C=", "3=A8vre"],
        ["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=A9 Lef=C3", " =A8vre"],
        ["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=A9 Lef=C3=A", " 8vre"],
        ["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=A9 Lef= ", "=C3=A8vre"],
        ["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=A9 Lef=\t", "=C3=A8vre"],
        ["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=A9=", " Lef=C3=A8vre"],
        ["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=A9 Lef", "=C3=A8vre"],
        ["FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=A9 Lef=C3=A8vre=", ""],
        [
            "FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=",
            "Zo=c3=a9=",
            "=20Lef=c3=a8vre",
        ],
        ["FN;ENCODING=QUOTED;CHARSET=UTF-8:Zo=C3=A9 Lef=C3=A8vre"],
        ["FN;ENCODING=QUOTED;CHARSET=UTF-8:Zo=C3=A9 =", "Lef=C3=A8vre"],
        ["FN;QUOTED-PRINTABLE;UTF-8:Zo=C3=A9 =", "Lef=C3=A8vre"],
        ['FN;ENCODING="QUOTED-PRINTABLE":Zo=C3=A9 =', "Lef=C3=A8vre"],
        ["FN;ENCODING=quoted_printable:Zo=C3=A9 =", "Lef=C3=A8vre"],
        ["FN;ENCODING=Q:Zo=C3=A9 =", "Lef=C3=A8vre"],
        ["FN;ENCODING=8BIT;CHARSET=UTF-8:Zoé Lefèvre"],
    ],
)
@pytest.mark.parametrize("version", ["2.1", "3.0"])
def test_quoted_printable_is_read_in_all_its_folds(
    lines: list[str], version: str
) -> None:
    who = only(*lines, "EMAIL:zoe@example.org", version=version)
    assert (who.name, who.details.emails) == ("Zoé Lefèvre", ("zoe@example.org",))


@pytest.mark.parametrize(
    "text",
    [
        "a@example.org,b@example.org",
        "a@example.org; b@example.org",
        "a@example.org\\, b@example.org",
        "a@example.org b@example.org",
        "a@example.org / b@example.org",
        "Ann <a@example.org>, Bob <b@example.org>",
        "a@example.org\\nb@example.org",
    ],
)
def test_two_addresses_in_one_line_are_two(text: str) -> None:
    assert only("FN:Ann", f"EMAIL:{text}").details.emails == (
        "a@example.org",
        "b@example.org",
    )


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("06 00 00 00 01 / 06 00 00 00 02", ("06 00 00 00 01", "06 00 00 00 02")),
        ("0600000001,0600000002", ("0600000001", "0600000002")),
        ("tel:+33-6-00-00-00-01;ext=512", ("+33-6-00-00-00-01",)),
        ("+33 6 00 00 00 01;ext=512", ("+33 6 00 00 00 01",)),
        ("\u202d+33 6 00 00 00 03\u202c", ("+33 6 00 00 00 03",)),
        ("+33\u00a06\u200700\u202f00\u00a000\u00a003", ("+33 6 00 00 00 03",)),
    ],
)
def test_the_numbers_of_a_line(text: str, phones: tuple[str, ...]) -> None:
    assert only("FN:Ann", f"TEL:{text}").details.phones == phones


@pytest.mark.parametrize(
    "sign", ["\u200b", "\u202d", "\u202c", "\u2060", "\ufeff", "\u00ad", "\u200e"]
)
def test_invisible_signs_are_no_part_of_an_address(sign: str) -> None:
    who = only(
        "FN:Ann",
        f"EMAIL:{sign}ann{sign}@example.org",
        f"URL:https://www.linkedin.com/in/ann{sign}",
    )
    assert who.details.emails == ("ann@example.org",)
    assert who.details.urls == ("https://www.linkedin.com/in/ann",)
    assert who.identifiers == ("email:ann@example.org", "linkedin:ann")


@pytest.mark.parametrize(
    "organisation",
    [
        b"ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Soci=C3=A9t=C3",
        b"ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=9Cn=C3=AFt=C3=A9 =C3=89cole=80",
        b"ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Soci=C3=A9t=C3=A9 =FF",
        b"ORG:Soci\xc3\xa9t\xc3",
        b"ORG:Soci\xc3\xa9t\xc3\xa9 \xff g\xc3\xa9n\xc3\xa9rale",
        b"ORG:Soci\0t",
    ],
)
def test_a_byte_that_is_no_text_costs_its_line_and_not_the_card(
    organisation: bytes,
) -> None:
    reading = of(
        "FN:Jörg Müller", "TEL:+33600000002", organisation, "EMAIL:joerg@example.org"
    )
    (row,) = reading.rows
    assert (row.who[0].name, row.who[0].details.organisation) == ("Jörg Müller", None)
    assert row.who[0].details.emails == ("joerg@example.org",)
    assert [(p.line, p.details["name"]) for p in reading.remarks] == [(5, "ORG")]
    assert (reading.read, reading.problems) == (1, ())


@pytest.mark.parametrize(
    ("line", "organisation"),
    [
        (b"ORG;CHARSET=UTF-8:Soci\xe9t\xe9", "Société"),
        (
            b"ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=FCller & S=F6hne",
            "Müller & Söhne",
        ),
        (b"ORG;CHARSET=UTF-8:IRM\xc3", "IRMÃ"),
    ],
)
def test_a_line_in_another_encoding_than_it_says_is_still_read(
    line: bytes, organisation: str
) -> None:
    assert only("FN:Ann", line).details.organisation == organisation


def test_a_name_that_cannot_be_read_is_taken_from_the_parts() -> None:
    assert (
        only(b"FN:Zo\xc3\xa9 Lef\xc3\xa8vre\xff", "N:Lefèvre;Zoé").name == "Zoé Lefèvre"
    )


def test_a_line_that_is_too_long_costs_itself() -> None:
    reading = of("FN:Zoé", "URL:data:" + 30_000 * "A", "EMAIL:zoe@example.org")
    assert reading.rows[0].who[0].details.emails == ("zoe@example.org",)
    assert [(p.line, p.details["name"]) for p in reading.remarks] == [(4, "URL")]


def test_what_is_not_taken_is_named() -> None:
    reading = of(
        "FN:Zoé Lefèvre",
        "BDAY:19900517",
        "item1.X-ABRELATEDNAMES:Luc",
        "item1.X-ABLabel:_$!<Spouse>!$_",
        "RELATED;TYPE=spouse:Luc",
        "NOTE:PS: rien",
        "PRODID:-//sample",
        "REV:20240102T030405Z",
    )
    assert [(p.line, p.details["columns"]) for p in reading.remarks] == [
        (4, ("BDAY", "NOTE", "RELATED", "X-ABRELATEDNAMES"))
    ]


def test_a_card_of_which_all_is_taken_leaves_nothing_to_say() -> None:
    assert of("FN:Zoé", "EMAIL:zoe@example.org").remarks == ()
