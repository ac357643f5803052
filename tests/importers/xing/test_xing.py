from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadInput
from ledger.facts.connection.events import ConnectionAccepted, MessagesExchanged
from ledger.importers.api import Connected, ImportFile, Messaged, Noted
from ledger.importers.formats.xing import SUFFIXES, read
from ledger.importers.io.archive import unpack
from tests.importers.hostile import hostile, survives
from tests.importers.ledgers import Memory
from tests.importers.vcard.samples import XING as CARD
from tests.importers.xing.samples import BUNDLE, CONTACTS, EVENTS, MESSAGES, NOTES


def of(*texts: str, **options: Any) -> ImportFile:
    return read(
        [(f"{n}.csv", text.encode()) for n, text in enumerate(texts)], **options
    )


def names(reading: ImportFile, kind: type = Connected) -> list[str]:
    return [row.who[0].name for row in reading.rows if isinstance(row.what, kind)]


def reasons(reading: ImportFile) -> list[tuple[int, str]]:
    return [(p.line, p.reason.format(**p.details)) for p in reading.problems]


def test_contacts_are_names_with_the_day_if_there_is_one() -> None:
    reading = of(CONTACTS)
    assert [(row.who[0].name, row.what) for row in reading.rows] == [
        ("Zoé Lefèvre", Connected(network="xing", on=date(2014, 6, 19))),
        ("Jürgen Beispiel", Connected(network="xing", on=None)),
        ("Dr. Ada Muster, MBA", Connected(network="xing", on=date(2019, 1, 2))),
        ("Jan Beispiel", Connected(network="xing", on=date(2015, 1, 1))),
        ("Jan Beispiel", Connected(network="xing", on=date(2016, 1, 1))),
    ]
    assert reasons(reading) == [
        (7, "This row has no name."),
        (8, 'Date not understood: "gestern"; expected something like 2026-11-20.'),
    ]
    assert reading.read == 7


def test_two_of_one_name_are_two_people() -> None:
    ledger = Memory()
    ledger.take(of(CONTACTS))
    assert len(ledger.standing()) == 5
    ledger = Memory()
    ledger.take(of('"Name","Kontakt bestätigt am"\n"Jan",""\n"Jan",""\n'))
    assert len(ledger.standing()) == 2


def test_a_name_alone_never_joins_somebody_known() -> None:
    ledger = Memory()
    ledger.add("Zoé Lefèvre", "email:zoe@example.org", emails=("zoe@example.org",))
    done = ledger.take(of(CONTACTS))
    assert [candidate.name for candidate in done.candidates] == ["Zoé Lefèvre"]
    assert len(ledger.standing()) == 6


def test_the_archive_is_recognised_by_headers_under_any_file_names() -> None:
    reading = read(BUNDLE)
    assert names(reading, Messaged) == [
        "Zoé Lefèvre",
        "Dr. Ada Muster, MBA",
        "Ehemals Beispiel",
    ]
    assert len(names(reading)) == 5
    shuffled = read(
        [(f"{n}.csv", data) for n, (_, data) in enumerate(reversed(BUNDLE))]
    )
    assert sorted(names(shuffled, Messaged)) == sorted(names(reading, Messaged))


def test_messages_count_for_their_sender_or_recipient() -> None:
    counted = {
        row.who[0].name: (row.what.total, row.what.through, row.rows)
        for row in read(BUNDLE).rows
        if isinstance(row.what, Messaged)
    }
    assert counted == {
        "Zoé Lefèvre": (4, date(2019, 2, 1), 3),
        "Dr. Ada Muster, MBA": (2, date(2019, 2, 2), 2),
        "Ehemals Beispiel": (1, date(2019, 4, 1), 1),
    }


def test_what_messages_say_is_never_read() -> None:
    assert "Guten Tag" not in repr(read(BUNDLE))


def test_a_message_of_one_of_several_of_a_name_is_nobodys() -> None:
    told = [text for _, text in reasons(read(BUNDLE)) if "Jan" in text]
    assert told == [
        "Several of your contacts are called Jan Beispiel, so it is unclear which one is meant."
    ]


