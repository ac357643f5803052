"""FORMATS' rule, line by line: each change of a plain lunch, and what becomes of it."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.importers.api import Attended
from ledger.importers.formats.ics import judging, occasions
from ledger.importers.match.unclear import left, settle, taken
from tests.importers.ics.samples import ME, OWN, YANIS, ZOE, entry, reading


def verdict(*lines: str, **changed: str | None) -> tuple[str, str, str]:
    (found,) = reading(entry(*lines, **changed)).judged
    return found.verdict.kind, found.verdict.property, found.verdict.reason


def people(*lines: str) -> str:
    return "\n".join(lines)


def test_a_place_and_no_call_is_a_meeting() -> None:
    assert verdict() == ("meeting", "LOCATION", "")


@pytest.mark.parametrize(
    ("name", "line", "reason"),
    [
        ("STATUS", "STATUS:CANCELLED", judging.CALLED_OFF),
        ("SUMMARY", "SUMMARY:Canceled: Déjeuner", judging.CALLED_OFF),
        ("SUMMARY", "SUMMARY:Annulé : Déjeuner", judging.CALLED_OFF),
        ("TRANSP", "TRANSP:TRANSPARENT", judging.FREE),
        ("X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", judging.FREE),
        ("CLASS", "CLASS:PRIVATE", judging.PRIVATE),
        ("CLASS", "CLASS:CONFIDENTIAL", judging.PRIVATE),
        (
            "X-MICROSOFT-CDO-ALLDAYEVENT",
            "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
            judging.ALL_DAY,
        ),
        ("DTEND", "DTEND;TZID=Europe/Paris:20260107T123000", judging.TOO_LONG),
    ],
)
def test_what_was_no_meeting_is_left_out_for_a_reason(
    name: str, line: str, reason: str
) -> None:
    assert verdict(**{name.lower().replace("-", "_"): line}) == ("skip", name, reason)


@pytest.mark.parametrize("method", ["CANCEL", "REPLY", "COUNTER"])
def test_an_answer_to_an_invitation_is_no_entry(method: str) -> None:
    (found,) = reading(entry(), head=(f"METHOD:{method}",)).judged
    assert (found.verdict.kind, found.verdict.reason) == ("skip", judging.NOT_AN_ENTRY)


def test_whole_days_are_no_meeting() -> None:
    day = "DTSTART;VALUE=DATE:20260105"
    assert verdict(dtstart=day, dtend=None)[2] == judging.ALL_DAY


@pytest.mark.parametrize(
    ("start", "end", "head"),
    [
        (
            ";TZID=Europe/Paris:20260107T000000",
            ";TZID=Europe/Paris:20260108T000000",
            "",
        ),
        (
            ";TZID=Europe/Paris:20260107T000000",
            ";TZID=Europe/Paris:20260110T000000",
            "",
        ),
        (
            ";TZID=Europe/Paris:20260107T000000",
            ";TZID=Europe/Paris:20260107T235900",
            "",
        ),
        (
            ";TZID=Europe/Paris:20260107T000000",
            ";TZID=Europe/Paris:20260107T235959",
            "",
        ),
        (
            ";TZID=Europe/Paris:20260329T000000",
            ";TZID=Europe/Paris:20260330T000000",
            "",
        ),
        (
            ";TZID=Europe/Paris:20261025T000000",
            ";TZID=Europe/Paris:20261026T000000",
            "",
        ),
        (
            ";TZID=Nowhere/Land:20260107T000000",
            ";TZID=Nowhere/Land:20260108T000000",
            "",
        ),
        (":20260107T000000", ":20260108T000000", ""),
        (":20260106T230000Z", ":20260107T230000Z", "X-WR-TIMEZONE:Europe/Paris"),
        (":20260106T230000Z", ":20260107T230000Z", ""),
    ],
)
def test_from_midnight_to_midnight_are_whole_days(
    start: str, end: str, head: str
) -> None:
    seminar = entry(dtstart=f"DTSTART{start}", dtend=f"DTEND{end}")
    (found,) = reading(seminar, head=(head or "VERSION:2.0",)).judged
    assert (found.verdict.kind, found.verdict.reason) == ("skip", judging.ALL_DAY)


@pytest.mark.parametrize(
    ("start", "end"),
    [("20260107T000000", "20260107T010000"), ("20260107T190000", "20260108T000000")],
)
def test_an_evening_that_begins_or_ends_at_midnight_is_no_whole_day(
    start: str, end: str
) -> None:
    zone = ";TZID=Europe/Paris:"
    assert (
        verdict(dtstart=f"DTSTART{zone}{start}", dtend=f"DTEND{zone}{end}")[0]
        == "meeting"
    )


@pytest.mark.parametrize("answer", ["DECLINED", "NEEDS-ACTION", "DELEGATED"])
def test_an_owner_who_did_not_accept_was_not_there(answer: str) -> None:
    own = OWN.replace("ACCEPTED", answer)
    assert verdict(attendee=people(own, ZOE)) == ("skip", "ATTENDEE", judging.OWN_NO)


def test_who_organises_it_comes_whatever_the_answer_says() -> None:
    own = OWN.replace("ACCEPTED", "NEEDS-ACTION")
    organizer = "ORGANIZER:mailto:moi@example.org"
    assert verdict(attendee=people(own, ZOE), organizer=organizer)[0] == "meeting"
    said_no = OWN.replace("ACCEPTED", "DECLINED")
    assert (
        verdict(attendee=people(said_no, ZOE), organizer=organizer)[2] == judging.OWN_NO
    )


def test_a_title_that_names_somebody_without_guests_shows_how_to_log_it() -> None:
    for title, reason in (
        ("Lunch with Ada", judging.NOBODY_BUT_NAMED),
        ("Déjeuner avec Ada", judging.NOBODY_BUT_NAMED),
        ("Dentist", judging.NOBODY),
        ('Lunch with "$(rm)"', judging.NOBODY),
    ):
        alone = verdict(attendee=None, summary=f"SUMMARY:{title}")
        assert alone == ("skip", "ATTENDEE", reason)


@pytest.mark.parametrize(
    "others",
    [
        "ATTENDEE;CUTYPE=ROOM;PARTSTAT=ACCEPTED:mailto:salle@example.org",
        "ATTENDEE;CUTYPE=GROUP;PARTSTAT=ACCEPTED:mailto:equipe@example.org",
        "ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED:mailto:x@resource.calendar.google.com",
        "ATTENDEE;X-NUM-GUESTS=0:mailto:abc@group.calendar.google.com",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:x@group.v.calendar.google.com",
        ZOE.replace("ACCEPTED", "DECLINED"),
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:/o=Exemple/ou=Paris",
        "ATTENDEE;PARTSTAT=ACCEPTED:invalid:nomail",
    ],
)
def test_without_other_people_nobody_was_met(others: str) -> None:
    assert verdict(attendee=people(OWN, others)) == ("skip", "ATTENDEE", judging.NOBODY)


def test_a_crowd_is_no_encounter() -> None:
    crowd = [
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:guest{n}@example.org" for n in range(9)
    ]
    assert verdict(attendee=people(OWN, *crowd))[2] == judging.A_CROWD
    assert verdict(attendee=people(OWN, *crowd[1:]))[0] == "meeting"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (
            "X-GOOGLE-CONFERENCE",
            "X-GOOGLE-CONFERENCE:https://meet.google.com/aaa-bbbb-ccc",
        ),
        (
            "CONFERENCE",
            "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://visio.example.org/1",
        ),
        (
            "X-MICROSOFT-SKYPETEAMSMEETINGURL",
            "X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/1",
        ),
        (
            "X-MICROSOFT-ONLINEMEETINGCONFLINK",
            "X-MICROSOFT-ONLINEMEETINGCONFLINK:conf:sip:x@example.org",
        ),
        ("X-MS-OLK-CONFTYPE", "X-MS-OLK-CONFTYPE:0"),
        ("DESCRIPTION", "DESCRIPTION:Rejoindre : https://us02web.zoom.us/j/123"),
        ("DESCRIPTION", "DESCRIPTION:On se voit en visio ?"),
        (
            "X-ALT-DESC",
            'X-ALT-DESC;FMTTYPE=text/html:<a href="https://teams.microsoft.com/l/meetup-join/1">x</a>',
        ),
        ("URL", "URL:https://whereby.com/exemple"),
        ("SUMMARY", "SUMMARY:Call Zoé"),
        ("SUMMARY", "SUMMARY:Appel Zoé"),
    ],
)
def test_a_call_and_no_place_is_a_call_and_both_are_unclear(
    name: str, line: str
) -> None:
    changed = {name.lower().replace("-", "_"): line}
    assert verdict(location=None, **changed)[:2] == ("call", name)
    assert verdict(**changed) == ("unclear", "LOCATION", judging.BOTH)


@pytest.mark.parametrize(
    ("location", "form"),
    [
        ("Microsoft Teams Meeting", "video"),
        ("Réunion Microsoft Teams", "video"),
        ("https://meet.google.com/aaa-bbbb-ccc", "video"),
        ("Zoom", "video"),
        ("Visio", "video"),
        ("en ligne", "video"),
        ("Téléphone", "call"),
        ("+33 1 23 45 67 89", "call"),
        ("Phone call", "call"),
        ("Conférence téléphonique", "call"),
        ("Slack huddle", "video"),
        ("Lien Teams", "video"),
        ("Teams (lien dans l'invitation)", "video"),
        ("GoToMeeting", "video"),
        ("Telegram", "video"),
        ("Webinaire", "video"),
        ("Amazon Chime", "video"),
    ],
)
def test_a_call_in_the_place_of_a_place_is_no_place(location: str, form: str) -> None:
    (row,) = reading(entry(location=f"LOCATION:{location}")).reading.rows
    assert isinstance(row.what, Attended)
    assert row.what.form == form
    assert row.what.place is None


@pytest.mark.parametrize(
    "location",
    [
        None,
        "LOCATION:",
        "LOCATION:TBD",
        "LOCATION:À définir",
        "LOCATION:https://example.org",
    ],
)
def test_neither_place_nor_call_is_unclear(location: str | None) -> None:
    assert verdict(location=location) == ("unclear", "LOCATION", judging.NEITHER)


@pytest.mark.parametrize(
    "line",
    [
        "GEO:48.85;2.35",
        "X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=Chez Exemple:geo:48.85,2.35",
    ],
)
def test_a_place_on_the_map_is_a_place(line: str) -> None:
    name = line.partition(":")[0].partition(";")[0]
    assert verdict(location=line)[:2] == ("meeting", name)


def test_a_room_beside_a_call_is_both() -> None:
    (row,) = reading(
        entry(location="LOCATION:Microsoft Teams Meeting; Salle 4")
    ).unclear
    assert isinstance(row.meeting.what, Attended)
    assert row.meeting.what.place == "Salle 4"
    assert row.details == {
        "on": date(2026, 1, 5),
        "text": "Déjeuner",
        "property": "LOCATION",
        "other": "LOCATION",
    }


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (
            {"attendee": people(OWN.replace("ACCEPTED", "TENTATIVE"), ZOE)},
            judging.OWN_ANSWER,
        ),
        (
            {"attendee": people(OWN.replace("PARTSTAT=ACCEPTED;", ""), ZOE)},
            judging.OWN_ANSWER,
        ),
        ({"attendee": ZOE}, judging.OWN_ANSWER),
        ({"attendee": people(OWN, YANIS)}, judging.NO_ANSWER),
        (
            {"attendee": people(OWN, ZOE.replace("ACCEPTED", "TENTATIVE"))},
            judging.NO_ANSWER,
        ),
        ({"status": "STATUS:TENTATIVE"}, judging.TENTATIVE),
        (
            {"x_microsoft_cdo_busystatus": "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"},
            judging.TENTATIVE,
        ),
        ({"summary": "SUMMARY:Déjeuner reporté"}, judging.WORDS),
    ],
)
def test_an_entry_without_any_acceptance_is_unclear(
    changed: dict[str, str], reason: str
) -> None:
    kind, _, why = verdict(**changed)
    assert (kind, why) == ("unclear", reason)


@pytest.mark.parametrize(
    "title",
    [
        "Pas de déjeuner", "No lunch", "Déjeuner sans Zoe", "Lunch (moved to next week)", "Peut-être déjeuner",
        "HOLD: Lunch", "Declined: Lunch", "Abgesagt: Lunch", "Lunch - skipped", "Lunch : no-show", "Entfällt: Lunch",
        "Lunch?", "Déjeuner Zoé ??", "Lunch w/o Zoe", "\N{CROSS MARK} Lunch", "~~Lunch~~",
        "Lunch tbc", "Déjeuner à confirmer", "[Tentative] Lunch", "Déjeuner (reporté)", "Save the date: lunch",
    ],
)  # fmt: skip
def test_a_title_that_leaves_open_whether_it_took_place_is_unclear(title: str) -> None:
    assert verdict(summary=f"SUMMARY:{title}") == ("unclear", "SUMMARY", judging.WORDS)


def test_a_remark_that_it_fell_through_is_heard_but_not_every_description() -> None:
    assert verdict(description="DESCRIPTION:annulé\\, Zoé malade")[2] == judging.WORDS
    booking = "DESCRIPTION:Votre table est réservée. Pour annuler ou déplacer votre réservation\\, cliquez ici."
    assert verdict(description=booking)[0] == "meeting"


@pytest.mark.parametrize(
    "title",
    [
        "RDV téléphonique Zoe", "Entretien téléphonique", "Conférence téléphonique", "Point tél Zoe", "Réu Teams",
        "Teams Zoe", "Audioconférence", "Téléconsultation", "Slack huddle", "Déjeuner en visio", "Coffee over Zoom",
    ],
)  # fmt: skip
def test_a_title_of_a_call_beside_a_place_is_unclear_and_accepted_as_a_call(
    title: str,
) -> None:
    found = reading(entry(summary=f"SUMMARY:{title}", location="LOCATION:Bureau"))
    assert [row.reason for row in found.unclear] == [judging.BOTH]
    (accepted,) = settle(found, taken).rows
    assert isinstance(accepted.what, Attended)
    assert accepted.what.form in {"call", "video"}


def test_a_doubtful_call_is_accepted_as_a_call() -> None:
    doubtful = people(OWN.replace("ACCEPTED", "TENTATIVE"), ZOE)
    found = reading(entry(location="LOCATION:https://zoom.us/j/123", attendee=doubtful))
    (row,) = found.unclear
    assert row.suggested == "video"
    (accepted,) = settle(found, taken).rows
    assert isinstance(accepted.what, Attended)
    assert accepted.what.form == "video"


def test_who_did_not_answer_is_asked_about_and_the_others_met_all_the_same() -> None:
    found = reading(entry(attendee=people(OWN, ZOE, YANIS)))
    (row,) = found.unclear
    assert row.reason == occasions.UNSURE
    assert row.details["names"] == ("Yanis Moreau",)
    (without,) = settle(found, left).rows
    (with_all,) = settle(found, taken).rows
    assert [who.name for who in without.who] == ["Zoé Lefèvre"]
    assert [who.name for who in with_all.who] == ["Zoé Lefèvre", "Yanis Moreau"]
    assert without.what == with_all.what
    assert isinstance(without.what, Attended)
    assert without.what.form == "lunch"


def test_what_is_unclear_is_recorded_only_once_somebody_says_so() -> None:
    found = reading(entry(location=None, summary="SUMMARY:Café"))
    assert (found.reading.rows, found.reading.read) == ((), 0)
    nothing, everything = settle(found, left), settle(found, taken)
    assert [problem.reason for problem in nothing.problems] == [judging.NEITHER]
    assert (nothing.read, everything.read) == (1, 1)
    assert [
        row.what.form for row in everything.rows if isinstance(row.what, Attended)
    ] == ["appointment"]
    reviewed = settle(found, lambda row: row.suggested)
    assert [
        row.what.form for row in reviewed.rows if isinstance(row.what, Attended)
    ] == ["coffee"]


def test_the_address_names_the_owner() -> None:
    (judged,) = reading(entry(), owner="email:quelqu.un@example.org").judged
    assert judged.verdict.reason == judging.OWN_ANSWER
    named = reading(entry(), head=("X-WR-CALNAME:moi@example.org",), owner="")
    assert named.reading.owner is not None
    assert ME in named.reading.owner.identifiers
