"""Who was invited, however the line is written: names, addresses, answers, and rooms that are nobody."""

from __future__ import annotations

import pytest

from ledger.importers.formats.ics import judging
from ledger.importers.match.unclear import settle, taken
from tests.importers.ics.samples import OWN, calendar, entry, reading

YES = "PARTSTAT=ACCEPTED"


def people(
    *guests: str, location: str = "LOCATION:Chez Odette"
) -> list[tuple[str, str]]:
    found = settle(
        reading(entry(attendee="\n".join([OWN, *guests]), location=location)), taken
    )
    return [
        (contact.name, "".join(contact.details.emails or ()))
        for row in found.rows
        for contact in row.who
    ]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (
            f"ATTENDEE;CN=\"'Yanis Moreau'\";{YES}:mailto:yanis@example.org",
            "Yanis Moreau",
        ),
        (f"ATTENDEE;CN='Yanis Moreau';{YES}:mailto:yanis@example.org", "Yanis Moreau"),
        (f"ATTENDEE;CN=Moreau\\, Yanis;{YES}:mailto:yanis@example.org", "Yanis Moreau"),
        (
            f'ATTENDEE;CN="Moreau\\, Yanis";{YES}:mailto:yanis@example.org',
            "Yanis Moreau",
        ),
        (f"ATTENDEE;CN=Moreau, Yanis;{YES}:mailto:yanis@example.org", "Yanis Moreau"),
        (
            f'ATTENDEE;CN="Yanis Moreau <yanis@example.org>";{YES}:mailto:yanis@example.org',
            "Yanis Moreau",
        ),
        (
            f'ATTENDEE;CN="Yanis Moreau (yanis@example.org)";{YES}:mailto:yanis@example.org',
            "Yanis Moreau",
        ),
        (
            f'ATTENDEE;CN="Yanis Moreau [mailto:yanis@example.org]";{YES}:mailto:yanis@example.org',
            "Yanis Moreau",
        ),
        (
            f'ATTENDEE;CN="Moreau, Yanis <yanis@example.org>";{YES}:mailto:yanis@example.org',
            "Yanis Moreau",
        ),
        (
            f'ATTENDEE;CN="Yanis Moreau - yanis@example.org";{YES}:mailto:yanis@example.org',
            "Yanis Moreau",
        ),
        (
            f'ATTENDEE;CN="Yanis Moreau (Example SA)";{YES}:mailto:yanis@example.org',
            "Yanis Moreau",
        ),
        (
            f'ATTENDEE;CN="Moreau, Yanis [Paris] (EXT)";{YES}:mailto:yanis@example.org',
            "Yanis Moreau",
        ),
        (
            f'ATTENDEE;CN="<yanis@example.org>";{YES}:mailto:yanis@example.org',
            "yanis@example.org",
        ),
        (
            f'ATTENDEE;CN="Yanis \\"Yan\\" Moreau";{YES}:mailto:yanis@example.org',
            'Yanis "Yan" Moreau',
        ),
        (
            f'ATTENDEE;CN=Yanis "Yan" Moreau;{YES}:mailto:yanis@example.org',
            'Yanis "Yan" Moreau',
        ),
        (
            f'ATTENDEE;CN="Yanis O\'Moreau";{YES}:mailto:yanis@example.org',
            "Yanis O'Moreau",
        ),
        (
            f'ATTENDEE;CN="\'t Moreau, Yanis";{YES}:mailto:yanis@example.org',
            "Yanis 't Moreau",
        ),
        (f'ATTENDEE;CN=Yanis Moreau;{YES}:"mailto:yanis@example.org"', "Yanis Moreau"),
        (f"ATTENDEE;CN=Yanis Moreau;{YES}:MAILTO:<yanis@example.org>", "Yanis Moreau"),
        (f"ATTENDEE;CN=Yanis Moreau;{YES}:mailto: yanis@example.org", "Yanis Moreau"),
        (
            f"ATTENDEE;CN=Yanis Moreau;{YES}:mailto:mailto:yanis@example.org",
            "Yanis Moreau",
        ),
        (f"ATTENDEE;CN=Yanis Moreau;{YES}:mailto:yanis%40example.org", "Yanis Moreau"),
        (
            f'ATTENDEE;CN=Yanis Moreau;{YES};SENT-BY="mailto:office@example.org":mailto:yanis@example.org',
            "Yanis Moreau",
        ),
        (f'ATTENDEE;CN="Yanis Moreau;{YES}:mailto:yanis@example.org', "Yanis Moreau"),
        (f'ATTENDEE;CN=Yanis Moreau";{YES}:mailto:yanis@example.org', "Yanis Moreau"),
        (
            f'ATTENDEE;CN="[EXT] Yanis Moreau";{YES}:mailto:yanis@example.org',
            "Yanis Moreau",
        ),
        (
            f'ATTENDEE;CN="Yanis Moreau | Example SA";{YES}:mailto:yanis@example.org',
            "Yanis Moreau",
        ),
        (
            f'ATTENDEE;CN="=?utf-8?Q?Yanis_Mor=C3=A9au?=";{YES}:mailto:yanis@example.org',
            "Yanis Moréau",
        ),
        (
            f'ATTENDEE;CN="&quot;Yanis Moreau&quot;";{YES}:mailto:yanis@example.org',
            "Yanis Moreau",
        ),
        (f"ATTENDEE;CN=Yanis Moreau;{YES}:mailto:'yanis@example.org'", "Yanis Moreau"),
        (
            f'ATTENDEE;CN="yanis@example.org (Yanis Moreau)";{YES}:mailto:yanis@example.org',
            "Yanis Moreau",
        ),
    ],
)
def test_a_guest_has_a_plain_name_and_an_address(line: str, name: str) -> None:
    assert people(line) == [(name, "yanis@example.org")]


