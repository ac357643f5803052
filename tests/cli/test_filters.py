"""Every list with every filter gives what a plain reading of the audit export gives."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pexpect
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.language.text import words
from tests.cli.conftest import TODAY, Handshake
from tests.cli.test_terminal import terminal

PEOPLE = {
    "Ada Okafor": (
        "--place",
        "Lyon",
        "--organisation",
        "BNP Paribas",
        "--tag",
        "donor",
    ),
    "Émile Zola": ("--place", "Lyon 3e", "--tag", "donor", "--tag", "cold"),
    "Wei Li": ("--place", "Saint-Étienne", "--organisation", "Crédit Agricole"),
    "Zoé Blanc": ("--place", "Paris", "--organisation", "Crédit Lyonnais"),
    "Tom Grün": ("--tag", "Cold"),
    "Inès Roy": (),
    "Ada O.": ("--place", "Nice", "--organisation", "Crédit Agricole", "--tag", "vip"),
}
MEETINGS = (
    ("coffee", "Ada Okafor", "--on", "2026-11-20", "--at", "Café de Lyon"),
    ("lunch", "Ada Okafor", "Émile Zola", "--on", "2026-10-05"),
    ("coffee", "Zoé Blanc", "--on", "2026-03-12", "--note", "donor?"),
    ("coffee", "Wei Li", "Zoé Blanc", "--on", "2026-11-17", "--tag", "donor"),
    ("call", "Wei Li", "--on", "2026-07-01"),
    ("dinner", "Tom Grün", "Ada Okafor", "Wei Li", "--on", "2025-12-24"),
    ("gathering", "Tom Grün", "--on", "2026-08-15", "--at", "Paris"),
    ("coffee", "Ada O.", "Tom Grün", "--on", "2026-05"),
)
OTHERS = (
    ("connect", "Inès Roy", "--received", "--on", "2026-11-18"),
    ("connect", "Émile Zola", "--accepted", "--on", "2026-03-01"),
    ("propose", "lunch", "Inès Roy", "--for", "2026-12-04", "--on", "2026-11-01"),
    ("propose", "coffee", "Ada Okafor", "--for", "2026-11-30"),
    ("favour", "given", "Tom Grün", "--on", "2026-10-20"),
    ("introduce", "Ada Okafor", "Inès Roy", "--on", "2026-10-21"),
    ("note", "Émile Zola", "Likes Lyon"),
    ("person", "alias", "Wei Li", "Lyonnais"),
    (
        "person",
        "details",
        "Tom Grün",
        "--place",
        "Paris",
        "--organisation",
        "BNP Paribas",
    ),
    ("person", "tag", "Zoé Blanc", "+donor"),
    ("person", "merge", "Ada O.", "Ada Okafor"),
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Handshake:
    """A ledger with a little of everything; one meeting corrected, one retracted, two entries merged."""
    handshake = Handshake(tmp_path_factory.mktemp("filters"))
    for name, details in PEOPLE.items():
        handshake("person", "add", name, *details)
    for command in (*MEETINGS, *OTHERS):
        handshake(*command)
    events = handshake.json("timeline")["events"]
    gathering = next(row for row in events if row["kind"] == "GatheringAttended")
    handshake("correct", gathering["id"], "--form", "drinks", "--on", "2026-09-01")
    call = next(row for row in events if row["kind"] == "PhoneCallHad")
    handshake("retract", call["id"])
    return handshake


class Exported(NamedTuple):
    """What an audit export says, read as plainly as can be."""

    owner: str
    people: dict[str, dict[str, Any]]
    events: dict[str, dict[str, Any]]


def exported(handshake: Handshake) -> Exported:
    """The people and the events of an audit export, corrections applied, retracted ones left out."""
    file = handshake.home / "audit.ndjson"
    file.unlink(missing_ok=True)
    handshake("export", "audit", "-o", str(file))
    leaves, texts = _lines(file)
    people: dict[str, dict[str, Any]] = {}
    events: dict[str, dict[str, Any]] = {}
    merged: dict[str, str] = {}
    for leaf in leaves:
        kind = leaf["kind"].partition(".")[2].partition("@")[0]
        text = texts.get(leaf["i"], {})
        place = f"{leaf['stream']}/{leaf['v']}"
        if kind == "PersonAdded":
            people[leaf["stream"]] = text
        elif kind == "DetailsChanged":
            people[leaf["stream"]] |= text
        elif kind == "PeopleMerged":
            merged[leaf["state"]["person"]] = leaf["state"]["into"]
        elif kind == "MeetingCorrected":
            events[f"{leaf['stream']}/1"] |= leaf["state"] | text
        elif kind == "MeetingRetracted":
            del events[f"{leaf['stream']}/1"]
        elif kind not in {"LedgerOpened", "AliasAdded"}:
            event = {"kind": kind, "stream": leaf["stream"], **leaf["state"], **text}
            events[place] = event
    for person, into in merged.items():
        _merge(people, events, person, into)
    return Exported(leaves[0]["state"]["owner"], people, events)


def _merge(
    people: dict[str, dict[str, Any]],
    events: dict[str, dict[str, Any]],
    person: str,
    into: str,
) -> None:
    """Read one person as another, whose own details go first."""
    card = people.pop(person)
    tags = [*people[into].get("tags", ()), *card.get("tags", ())]
    people[into] = card | people[into] | {"tags": tags}
    for event in events.values():
        for field in ("participants", "people"):
            if field in event:
                event[field] = [into if p == person else p for p in event[field]]


def _lines(file: Path) -> tuple[list[dict[str, Any]], dict[int, dict[str, Any]]]:
    leaves: list[dict[str, Any]] = []
    texts: dict[int, dict[str, Any]] = {}
    for line in map(json.loads, file.read_text().splitlines()):
        if "i" in line:
            leaves.append(line)
        elif "of" in line:
            texts[line["of"]] = line["text"]
    return leaves, texts


FORMS = {
    "CoffeeHad": "coffee",
    "LunchHad": "lunch",
    "DinnerHad": "dinner",
    "PhoneCallHad": "call",
    "GatheringAttended": "gathering",
}


def people_of(event: dict[str, Any]) -> set[str]:
    """Everybody whom an event names."""
    named = {event[field] for field in ("person", "owner", "by") if field in event}
    if event["kind"] == "NoteTaken":
        named.add(event["stream"])
    return named | {*event.get("participants", ()), *event.get("people", ())}


def form_of(event: dict[str, Any]) -> str | None:
    """The form of a meeting or a plan."""
    return event.get("form") or FORMS.get(event["kind"])


def day_of(event: dict[str, Any]) -> str:
    """The day of an event."""
    return str(event.get("occurred_on") or event["recorded_at"][:10])


class Chosen(NamedTuple):
    """Filters as they are typed, and as they are understood here."""

    typed: tuple[str, ...]
    tags: tuple[str, ...]
    organisation: str
    place: str
    companion: str
    forms: tuple[str, ...]
    since: str
    until: str


PERIODS = {
    "": ("", ""),
    "october": ("2026-10-01", "2026-10-31"),
    "2026-Q3": ("2026-07-01", "2026-09-30"),
    "la semaine dernière": ("2026-11-16", "2026-11-22"),
    "mars": ("2026-03-01", "2026-03-31"),
    "2025": ("2025-01-01", "2025-12-31"),
    "yesterday": ("2026-11-22", "2026-11-22"),
}
FORM_WORDS = {
    "coffee": "coffee",
    "déjeuner": "lunch",
    "diner": "dinner",
    "drinks": "drinks",
}


@st.composite
def choices(draw: st.DrawFn) -> Chosen:
    """Some filters at once; since never after until."""
    tags = draw(st.lists(st.sampled_from(["donor", "COLD", "vip"]), max_size=2))
    organisation = draw(st.sampled_from(["", "", "", "credit", "bnp paribas", "Lyon"]))
    place = draw(st.sampled_from(["", "", "lyon", "PARIS", "saint etienne", "Nice"]))
    companion = draw(st.sampled_from(["", "", "", "Ada Okafor", "Wei", "Zoé"]))
    forms = draw(st.lists(st.sampled_from(sorted(FORM_WORDS)), max_size=2))
    since = draw(st.sampled_from(sorted(PERIODS)))
    until = draw(st.sampled_from(sorted(PERIODS)))
    first_day, last_day = PERIODS[since][0], PERIODS[until][1]
    if first_day and last_day and first_day > last_day:
        until, last_day = "", ""
    typed = [word for tag in tags for word in ("--tag", tag)]
    typed += [word for form in forms for word in ("--form", form)]
    for option, value in (
        ("--organization", organisation),
        ("--place", place),
        ("--with", companion),
        ("--since", since),
        ("--until", until),
    ):
        if value:
            typed += [option, value]
    return Chosen(
        tuple(typed),
        tuple(tag.lower() for tag in tags),
        organisation,
        place,
        companion,
        tuple(FORM_WORDS[form] for form in forms),
        first_day,
        last_day,
    )


def fits(person: dict[str, Any], chosen: Chosen, event: dict[str, Any]) -> bool:
    """Whether a person fits, with what is written in an event."""
    tags = {tag.lower() for tag in [*person.get("tags", ()), *event.get("tags", ())]}
    places = (person.get("place", ""), event.get("place", ""))
    return (
        {*chosen.tags} <= tags
        and {*words(chosen.organisation)} <= {*words(person.get("organisation", ""))}
        and any({*words(chosen.place)} <= {*words(place)} for place in places)
    )


def bearer(export: Exported, text: str) -> str:
    """The person whose name has a word."""
    return next(
        person
        for person, card in export.people.items()
        if {*words(text)} <= {*words(card["name"])}
    )


def in_time(day: str, chosen: Chosen) -> bool:
    """Whether a day is within the time chosen."""
    return (chosen.since or "0") <= day <= (chosen.until or "9")


def event_fits(
    export: Exported, event: dict[str, Any], day: str, chosen: Chosen
) -> bool:
    """Whether a list of events shows an event."""
    people = people_of(event)
    others = people - {export.owner}
    return (
        in_time(day, chosen)
        and (not chosen.forms or form_of(event) in chosen.forms)
        and (not chosen.companion or bearer(export, chosen.companion) in people)
        and any(fits(export.people[person], chosen, event) for person in others)
    )


def meetings(export: Exported) -> list[dict[str, Any]]:
    """The meetings that took place."""
    held = (event for event in export.events.values())
    return [event for event in held if event["kind"] in FORMS]


def fitting_people(export: Exported, chosen: Chosen) -> set[str]:
    """The people whom a list of people shows."""
    known = {
        person
        for person, card in export.people.items()
        if person != export.owner and fits(card, chosen, {})
    }
    if not (chosen.companion or chosen.forms or chosen.since or chosen.until):
        return known
    met: set[str] = set()
    companion = {bearer(export, chosen.companion)} if chosen.companion else set()
    for meeting in meetings(export):
        fitting = not chosen.forms or form_of(meeting) in chosen.forms
        if fitting and in_time(day_of(meeting), chosen):
            people = {*meeting["participants"]}
            met |= people - companion if companion <= people else set()
    return known & met


def ids(handshake: Handshake, *command: str) -> list[str]:
    """The ids that a list prints."""
    return handshake(*command, "--ids").stdout.split()


@given(chosen=choices())
def test_lists_of_people_are_narrowed_as_the_export_says(
    ledger: Handshake, chosen: Chosen
) -> None:
    export = exported(ledger)
    fitting = fitting_people(export, chosen)
    assert set(ids(ledger, "person", "list", *chosen.typed)) == fitting
    everybody = ids(ledger, "circle")
    assert ids(ledger, "circle", *chosen.typed) == [
        p for p in everybody if p in fitting
    ]
    proposed = ids(ledger, "next", "--limit", "100")
    expected = [person for person in proposed if person in fitting]
    assert ids(ledger, "next", *chosen.typed, "--limit", "100") == expected
    in_no_time = fitting_people(export, chosen._replace(since="", until=""))
    typed = without_period(chosen.typed)
    ranked = [person for person in ids(ledger, "trust") if person in in_no_time]
    assert ids(ledger, "trust", *typed) == ranked


def without_period(typed: tuple[str, ...]) -> list[str]:
    """The filters without --since and --until, which on `trust` are the time of the changes."""
    pairs = zip(typed[::2], typed[1::2], strict=True)
    return [
        word
        for option, value in pairs
        if option not in {"--since", "--until"}
        for word in (option, value)
    ]


@given(chosen=choices())
def test_lists_of_events_are_narrowed_as_the_export_says(
    ledger: Handshake, chosen: Chosen
) -> None:
    export = exported(ledger)
    timeline = {
        place
        for place, event in export.events.items()
        if event_fits(export, event, day_of(event), chosen)
    }
    assert set(ids(ledger, "timeline", *chosen.typed)) == timeline
    assert set(ids(ledger, "queue", *chosen.typed)) == set(queued(export, chosen))
    everywhere = ids(ledger, "search", "lyon")
    assert ids(ledger, "search", "lyon", *chosen.typed) == [
        row
        for row in everywhere
        if row in timeline or row in fitting_people(export, chosen)
    ]


def queued(export: Exported, chosen: Chosen) -> Iterator[str]:
    """The people never met who connected or asked, and the plans."""
    streams: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for event in export.events.values():
        streams[event["stream"]].append(event)
    met = {person for meeting in meetings(export) for person in meeting["participants"]}
    for stream, events in streams.items():
        latest = events[-1]
        if latest["kind"] == "MeetingProposed":
            if event_fits(export, latest, latest["planned_for"], chosen):
                yield stream
        elif latest["kind"].startswith("Connection") and event_fits(
            export, latest, day_of(latest), chosen
        ):
            yield from {latest["person"]} - met


@given(
    command=st.sampled_from(["person list", "trust", "timeline", "circle", "queue"]),
    length=st.integers(1, 5),
)
def test_a_list_can_be_cut_at_either_end(
    ledger: Handshake, command: str, length: int
) -> None:
    everything = ids(ledger, *command.split())
    size = str(length)
    if command != "queue":  # each of its parts is cut
        assert ids(ledger, *command.split(), "--limit", size) == everything[:length]
        assert ids(ledger, *command.split(), "--last", size) == everything[-length:]
    assert set(ids(ledger, *command.split(), "--limit", size)) <= {*everything}


@given(
    command=st.sampled_from(["person list", "trust", "circle", "next"]),
    key=st.sampled_from(["name", "nom", "trust", "day", "place", "organisation"]),
)
def test_a_list_is_sorted_by_what_the_export_says(
    ledger: Handshake, command: str, key: str
) -> None:
    export = exported(ledger)
    fields = {
        "name": "name",
        "nom": "name",
        "place": "place",
        "organisation": "organisation",
    }
    everybody = set(ids(ledger, *command.split()))
    for typed, reverse in ((key, False), (f"-{key}", True)):
        order = ids(ledger, *command.split(), "--sort", typed)
        assert set(order) == everybody
        if key in fields:
            texts = [
                words(export.people[person].get(fields[key], "")) for person in order
            ]
            known = [text for text in texts if text]
            assert known == sorted(known, reverse=reverse)
            assert texts == known + [text for text in texts if not text]


def test_people_are_sorted_by_the_day_they_were_last_met(ledger: Handshake) -> None:
    export = exported(ledger)
    latest: dict[str, str] = {}
    for meeting in meetings(export):
        if meeting["kind"] == "PhoneCallHad":
            continue
        for person in meeting["participants"]:
            latest[person] = max(latest.get(person, ""), day_of(meeting))
    days = [latest[person] for person in ids(ledger, "trust", "--sort", "day")]
    assert days == sorted(days, reverse=True)
    assert days[0] == date.fromisoformat(TODAY).replace(day=20).isoformat()


@pytest.mark.parametrize("command", ["person list", "trust", "circle", "next"])
def test_csv_and_json_hold_the_rows_whose_ids_are_printed(
    ledger: Handshake, command: str
) -> None:
    words_of_command = (*command.split(), "--place", "Lyon")
    table = list(csv.DictReader(io.StringIO(ledger(*words_of_command, "--csv").stdout)))
    people = ledger.json(*words_of_command)["people"]
    printed = ids(ledger, *words_of_command)
    assert [row["id"] for row in table] == printed
    assert [row.get("person", row)["id"] for row in people] == printed


def test_events_in_csv_have_their_names_places_and_notes(ledger: Handshake) -> None:
    text = ledger("timeline", "--with", "Ada", "--form", "coffee", "--csv").stdout
    *_earlier, coffee, plan = csv.DictReader(io.StringIO(text))
    assert set(coffee["people"].split("; ")) == {"me", "Ada Okafor"}
    assert (coffee["place"], coffee["occurred_on"]) == ("Café de Lyon", "2026-11-20")
    assert (plan["kind"], plan["about"]) == ("MeetingProposed", "coffee")


def test_who_is_in_a_city_by_trust(ledger: Handshake) -> None:
    lines = ledger("trust", "--place", "Lyon").stdout.splitlines()
    assert [line.split("  ")[0] for line in lines[1:]] == ["Ada Okafor", "Émile Zola"]
    near = ledger("timeline", "--place", "Lyno", "--tag", "doner").stderr
    assert near == "No matches. Did you mean Lyon or donor?\n"
    nobody = ledger("trust", "--place", "Nice")
    assert (nobody.stdout, nobody.stderr) == ("", "No matches.\n")
    assert ledger.french()("trust", "--place", "Nice").stderr == "Aucun résultat.\n"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--limit", "1", "--last", "1"), "Use only one of --limit and --last."),
        (("--csv", "--ids"), "Use only one of --json, --csv and --ids."),
        (
            ("--since", "june", "--until", "may"),
            "The --since day must not be after the --until day.",
        ),
        (("--sort", "shoes"), "Cannot sort by shoes"),
        (("--form", "brawl"), "brawl"),
    ],
)
def test_filters_that_contradict_or_mean_nothing_are_refused(
    ledger: Handshake, options: tuple[str, ...], sentence: str
) -> None:
    assert sentence in ledger("person", "list", *options, code=2).stderr


def test_a_filter_names_a_person_that_is_known(ledger: Handshake) -> None:
    assert "Zzz" in ledger("timeline", "--with", "Zzz", code=3).stderr
    refused = ledger("trust", "Ada", "--place", "Lyon", code=2).stderr
    assert "leave out the name" in refused


def test_a_long_list_goes_through_the_pager_on_a_terminal_only(
    handshake: Handshake,
) -> None:
    for number in range(40):
        handshake("person", "add", f"Person {number:02}")
    pager = "sed s/Person.0/Paged/"
    shown = terminal(handshake, "person", "list", pager=pager)
    shown.expect("1 +Paged0 .*40 +Person 39")
    shown.expect(pexpect.EOF)
    short = terminal(handshake, "person", "list", "--limit", "5", pager=pager)
    short.expect("5 +Person 04")
    short.expect(pexpect.EOF)
