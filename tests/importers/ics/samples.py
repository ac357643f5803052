"""Invented calendars, and entries of them made to measure."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ledger.importers.formats.ics import CalendarFile, read

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=1)))
ME = "email:moi@example.org"

OWN = (
    "ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;CN=Moi Exemple:mailto:moi@example.org"
)
ZOE = 'ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;CN="Lefèvre, Zoé":mailto:zoe@example.org'
YANIS = "ATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Yanis Moreau:mailto:yanis@example.org"
LUNCH = (
    "UID:lunch@example.org",
    "DTSTART;TZID=Europe/Paris:20260105T123000",
    "DTEND;TZID=Europe/Paris:20260105T140000",
    "SUMMARY:Déjeuner",
    "LOCATION:Chez Exemple\\, 1 rue du Test\\, Paris",
    OWN,
    ZOE,
)


def calendar(*entries: str, head: tuple[str, ...] = (), end: str = "\r\n") -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        *head,
        *"\n".join(entries).split("\n"),
        "END:VCALENDAR",
        "",
    ]
    return end.join(lines).encode()


def entry(*lines: str, **changed: str | None) -> str:
    """LUNCH, or the lines; `changed` replaces what begins with the name (`_` for -), None leaves it out."""
    kept = list(lines or LUNCH)
    for name, line in changed.items():
        bare = name.upper().replace("_", "-")
        kept = [
            each
            for each in kept
            if not each.upper().startswith((f"{bare}:", f"{bare};"))
        ]
        kept += [line] if line is not None else []
    return "\n".join(["BEGIN:VEVENT", *kept, "END:VEVENT"])


def reading(
    *entries: str, head: tuple[str, ...] = (), owner: str = ME, now: datetime = NOW
) -> CalendarFile:
    return read(
        [("agenda.ics", calendar(*entries, head=head))],
        [owner] if owner else [],
        now=now,
    )


GOOGLE = calendar(
    entry(
        "UID:cafe-1@google.com",
        "DTSTART;TZID=Europe/Paris:20260105T100000",
        "DTEND;TZID=Europe/Paris:20260105T110000",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=Europe/Paris:20260112T100000",
        "ORGANIZER;CN=Moi:mailto:moi@example.org",
        ZOE,
        "ATTENDEE;CUTYPE=RESOURCE;PARTSTAT=ACCEPTED;CN=Salle 4:mailto:s4@resource.calendar.google.com",
        "LOCATION:Café de l'Exemple\\, 1 rue du Test\\, Paris",
        "X-GOOGLE-CONFERENCE:https://meet.google.com/aaa-bbbb-ccc",
        "SUMMARY:Café",
    ),
    entry(
        "UID:cafe-1@google.com",
        "RECURRENCE-ID;TZID=Europe/Paris:20260119T100000",
        "DTSTART;TZID=Europe/Paris:20260119T100000",
        "DTEND;TZID=Europe/Paris:20260119T110000",
        "STATUS:CANCELLED",
        "SUMMARY:Café",
    ),
    head=(
        "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
        "X-WR-CALNAME:moi@example.org",
        "X-WR-TIMEZONE:Europe/Paris",
    ),
)

OUTLOOK = calendar(
    "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nDTSTART:16010101T030000\n"
    "TZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n"
    "BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE",
    entry(
        "UID:040000008200E00074C5B7101A82E008",
        "DTSTART;TZID=Customized Time Zone:20260701T093000",
        "DTEND;TZID=Customized Time Zone:20260701T103000",
        "RRULE:FREQ=WEEKLY;COUNT=3;BYDAY=WE",
        'ORGANIZER;CN="Lefèvre, Zoé":MAILTO:zoe@example.org',
        "ATTENDEE;PARTSTAT=ACCEPTED;CN=Moi Exemple:MAILTO:moi@example.org",
        "SUMMARY:Point mensuel",
        "LOCATION:12 avenue de l'Exemple\\, Lyon",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE",
    ),
    entry(
        "UID:040000008200E00074C5B7101A82E008",
        "RECURRENCE-ID:20260708T073000Z",
        "DTSTART;TZID=Customized Time Zone:20260709T110000",
        "DTEND;TZID=Customized Time Zone:20260709T113000",
        "SUMMARY:Point mensuel",
        "LOCATION:12 avenue de l'Exemple\\, Lyon",
    ),
    head=("PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN",),
)