@pytest.mark.parametrize(
    "line",
    [
        'ATTENDEE;CN="Fred \\"Nick\\" Last";PARTSTAT=DECLINED:mailto:fred@example.org',
        'ATTENDEE;CN=Fred "Nick" Last;PARTSTAT=DECLINED:mailto:fred@example.org',
        'ATTENDEE;CN="Fred Last;PARTSTAT=DECLINED:mailto:fred@example.org',
        'ATTENDEE;CN=Fred Last";PARTSTAT=DECLINED;RSVP=TRUE:mailto:fred@example.org',
        "ATTENDEE;CN=Fred: Last;PARTSTAT=DECLINED:mailto:fred@example.org",
        'ATTENDEE;PARTSTAT="DECLINED";CN=Fred:mailto:fred@example.org',
        "ATTENDEE;PARTSTAT=declined;CN=Fred:mailto:fred@example.org",
        "ATTENDEE;PARTSTAT=DECLI\n  NED;CN=Fred:mailto:fred@example.org",
        "ATTENDEE;PART\n  STAT=DECLINED;CN=Fred:mailto:fred@example.org",
        "ATTENDEE;CN=Fred Last;\nPARTSTAT=DECLINED:mailto:fred@example.org",
        "ATTENDEE;CN=Fred Last;PARTSTAT=DECLI\n\tNED:mailto:fred@example.org",
        "ATTENDEE;CN=Fred Last:mailto:fred@example.org;PARTSTAT=DECLINED",
        'ATTENDEE;CN=Fred Last;PARTSTAT=DECLINED:"mailto:fred@example.org"',
        "ATTENDEE;PARTSTAT=DECLINED;CN=Fred Last",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:fred@example.org\nATTENDEE;PARTSTAT=DECLINED:mailto:fred@example.org",
    ],
)
def test_a_declined_guest_is_never_present(line: str) -> None:
    zoe = f"ATTENDEE;CN=Zoe Low;{YES}:mailto:zoe@example.org"
    assert people(line, zoe) == [("Zoe Low", "zoe@example.org")]
    organizer = f"{line}\nORGANIZER;CN=Fred Last:mailto:fred@example.org"
    assert people(organizer, zoe) == [("Zoe Low", "zoe@example.org")]


@pytest.mark.parametrize(
    ("line", "location"),
    [
        (
            f"ATTENDEE;ROLE=NON-PARTICIPANT;CN=Salle 4;{YES}:mailto:salle4@example.org",
            "LOCATION:Lyon",
        ),
        (
            f"ATTENDEE;CUTYPE=ROOM;CN=Salle 4;{YES}:mailto:salle4@example.org",
            "LOCATION:Lyon",
        ),
        (f"ATTENDEE;CN=Salle 4;{YES}:mailto:salle4@example.org", "LOCATION:Salle 4"),
        (
            f"ATTENDEE;CN=salle 4;{YES}:mailto:salle4@example.org",
            "LOCATION:Lyon; Salle 4",
        ),
        (
            f'ATTENDEE;CN="Salle 4 (8 places)";{YES}:mailto:salle4@example.org',
            "LOCATION:Salle 4 (8 places)",
        ),
        (f"ATTENDEE;{YES}:mailto:salle4@example.org", "LOCATION:salle4@example.org"),
        (f"ATTENDEE;CN=Room 5;{YES}:mailto:r5@example.org", "LOCATION:Lyon"),
        (f"ATTENDEE;CN=Salle Ada;{YES}:mailto:salle-ada@example.org", "LOCATION:Lyon"),
        (
            f"ATTENDEE;CN=CONF-RM-2;{YES}:mailto:rm2@example.org",
            "LOCATION:Conf-Rm-2\\, Lyon",
        ),
    ],
)
def test_a_room_is_nobody(line: str, location: str) -> None:
    zoe = f"ATTENDEE;CN=Zoe Low;{YES}:mailto:zoe@example.org"
    assert people(line, zoe, location=location) == [("Zoe Low", "zoe@example.org")]
    (alone,) = reading(entry(attendee=f"{OWN}\n{line}", location=location)).judged
    assert alone.verdict.reason == judging.NOBODY


def test_a_line_that_lost_its_continuing_space_swallows_nothing_else() -> None:
    broken = f"{OWN}\nATTENDEE;CN=Zoe Low;{YES}:mailto:zoe@exam\nple.org"
    (row,) = reading(entry(attendee=broken)).reading.rows
    assert [contact.details.emails for contact in row.who] == [("zoe@example.org",)]
    assert b"ATTENDEE" in calendar(entry(attendee=broken))


def test_a_family_may_be_called_as_a_room_is() -> None:
    guest = f"ATTENDEE;CN=Salle Marie;{YES}:mailto:marie@example.org"
    assert people(guest) == [("Salle Marie", "marie@example.org")]


def test_a_name_in_the_stead_of_an_address_is_a_name() -> None:
    assert people("ATTENDEE:Zoe Low", location="LOCATION:Lyon") == [("Zoe Low", "")]
