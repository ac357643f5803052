"""The events that the golden file of version 0.1.0 must be read as, leaf by leaf: stream and event.

Where the event's text was erased, the event here has none.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from ledger.facts.connection.events import (
    ConnectionAccepted,
    ConnectionDeclined,
    ConnectionReinstated,
    ConnectionRemoved,
    ConnectionRequested,
    ConnectionRetracted,
    ConnectionWithdrawn,
    MessagesExchanged,
)
from ledger.facts.event import Event
from ledger.facts.exchange import (
    ExchangeCorrected,
    ExchangeReinstated,
    ExchangeRetracted,
    FavourGiven,
    FavourReceived,
    IntroductionMade,
)
from ledger.facts.ledger_stream import (
    CultureChosen,
    DistinctionWithdrawn,
    LedgerOpened,
    PeopleDistinguished,
    PeopleMerged,
    PeopleUnmerged,
    SigningKeySet,
)
from ledger.facts.meeting.events import (
    AppointmentHad,
    BreakfastHad,
    CoffeeHad,
    DinnerHad,
    DrinksHad,
    EncounterHad,
    GatheringAttended,
    LunchHad,
    MeetingAgreed,
    MeetingCancelled,
    MeetingCorrected,
    MeetingDeclined,
    MeetingMissed,
    MeetingProposed,
    MeetingReinstated,
    MeetingRetracted,
    PhoneCallHad,
    VideoCallHad,
)
from ledger.facts.person.events import (
    AliasAdded,
    AliasRemoved,
    CadenceSet,
    DetailsChanged,
    NoteReinstated,
    NoteRetracted,
    NoteTaken,
    PersonAdded,
    PersonErased,
    PersonReinstated,
    PersonRenamed,
    PersonRestricted,
    PersonRetracted,
    PersonSnoozed,
    PersonUnrestricted,
    TextErased,
)

ORIGIN: Final = "9d7c1f52-3a0e-4b8d-8f61-0c5e7a2b4d10"
ME: Final = "0b6e2a94-7c1d-4f35-9a80-6d2f1e5c3b11"
CAMILLE: Final = "1c7f3ba5-8d2e-4046-8b91-7e3a2f6d4c12"
YANIS: Final = "2d8a4cb6-9e3f-4157-9ca2-8f4b3a7e5d13"
LEI: Final = "3e9b5dc7-af4a-4268-8db3-9a5c4b8f6e14"
GONE: Final = "4fac6ed8-b05b-4379-9ec4-ab6d5c9a7f15"
LINKEDIN: Final = "50bd7fe9-c16c-448a-8fd5-bc7e6dab8a16"
XING: Final = "61ce8afa-d27d-459b-90e6-cd8f7ebc9b17"
VIADEO: Final = "72df9b0b-e38e-46ac-81f7-de9a8fcdac18"
PLAN: Final = "83e0ac1c-f49f-47bd-9208-efab9adebd19"
GROUP: Final = "94f1bd2d-05a0-48ce-8319-f0bcabefce1a"
PAST: Final = "a502ce3e-16b1-49df-942a-01cdbcf0df1b"
OTHERS: Final = (
    "b613df4f-27c2-4ae0-853b-12decd01e01c",
    "c724e050-38d3-4bf1-964c-23efde12f11d",
    "d835f161-49e4-4c02-875d-34f0ef23021e",
    "e9460272-5af5-4d13-986e-4501f034131f",
    "fa571383-6b06-4e24-897f-561201452420",
    "0b682494-7c17-4f35-9a80-672312563521",
    "1c7935a5-8d28-4046-8b91-783423674622",
    "2d8a46b6-9e39-4157-9ca2-894534785723",
    "61ce8a0a-d27d-459b-90e6-cd8978bc9b27",
    "72df9b1b-e38e-46ac-81f7-de9a89cdac28",
)
FAVOUR: Final = "3e9b57c7-af4a-4268-8db3-9a5645896824"
RETURN: Final = "4fac68d8-b05b-4379-9ec4-ab67569a7925"
INTRODUCTION: Final = "50bd79e9-c16c-448a-8fd5-bc7867ab8a26"

BOTH: Final = (ME, CAMILLE)
THREE: Final = (ME, CAMILLE, YANIS)
DAY: Final = date(2026, 11, 20)

EVENTS: Final[tuple[tuple[str, Event], ...]] = (
    (ORIGIN, LedgerOpened(owner=ME, culture="french", trust_permille=260)),
    (ME, PersonAdded(name="me")),
    (
        CAMILLE,
        PersonAdded(
            name="Camille Lefèvre",
            given="Camille",
            family="Lefèvre",
            emails=("camille@example.org", "c.lefevre@example.fr"),
            phones=("+33 1 99 00 12 34",),
            urls=("https://www.linkedin.com/in/camille-lefevre-demo",),
            organisation="Atelier Durand, SARL",
            position="Directrice commerciale",
            place="Lyon",
            language="fr",
            tags=("client", "été"),
        ),
    ),
    (YANIS, PersonAdded(name="Yanis O'Brien =1+1 \u001b[31m")),
    (LEI, PersonAdded(name="李雷", given="雷", family="李")),
    (GONE, PersonAdded()),
    (GONE, NoteTaken()),
    (CAMILLE, PersonRenamed(name="Camille Moreau", given="Camille", family="Moreau")),
    (CAMILLE, AliasAdded(alias="Cam")),
    (CAMILLE, AliasRemoved(alias="Cam")),
    (CAMILLE, DetailsChanged(place="", emails=("camille@example.org",), tags=())),
    (CAMILLE, NoteTaken(text='cherche un associé : « vite » — 😀\n\t"\\')),
    (
        CAMILLE,
        NoteTaken(occurred_on=date(2019, 6, 1), precision="month", text="mariage"),
    ),
    (CAMILLE, NoteRetracted(note=6, why="c'était Yanis")),
    (CAMILLE, NoteReinstated(note=6)),
    (CAMILLE, CadenceSet(every_days=30)),
    (CAMILLE, CadenceSet(every_days=None)),
    (CAMILLE, PersonSnoozed(until=date(2027, 1, 4))),
    (CAMILLE, PersonSnoozed(until=None)),
    (CAMILLE, PersonRestricted()),
    (CAMILLE, PersonUnrestricted()),
    (LEI, PersonRetracted(why="a firm, not a person")),
    (LEI, PersonReinstated()),
    (LEI, PersonRetracted()),
    (GONE, PersonErased(reason="request")),
    (ORIGIN, CultureChosen(culture="own", trust_permille=333)),
    (ORIGIN, PeopleDistinguished(people=(CAMILLE, YANIS))),
    (ORIGIN, DistinctionWithdrawn(people=(CAMILLE, YANIS))),
    (ORIGIN, PeopleMerged(person=YANIS, into=CAMILLE)),
    (ORIGIN, PeopleUnmerged(person=YANIS)),
    (ORIGIN, SigningKeySet(public_key="AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")),
    (
        LINKEDIN,
        ConnectionRequested(
            owner=ME,
            person=CAMILLE,
            network="linkedin",
            occurred_on=date(2026, 2, 1),
            precision="day",
            direction="received",
            message="Bonjour !",
        ),
    ),
    (
        LINKEDIN,
        ConnectionAccepted(
            owner=ME,
            person=CAMILLE,
            network="linkedin",
            occurred_on=date(2026, 2, 8),
            precision="day",
        ),
    ),
    (
        LINKEDIN,
        MessagesExchanged(
            owner=ME,
            person=CAMILLE,
            network="linkedin",
            count=12,
            through=date(2026, 8, 1),
        ),
    ),
    (
        LINKEDIN,
        MessagesExchanged(
            owner=ME, person=CAMILLE, network="linkedin", count=1, through=None
        ),
    ),
    (LINKEDIN, ConnectionRetracted(event=4, why="counted twice")),
    (LINKEDIN, ConnectionReinstated(event=4)),
    (LINKEDIN, ConnectionRetracted(event=4)),
    (
        LINKEDIN,
        ConnectionRemoved(
            owner=ME,
            person=CAMILLE,
            network="linkedin",
            occurred_on=date(2026, 11, 1),
            precision="month",
        ),
    ),
    (
        XING,
        ConnectionRequested(
            owner=ME, person=YANIS, network="xing", occurred_on=None, direction="sent"
        ),
    ),
    (
        XING,
        ConnectionWithdrawn(
            owner=ME, person=YANIS, network="xing", occurred_on=DAY, precision="day"
        ),
    ),
    (
        XING,
        ConnectionAccepted(owner=ME, person=YANIS, network="xing", occurred_on=None),
    ),
    (
        VIADEO,
        ConnectionRequested(
            owner=ME,
            person=LEI,
            network="viadeo",
            occurred_on=date(2011, 1, 1),
            precision="year",
            direction="received",
        ),
    ),
    (
        VIADEO,
        ConnectionDeclined(
            owner=ME, person=LEI, network="viadeo", occurred_on=DAY, precision="day"
        ),
    ),
    (
        PLAN,
        MeetingProposed(
            occurred_on=date(2026, 11, 2),
            form="coffee",
            participants=BOTH,
            proposed_by=ME,
            planned_for=date(2026, 11, 20),
            place="Procope",
            note="her new firm",
        ),
    ),
    (PLAN, MeetingAgreed(occurred_on=date(2026, 11, 3), by=CAMILLE)),
    (
        PLAN,
        CoffeeHad(
            occurred_on=DAY,
            participants=BOTH,
            minutes=45,
            place="Procope",
            note="her new firm",
            tags=("work",),
        ),
    ),
    (
        PLAN,
        MeetingCorrected(
            form="lunch",
            participants=THREE,
            occurred_on=date(2026, 11, 1),
            precision="month",
            minutes=90,
            place="Le Procope",
            note="her firm",
            tags=("work", "Paris"),
        ),
    ),
    (PLAN, MeetingCorrected(minutes=None)),
    (PLAN, MeetingCorrected(place="")),
    (PLAN, MeetingRetracted(event=3, why="another Camille")),
    (PLAN, MeetingReinstated(event=3)),
    (PLAN, MeetingRetracted()),
    (PLAN, MeetingReinstated()),
    (
        GROUP,
        MeetingProposed(
            occurred_on=date(2026, 11, 9),
            form="dinner",
            participants=THREE,
            proposed_by=CAMILLE,
        ),
    ),
    (GROUP, MeetingDeclined(occurred_on=date(2026, 11, 10), by=YANIS)),
    (GROUP, MeetingMissed(occurred_on=DAY, missed_by=CAMILLE, participants=THREE)),
    (
        PAST,
        MeetingProposed(
            occurred_on=date(2026, 11, 9),
            form="drinks",
            participants=BOTH,
            proposed_by=ME,
        ),
    ),
    (PAST, MeetingCancelled(occurred_on=date(2026, 11, 10), by=ME)),
    (OTHERS[0], CoffeeHad(occurred_on=DAY, participants=BOTH)),
    (
        OTHERS[1],
        BreakfastHad(
            occurred_on=date(2012, 1, 1), precision="year", participants=BOTH, minutes=1
        ),
    ),
    (OTHERS[2], LunchHad(occurred_on=DAY, participants=THREE, minutes=1440)),
    (OTHERS[3], DrinksHad(occurred_on=date(1900, 1, 1), participants=BOTH)),
    (OTHERS[4], DinnerHad(occurred_on=DAY, participants=BOTH, note="on the terrace")),
    (OTHERS[5], AppointmentHad(occurred_on=DAY, participants=BOTH, minutes=60)),
    (OTHERS[6], EncounterHad(occurred_on=DAY, participants=BOTH, place="salon")),
    (OTHERS[7], GatheringAttended(occurred_on=DAY, participants=THREE)),
    (OTHERS[8], VideoCallHad(occurred_on=DAY, participants=BOTH)),
    (OTHERS[9], PhoneCallHad(occurred_on=DAY, participants=BOTH, tags=("work",))),
    (
        FAVOUR,
        FavourGiven(occurred_on=DAY, owner=ME, person=CAMILLE, note="read her paper"),
    ),
    (
        FAVOUR,
        ExchangeCorrected(occurred_on=date(2026, 1, 1), precision="year", note=""),
    ),
    (FAVOUR, ExchangeCorrected(note="read her book")),
    (RETURN, FavourReceived(occurred_on=DAY, owner=ME, person=YANIS)),
    (RETURN, ExchangeRetracted(why="it was Camille")),
    (RETURN, ExchangeReinstated()),
    (INTRODUCTION, IntroductionMade(occurred_on=DAY, by=ME, people=(CAMILLE, YANIS))),
    (ME, TextErased(event=f"{INTRODUCTION}/1")),
)