def test_what_xing_itself_wrote_is_from_nobody() -> None:
    assert (15, "This row has no name.") in reasons(read(BUNDLE))


def test_messages_belong_to_the_contacts_of_the_same_archive() -> None:
    ledger = Memory()
    ledger.take(read(BUNDLE))
    assert len(ledger.standing()) == 6
    assert len(ledger.events(ConnectionAccepted)) == 5
    assert sum(event.count for event in ledger.events(MessagesExchanged)) == 7  # type: ignore[attr-defined]


def test_messages_without_contacts_need_to_know_who_you_are() -> None:
    two = MESSAGES.split('"Leer"')[0]
    one = two.split('"Treffen"')[0]
    three = two + one.replace("Zoé Lefèvre", "Uwe")
    assert names(of(three), Messaged) == ["Zoé Lefèvre", "Dr. Ada Muster, MBA", "Uwe"]
    with pytest.raises(BadInput):
        of(one)
    assert names(of(one, me=["moi exemple"]), Messaged) == ["Zoé Lefèvre"]


def test_messages_of_which_it_is_not_known_who_is_the_owner_do_not_lose_the_contacts() -> (
    None
):
    reading = of(CONTACTS, MESSAGES.replace("Moi Exemple", "", 1).split('"Treffen"')[0])
    assert len(names(reading)) == 5
    assert reasons(reading)[-1] == (
        1,
        "Which of these people are you? Set your name once with 'handshake init --me NAME'.",
    )


def test_the_same_messages_in_two_exports_count_once() -> None:
    twice = read([*BUNDLE, ("again.csv", MESSAGES.encode())])
    totals = {
        row.who[0].name: row.what.total
        for row in twice.rows
        if isinstance(row.what, Messaged)
    }
    assert totals == {"Zoé Lefèvre": 4, "Dr. Ada Muster, MBA": 2, "Ehemals Beispiel": 1}


def test_a_message_to_a_crowd_counts_for_nobody() -> None:
    crowd = ",".join(f"Nom{n}" for n in range(101))
    block = (
        f'"An alle","2020-01-01 00:00:00 UTC","Moi Exemple,{crowd}","","",""\n'
        '"","","","Moi Exemple","2020-01-01 00:00:00 UTC","Hallo"\n'
    )
    reading = of(CONTACTS, MESSAGES + block)
    assert len(names(reading, Messaged)) == 3
    assert reasons(reading)[-1] == (
        17,
        "Message to more than 100 people; skipped, as it was not personal.",
    )


def test_notes_stay_where_they_are_unless_wanted() -> None:
    reading = read(BUNDLE)
    assert names(reading, Noted) == []
    assert "sucht" not in repr(reading)
    assert [p.reason for p in reading.problems].count(
        "Your note about this person was left out; --notes imports notes too."
    ) == 5


def test_notes_that_are_wanted_are_taken() -> None:
    reading = read(BUNDLE, wants_notes=True)
    noted = [row for row in reading.rows if isinstance(row.what, Noted)]
    assert [row.who[0].name for row in noted] == ["Zoé Lefèvre", "Neu Beispiel"]
    assert isinstance(noted[0].what, Noted)
    assert (noted[0].what.text, noted[0].what.on) == (
        "sucht\neinen Partner",
        date(2014, 6, 20),
    )
    mine = [p.reason for p in reading.problems if p.file.endswith("1b2c.csv")]
    assert mine == [
        "This row is only about you.",
        "Several of your contacts are called {name}, so it is unclear which one is meant.",
        "The note is empty; write one.",
    ]


def test_importing_again_adds_nothing() -> None:
    for wants_notes in (False, True):
        ledger = Memory()
        ledger.take(read(BUNDLE, wants_notes=wants_notes))
        again = ledger.take(read(BUNDLE, wants_notes=wants_notes))
        assert (again.added, again.entries, again.candidates) == (0, (), ())


def test_every_row_is_counted() -> None:
    reading = read(BUNDLE)
    assert (
        reading.read
        == sum(row.rows for row in reading.rows) + len(reading.problems)
        == 7 + 8 + 5
    )


