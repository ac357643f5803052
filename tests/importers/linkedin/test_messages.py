from __future__ import annotations

from datetime import date

import pytest

from ledger.errors import BadInput
from ledger.importers.api import ImportFile, Messaged
from ledger.importers.formats import linkedin
from ledger.importers.formats.linkedin.connections_csv import NOBODY
from ledger.importers.formats.linkedin.message_rows import DRAFT, PUT_AWAY
from tests.importers.linkedin.exports import (
    CAMILLE,
    INVITATIONS,
    ME,
    MESSAGES,
    MESSAGES_NEW,
    MESSAGES_OLD,
    NEW,
    PROFILE,
    YANIS,
    ZOE,
    connection,
    message,
    read,
    table,
)

PROFILE_FILE = PROFILE.encode()


def counts(reading: ImportFile) -> dict[str, tuple[int, date | None]]:
    return {
        row.who[0].name: (row.what.total, row.what.through)
        for row in reading.rows
        if isinstance(row.what, Messaged)
    }


def totals(reading: ImportFile) -> dict[str, int]:
    return {name: total for name, (total, _) in counts(reading).items()}


def exported(*rows: str, header: str = MESSAGES, **files: bytes) -> ImportFile:
    return read(messages=table(header, *rows), **({"Profile": PROFILE_FILE} | files))


def test_messages_are_counted_both_ways_with_the_day_of_the_last() -> None:
    reading = exported(
        message("c1", ME, [YANIS], "2026-08-01 02:00:00 UTC"),
        message("c1", YANIS, [ME], "2026-09-03 23:59:00 UTC"),
        message("c2", CAMILLE, [ME], "2025-01-01 00:00:00 UTC"),
    )
    assert counts(reading) == {
        "Yanis Moreau": (2, date(2026, 9, 3)),
        "Camille Lefèvre": (1, date(2025, 1, 1)),
    }
    assert reading.read == 3


def test_nothing_that_was_written_is_in_the_reading() -> None:
    assert "bientôt" not in repr(exported(message("c1", ME, [YANIS])))


def test_in_a_group_a_message_counts_for_who_wrote_it_and_the_owners_for_all() -> None:
    reading = exported(
        message("g", ME, [CAMILLE, YANIS, ZOE]), message("g", YANIS, [ME, CAMILLE, ZOE])
    )
    assert totals(reading) == {"Camille Lefèvre": 1, "Yanis Moreau": 2, "Zoé Ménard": 1}
    assert reading.read == 2 == sum(row.rows for row in reading.rows)


def test_drafts_spam_and_the_archive_do_not_count_and_are_listed() -> None:
    newer = [
        message("c1", ME, [YANIS], folder=folder) + ","
        for folder in ("INBOX", "SPAM", "ARCHIVE", "Archived")
    ]
    reading = exported(
        newer[0] + '"","No","No"',
        newer[1] + '"","No","No"',
        newer[2] + '"","No","No"',
        newer[3] + '"","No","No"',
        newer[0] + '"","Yes","No"',
        newer[0] + '"","No","Yes"',
        header=MESSAGES_NEW,
    )
    assert totals(reading) == {"Yanis Moreau": 1}
    assert [p.reason for p in reading.problems] == [
        PUT_AWAY,
        PUT_AWAY,
        PUT_AWAY,
        DRAFT,
        PUT_AWAY,
    ]
    assert reading.read == 6


def test_a_conversation_of_many_lines_keeps_the_lines_of_the_file() -> None:
    bad = message("c1", YANIS, [ME], "yesterday")
    reading = exported(message("c1", ME, [YANIS]), bad)
    assert [(p.line, p.details["text"]) for p in reading.problems] == [(4, "yesterday")]


def test_who_left_linkedin_is_nobody() -> None:
    gone = message("c1", ("LinkedIn Member", ""), [ME])
    reading = exported(gone, message("c2", YANIS, [ME]))
    assert (totals(reading), [p.reason for p in reading.problems]) == (
        {"Yanis Moreau": 1},
        [NOBODY],
    )


def test_the_owner_writing_to_nobody_is_no_exchange() -> None:
    reading = exported(
        message("c1", ME, []), message("c2", ME, [ME]), message("c3", ME, [YANIS])
    )
    assert totals(reading) == {"Yanis Moreau": 1}
    assert [p.reason for p in reading.problems] == [NOBODY, NOBODY]


def test_a_name_with_a_comma_is_one_name() -> None:
    ada = ("Ada Muster, MBA", "https://www.linkedin.com/in/ada-muster-demo")
    assert totals(exported(message("c1", ME, [ada]))) == {"Ada Muster, MBA": 1}
    group = exported(
        message("g", ME, [ada, YANIS]),
        message("g", ada, [ME, YANIS]),
        message("c", YANIS, [ME]),
    )
    assert totals(group) == {"Ada Muster, MBA": 2, "Yanis Moreau": 2}


