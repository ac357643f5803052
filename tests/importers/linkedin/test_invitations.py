from __future__ import annotations

from datetime import date

import pytest

from ledger.errors import BadInput
from ledger.importers.api import Requested
from ledger.importers.formats.linkedin.connections_csv import NOBODY
from tests.importers.linkedin.exports import (
    CAMILLE,
    INVITATIONS,
    INVITATIONS_OLD,
    ME,
    NEW,
    OLD,
    YANIS,
    ZOE,
    connection,
    read,
    table,
)

RECEIVED = (
    f'{CAMILLE[0]},{ME[0]},"3/5/26, 1:45 AM",Bonjour !,INCOMING,{CAMILLE[1]},{ME[1]}'
)
SENT = f'{ME[0]},{YANIS[0]},"11/2/26, 2:37 PM",,OUTGOING,{ME[1]},{YANIS[1]}'


def test_each_direction_names_the_other_person() -> None:
    received, sent = read(Invitations=table(INVITATIONS, RECEIVED, SENT)).rows
    assert received.who[0].name == "Camille Lefèvre"
    assert received.what == Requested(
        network="linkedin",
        direction="received",
        on=date(2026, 3, 5),
        message="Bonjour !",
    )
    assert sent.who[0].identifiers == ("linkedin:yanis-moreau-demo",)
    assert sent.what == Requested(
        network="linkedin", direction="sent", on=date(2026, 11, 2)
    )


def test_the_rows_tell_whose_export_it_is() -> None:
    owner = read(Invitations=table(INVITATIONS, RECEIVED, SENT)).owner
    assert owner is not None
    assert (owner.name, owner.identifiers) == (
        "Sacha Delorme",
        ("linkedin:sacha-delorme-demo",),
    )


def test_the_older_layout_without_addresses_is_read_too() -> None:
    rows = [row.rsplit(",", 2)[0] for row in (RECEIVED, SENT)]
    received, sent = read(Invitations=table(INVITATIONS_OLD, *rows)).rows
    assert [received.who[0].name, sent.who[0].name] == [
        "Camille Lefèvre",
        "Yanis Moreau",
    ]
    assert not received.who[0].identifiers
    assert len({*received.who[0].rows, *sent.who[0].rows}) == 2


def test_french_words_are_understood_in_case() -> None:
    header = "De;À;Envoyé le;Message;Direction"
    row = "Zoé Ménard;Sacha Delorme;3/5/26, 1:45 AM;;ENTRANT"
    (found,) = read(Invitations=table(header, row)).rows
    assert isinstance(found.what, Requested)
    assert found.what.direction == "received"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (RECEIVED.replace("INCOMING", "SIDEWAYS"), '"SIDEWAYS" is not a direction'),
        (
            RECEIVED.replace("3/5/26, 1:45 AM", "5/3/26 01:45"),
            '"5/3/26 01:45" could be day-month or month-day',
        ),
        (
            RECEIVED.replace("3/5/26, 1:45 AM", "13/5/26, 1:45 AM"),
            '"13/5/26, 1:45 AM" could be day-month or month-day',
        ),
        (RECEIVED.replace("Camille Lefèvre", ""), NOBODY),
        (RECEIVED.replace("Camille Lefèvre", "LinkedIn Member"), NOBODY),
    ],
)
def test_a_row_that_cannot_be_used_is_listed_and_the_rest_is_kept(
    row: str, reason: str
) -> None:
    reading = read(Invitations=table(INVITATIONS, row, SENT))
    assert len(reading.rows) == 1
    assert [
        (p.line, p.reason.format(**p.details)[: len(reason)]) for p in reading.problems
    ] == [(2, reason)]


def test_where_there_is_no_date_none_is_invented() -> None:
    (row,) = read(
        Invitations=table(INVITATIONS, RECEIVED.replace('"3/5/26, 1:45 AM"', ""))
    ).rows
    assert isinstance(row.what, Requested)
    assert row.what.on is None


def test_a_file_all_of_whose_rows_are_misread_is_refused() -> None:
    with pytest.raises(BadInput, match=r"expected LinkedIn's Invitations\.csv"):
        read(
            x=table(INVITATIONS, RECEIVED.replace("INCOMING", "?")),
            Connections=table(NEW, connection(ZOE, "08 Feb 2026")),
        )


# ---- names alone, in older exports

BY_NAME = f'{ME[0]},{YANIS[0]},"11/2/19, 2:37 PM",,OUTGOING'


def people_of(
    *connections: str, invitation: str = BY_NAME, header: str = OLD
) -> tuple[object, object]:
    reading = read(
        Connections=table(header, *connections),
        Invitations=table(INVITATIONS_OLD, invitation),
    )
    return reading.rows[0].who[0], reading.rows[-1].who[0]


def test_a_name_that_one_connection_bears_means_that_connection() -> None:
    known, asked = people_of("Yanis,Moreau,,,,14 Nov 2019", "Zoé,Ménard,,,,14 Nov 2019")
    assert set(known.rows) < set(asked.rows)  # type: ignore[attr-defined]


def test_it_has_the_address_of_the_connection_then() -> None:
    known, asked = people_of(connection(YANIS, "14 Nov 2019"), header=NEW)
    assert asked.identifiers == known.identifiers == ("linkedin:yanis-moreau-demo",)  # type: ignore[attr-defined]


def test_a_name_that_two_connections_bear_means_neither() -> None:
    known, asked = people_of(
        "Yanis,Moreau,,,,14 Nov 2019", "YANIS,Moreau,,,,15 Nov 2019"
    )
    assert not set(known.rows) & set(asked.rows)  # type: ignore[attr-defined]


def test_who_was_connected_before_is_not_who_was_asked() -> None:
    known, asked = people_of("Yanis,Moreau,,,,30 Oct 2019")
    assert not set(known.rows) & set(asked.rows)  # type: ignore[attr-defined]


def test_two_by_one_name_on_two_days_are_two_until_somebody_says_otherwise() -> None:
    later = BY_NAME.replace("11/2/19", "12/2/19")
    one, other = read(Invitations=table(INVITATIONS_OLD, BY_NAME, later)).rows
    assert one.who[0].rows != other.who[0].rows