def test_an_unknown_header_is_read_by_the_rows_below_it_with_a_remark() -> None:
    reading = of(
        CONTACTS.replace("Kontakt bestätigt am", "Contact confirmed").replace(
            "gestern", ""
        )
    )
    assert len(reading.rows) == 6
    assert reasons(reading)[0] == (
        1,
        "This header is unknown; the table looks like contacts and was read as such.",
    )


@pytest.mark.parametrize(
    "text",
    [
        '"Name","Seit"\n"Zoé","gestern"\n',
        '"Name","Seit"\n"Zoé",""\n',
        '"Name","Seit","Wo"\n"Zoé","2014-06-19 06:32:37 UTC","x"\n',
    ],
)
def test_what_has_neither_the_header_nor_the_shape_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="not a table of XING's data archive"):
        of(text)


def test_an_unknown_table_in_the_folder_about_people_is_mentioned() -> None:
    unknown = ("xing/data/network-inquiry/files/9.csv", b'"A","B","C"\n1,2,3\n')
    reading = read([*BUNDLE, unknown])
    assert [p.file for p in reading.problems if "is unknown" in p.reason] == [
        unknown[0]
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_saved_again_the_contacts_are_still_read(encoding: str, delimiter: str) -> None:
    text = CONTACTS.replace('","', f'"{delimiter}"').replace(
        "2014-06-19 06:32:37 UTC", "19.06.2014 06:32"
    )
    reading = read([("a.csv", text.encode(encoding))])
    assert reading.rows[0].who[0].name == "Zoé Lefèvre"
    assert reading.rows[0].what == Connected(network="xing", on=date(2014, 6, 19))


def test_tickets_of_xing_events_are_refused() -> None:
    with pytest.raises(
        BadInput,
        match=r"^0\.csv is a list of tickets from XING Events, not of contacts",
    ):
        of(EVENTS)


def test_a_file_of_another_program_is_refused_with_the_right_command() -> None:
    with pytest.raises(BadInput, match="import linkedin"):
        of("First Name,Last Name,URL,Email Address,Company,Position,Connected On\n")


def test_a_card_of_xing_is_a_connection_in_two_encodings() -> None:
    reading = read([("joerg.vcf", CARD)])
    (row,) = reading.rows
    assert (row.who[0].name, row.who[0].details.organisation) == (
        "Jörg Bäcker",
        "Müller & Söhne",
    )
    assert row.what == Connected(network="xing", on=None)
    assert row.who[0].rows == ('row:xing|["uid","1234567"]|0',)
    both = read([*BUNDLE, ("joerg.vcf", CARD)])
    assert "Jörg Bäcker" in names(both)


def test_the_archive_as_a_zip() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in BUNDLE:
            archive.writestr(name.removeprefix("xing.zip/"), data)
        archive.writestr("index.html", "<html></html>")
    reading = read(unpack([("xing.zip", stream.getvalue())], SUFFIXES))
    assert (reading.read, reading.rows[0].file) == (
        20,
        "xing.zip/data/network-inquiry/files/0a1b.csv",
    )


def test_broken_quotes_in_messages_do_not_lose_the_others() -> None:
    reading = read(
        [
            *BUNDLE,
            (
                "m.csv",
                MESSAGES.encode()
                + b'"","","","Zoe"x,"2019-01-01 00:00:00 UTC",""\n1,2\n',
            ),
        ]
    )
    assert [p.line for p in reading.problems if p.file == "m.csv"] == [13, 15, 16, 17]


@given(
    data=st.lists(
        hostile([CONTACTS.encode(), NOTES.encode(), MESSAGES.encode(), CARD]),
        min_size=1,
        max_size=3,
    )
)
def test_no_files_cost_more_than_a_message(data: list[bytes]) -> None:
    survives(read, [(f"network-inquiry/{n}.csv", each) for n, each in enumerate(data)])


@given(data=hostile([CONTACTS.encode(), NOTES.encode(), MESSAGES.encode(), CARD]))
def test_no_file_costs_more_than_a_message(data: bytes) -> None:
    files = [*BUNDLE, ("x.csv", data)]
    survives(lambda given: read(given, wants_notes=True, me=["Moi Exemple"]), files)