def test_without_addresses_people_are_recognised_by_name() -> None:
    rows = [
        'c1,,Sacha Delorme,Yanis Moreau,2026-08-01 02:00:00 UTC,,"Bonjour",INBOX',
        'c1,,Yanis Moreau,Sacha Delorme,2026-08-02 02:00:00 UTC,,"",INBOX',
        'g,,"Muster, Ada",Sacha Delorme,2026-08-02 02:00:00 UTC,,"",INBOX',
        'g,,Sacha Delorme,"Muster, Ada",2026-08-02 02:00:00 UTC,,"",INBOX',
        'h,,Sacha Delorme,"Zoé Ménard,Yanis Moreau",2026-08-02 02:00:00 UTC,,"",INBOX',
    ]
    reading = exported(*rows, header=MESSAGES_OLD)
    assert totals(reading) == {"Yanis Moreau": 3, "Muster, Ada": 2, "Zoé Ménard": 1}
    assert not any(row.who[0].identifiers for row in reading.rows)


def test_a_name_alone_means_the_one_connection_that_bears_it() -> None:
    row = 'c1,,Sacha Delorme,Yanis Moreau,2026-08-01 02:00:00 UTC,,"",INBOX'
    connections = table(NEW, connection(YANIS, "14 Nov 2019"))
    reading = exported(row, header=MESSAGES_OLD, Connections=connections)
    assert reading.rows[-1].who[0].identifiers == ("linkedin:yanis-moreau-demo",)


def test_a_message_that_two_exports_hold_counts_once() -> None:
    first = [
        message("c1", ME, [YANIS], f"2026-08-0{day} 02:00:00 UTC") for day in (1, 2)
    ]
    more = [*first, first[0], message("c1", YANIS, [ME], "2026-09-01 02:00:00 UTC")]
    reading = read(
        old=table(MESSAGES, *first), new=table(MESSAGES, *more), Profile=PROFILE_FILE
    )
    assert totals(reading) == {"Yanis Moreau": 4}
    assert reading.read == 6


# ---- whose messages they are

TALK = (message("c1", ME, [YANIS]), message("c1", YANIS, [ME]))


def test_the_profile_names_the_owner() -> None:
    assert totals(exported(*TALK)) == {"Yanis Moreau": 2}


def test_the_owner_is_who_the_ledger_says() -> None:
    reading = linkedin.read(
        [("m.csv", table(MESSAGES, *TALK))],
        ["linkedin:yanis-moreau-demo", "email:x@example.org"],
    )
    assert totals(reading) == {"Sacha Delorme": 2}


def test_the_owner_is_who_sent_and_received_the_invitations() -> None:
    invitation = (
        f'{CAMILLE[0]},{ME[0]},"3/5/26, 1:45 AM",,INCOMING,{CAMILLE[1]},{ME[1]}'
    )
    reading = read(
        messages=table(MESSAGES, *TALK), Invitations=table(INVITATIONS, invitation)
    )
    assert totals(reading) == {"Yanis Moreau": 2}


def test_the_owner_is_who_stands_in_every_conversation() -> None:
    assert totals(
        read(messages=table(MESSAGES, *TALK, message("c2", CAMILLE, [ME])))
    ) == {
        "Yanis Moreau": 2,
        "Camille Lefèvre": 1,
    }


@pytest.mark.parametrize(
    "rows",
    [TALK, (*TALK, message("c2", YANIS, [ME])), (*TALK, message("c2", CAMILLE, [ZOE]))],
)
def test_where_nothing_tells_the_owner_the_file_is_refused_with_what_to_do(
    rows: tuple[str, ...],
) -> None:
    with pytest.raises(
        BadInput,
        match=r"messages\.csv doesn't say which.*Profile\.csv.*init --linkedin",
    ):
        read(messages=table(MESSAGES, *rows))


def test_an_owner_told_wrongly_does_not_hide_who_the_owner_is() -> None:
    reading = linkedin.read(
        [("m.csv", table(MESSAGES, *TALK)), ("p.csv", PROFILE_FILE)],
        ["linkedin:an-older-address"],
    )
    assert totals(reading) == {"Yanis Moreau": 2}


def test_conversations_distinguish_the_owner_from_a_namesake() -> None:
    namesake = (ME[0], "https://www.linkedin.com/in/another-sacha-demo")
    reading = exported(message("c1", namesake, [ME]), message("c2", ME, [YANIS]))
    assert totals(reading) == {"Sacha Delorme": 1, "Yanis Moreau": 1}
    with pytest.raises(BadInput, match="doesn't say which"):
        exported(message("c1", namesake, [ME]))


def test_spam_alone_is_no_reason_to_ask_for_the_owner() -> None:
    spam = message("c1", YANIS, [ME], folder="SPAM")
    reading = read(
        messages=table(MESSAGES, spam),
        Connections=table(NEW, connection(YANIS, "08 Feb 2026")),
    )
    assert (len(reading.rows), len(reading.problems)) == (1, 1)


def test_the_reading_says_whose_export_it_is() -> None:
    owner = exported(*TALK).owner
    assert owner is not None
    assert (owner.name, owner.given, owner.identifiers) == (
        "Sacha Delorme",
        "Sacha",
        ("linkedin:sacha-delorme-demo",),
    )
