from __future__ import annotations

import pytest
from hypothesis import given

from ledger.errors import BadInput, LedgerError
from ledger.facts.person.commands import Details
from ledger.importers.api import Contact, ImportFile
from ledger.importers.formats.google import read
from tests.importers.google.samples import NEW, OLD, SMALL
from tests.importers.hostile import hostile, survives
from tests.importers.ledgers import Memory


def of(text: str, **options: bool) -> ImportFile:
    return read([("contacts.csv", text.encode())], **options)  # type: ignore[arg-type]


def names(reading: ImportFile) -> list[str]:
    return [row.who[0].name for row in reading.rows]


def test_the_layout_of_today_says_who_somebody_is() -> None:
    first = of(NEW).rows[0]
    assert (first.file, first.line, first.what) == ("contacts.csv", 2, None)
    assert first.who == (
        Contact(
            name="Zoé Lefèvre",
            given="Zoé",
            family="Lefèvre",
            details=Details(
                emails=("zoe@example.org", "zoe.l@example.org", "z@example.fr"),
                phones=("+33 6 00 00 00 00", "+33 1 00 00 00 00"),
                urls=(
                    "https://www.linkedin.com/in/zoe-lefevre-demo",
                    "https://x.com/zoe_demo",
                ),
                organisation="Exemple SA",
                position="Directrice",
                place="Lyon",
                tags=("Club",),
            ),
            identifiers=(
                "email:zoe@example.org",
                "email:zoe.l@example.org",
                "email:z@example.fr",
                "linkedin:zoe-lefevre-demo",
                "url:x.com/zoe_demo",
            ),
            rows=(
                'row:google|["zoé lefèvre","33600000000"]|0',
                'row:google|["zoé lefèvre","33100000000"]|0',
            ),
        ),
    )


def test_the_layout_until_2024_says_the_same() -> None:
    zoe, madonna = (row.who[0] for row in of(OLD).rows)
    assert (zoe.name, zoe.given, zoe.family) == ("Zoé Lefèvre", "Zoé", "Lefèvre")
    assert (zoe.details.organisation, zoe.details.position) == (
        "Exemple SA",
        "Directrice",
    )
    assert (zoe.details.place, zoe.details.tags) == ("Rhône", ("Club",))
    assert (madonna.name, madonna.given, madonna.family) == ("Madonna", "Madonna", None)


def test_somebody_in_both_layouts_is_one_person() -> None:
    ledger = Memory()
    ledger.take(of(OLD))
    ledger.take(of(SMALL))
    assert [name for name in ledger.people() if name.startswith("Zoé")] == [
        "Zoé Lefèvre"
    ]
    assert len(ledger.standing()) == 2


def test_who_has_no_name_is_called_by_firm_address_or_nickname() -> None:
    assert names(of(NEW)) == [
        "Zoé Lefèvre",
        "Yanis Karim Moreau",
        "Plomberie Exemple",
        "sans-nom@example.org",
        "Zouzou",
    ]


def test_a_nickname_is_another_name_to_answer_to() -> None:
    text = SMALL.replace("Labels", "Labels,Nickname").replace(
        "::: Club", "::: Club,Zouzou"
    )
    assert of(text).rows[0].who[0].aliases == ("Zouzou",)


def test_a_label_in_the_column_of_addresses_is_no_address() -> None:
    yanis = of(NEW).rows[1].who[0]
    assert (yanis.details.emails, yanis.identifiers) == (None, ())


def test_notes_and_birthdays_are_never_read() -> None:
    assert "jamais" not in repr(of(NEW))
    assert "1990" not in repr(of(NEW))


def test_what_google_collected_by_itself_is_left_out_unless_wanted() -> None:
    assert [(p.line, p.reason) for p in of(NEW).problems] == [
        (
            9,
            "Google added this address by itself; --others imports these too.",
        ),
        (10, "This row has no name."),
    ]
    assert "inconnue@example.org" in names(of(NEW, others=True))


def test_the_file_of_other_contacts_is_recognised_by_its_name() -> None:
    text = (
        "First Name,Last Name,Labels,E-mail 1 - Value\nZoé,Lefèvre,,zoe@example.org\n"
    )
    with pytest.raises(BadInput, match="no one to import"):
        read([("Takeout/Contacts/Other Contacts/Other Contacts.csv", text.encode())])
    assert names(read([("Takeout/Contacts/Club/Club.csv", text.encode())])) == [
        "Zoé Lefèvre"
    ]


def test_every_row_is_counted() -> None:
    assert of(NEW).read == 7


def test_the_same_people_in_the_tables_of_several_labels_are_added_once() -> None:
    ledger = Memory()
    files = [
        ("All Contacts.csv", NEW.encode()),
        ("My Contacts.csv", NEW.encode()),
        ("Club.csv", SMALL.encode()),
    ]
    ledger.take(read(files))
    assert len(ledger.standing()) == 5


def test_importing_again_adds_nothing() -> None:
    ledger = Memory()
    ledger.take(of(NEW))
    again = ledger.take(of(NEW))
    assert (again.added, again.entries, again.candidates) == (0, (), ())


def test_a_newer_export_adds_what_is_new_and_nobody_twice() -> None:
    ledger = Memory()
    ledger.take(of(NEW))
    newer = NEW.replace("+33 6 00 00 00 00 :::", "+33 6 00 00 00 09 :::")
    done = ledger.take(of(newer))
    assert (done.added, done.changed) == (1, 1)
    assert len(ledger.standing()) == 5


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_saved_again_it_is_still_read(encoding: str, end: str, delimiter: str) -> None:
    data = SMALL.replace(",", delimiter).replace("\n", end).encode(encoding)
    reading = read([("contacts.csv", data)])
    assert names(reading) == ["Zoé Lefèvre"]
    assert reading.rows[0].who[0].details.emails == (
        "zoe@example.org",
        "zoe.l@example.org",
    )


@pytest.mark.parametrize(
    ("text", "command"),
    [
        (
            "First Name,Last Name,Email Address,Company,Position,Connected On\n",
            "import linkedin",
        ),
        (
            "First Name,Last Name,E-mail Address,Company\nZoé,Lefèvre,z@example.org,\n",
            "import outlook",
        ),
        ("BEGIN:VCARD\nVERSION:3.0\n", "import vcard"),
        ('"Name","Kontakt bestätigt am"\n', "import xing"),
    ],
)
def test_a_file_of_another_program_is_refused_with_the_right_command(
    text: str, command: str
) -> None:
    with pytest.raises(BadInput, match=command):
        of(text)


@pytest.mark.parametrize("text", ["x", "Nom,Prénom\nA,B\n"])
def test_a_file_that_is_no_table_of_contacts_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="not a table of Google contacts"):
        of(text)


def test_a_row_with_broken_quotes_does_not_lose_the_others() -> None:
    reading = of(SMALL + '"Yan"is,,Moreau\nAda,,Exemple,,,,,ada@example.org,,\n')
    assert names(reading) == ["Zoé Lefèvre", "Ada Exemple"]
    assert [p.line for p in reading.problems] == [3]


def test_more_lines_than_any_list_has_are_refused() -> None:
    with pytest.raises(LedgerError, match="more than 1000000 lines"):
        of(1_000_001 * "x\n")


@given(data=hostile([NEW.encode(), OLD.encode(), SMALL.encode("utf-16")]))
def test_no_file_costs_more_than_a_message(data: bytes) -> None:
    survives(read, [("contacts.csv", data)])
