"""The page to read before a meeting, in words; `projections.sheet` has its contents."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import click

from ledger.facts.event import PersonId
from ledger.facts.meeting.events import forms
from ledger.language import N_, _, _n
from ledger.language.command_words import command_line
from ledger.language.phrases import (
    show_ago,
    show_date,
    show_duration,
    show_form,
    show_list,
    show_near_date,
    show_network,
    show_number,
)
from ledger.language.text import visible
from projections.cli import tones
from projections.cli.describe import Naming, argument_for, role
from projections.cli.event_line import states_of, text, texts_of, what, when
from projections.cli.output import print_indented, tone_of_level
from projections.cli.read_session import ReadSession
from projections.cli.sparks import sparks
from projections.directory.tables import Person
from projections.network.acquaintances import Introduction, Together
from projections.queue.query import Open
from projections.queue.tables import ConnectionRow
from projections.rhythm import Rhythm
from projections.sheet import PersonSheet, person_sheet
from projections.timeline.entries import TimelineEntry
from projections.trust.model import level, level_in_words

LATEST: Final = 3
"""Meetings, notes, favours and introductions that are shown of each; JSON has as many."""

DIGITS: Final = 3


def sheet_of(reading: ReadSession, person: PersonId, today: date) -> PersonSheet:
    """The sheet about a person on a day."""
    return person_sheet(reading.tables, reading.identity, reading.listed, person, today)


# ---------------------------------------------------------------- in words


def show(reading: ReadSession, person: PersonId, today: date) -> None:
    """Print the page about a person."""
    sheet = sheet_of(reading, person, today)
    show_details(reading, sheet.card)
    coloured = _colours(reading, sheet)
    for title, lines in sections(reading, sheet):
        if lines:
            click.echo(click.style(title, bold=True))
        for line in lines:
            print_indented(line, 2, tone=coloured.get(line))


def _colours(reading: ReadSession, sheet: PersonSheet) -> dict[str, str | None]:
    """The colours of the lines that have one: the level of trust, what stretches, what is due."""
    coloured = {_level(sheet): tone_of_level(level(sheet.tie))}
    if sheet.rhythm and sheet.rhythm.stretched:
        coloured[_rhythm(sheet.rhythm)] = tones.FADING
    every_days, last_met = sheet.card.every_days, sheet.tie.last_met
    if every_days and last_met and (sheet.as_of - last_met).days > every_days:
        coloured[_cadence(sheet, every_days)] = tones.DUE
    for plan in sheet.plans:
        tone = tones.of_plan(plan.planned_for, sheet.as_of)
        coloured[plan_line(reading, sheet, plan)] = tone
    return coloured


def show_details(reading: ReadSession, card: Person) -> None:
    """Print a person's name, and who that is."""
    print_indented(visible(reading.name(card.id)), 0, bold=True)
    for line in details(card):
        print_indented(line, 2)


def details(card: Person) -> list[str]:
    """Who a person is, a line for each detail known."""
    until_shown = ""
    if card.until:
        until_shown = show_date(date.fromisoformat(card.until))
    restricted_shown = ""
    if card.restricted:
        restricted_shown = _("yes")
    labelled = [
        (_("Also called"), show_list(json.loads(card.aliases))),
        (_("E-mail"), ", ".join(json.loads(card.emails))),
        (_("Phone"), ", ".join(json.loads(card.phones))),
        (_("Profile"), ", ".join(json.loads(card.urls))),
        (_("Language"), card.language or ""),
        (_("Tags"), ", ".join(json.loads(card.tags))),
        (
            _("Not suggested before"),
            until_shown,
        ),
        (_("Hidden from lists"), restricted_shown),
    ]
    lines = [
        _("{label}: {value}").format(label=label, value=visible(value))
        for label, value in labelled
        if value
    ]
    occupation = role(card)
    if not occupation:
        return lines
    return [occupation, *lines]


def sections(
    reading: ReadSession, sheet: PersonSheet
) -> Iterator[tuple[str, list[str]]]:
    """The parts of the page below the details: a title and its lines, which may be none."""
    yield _("How you know each other"), _acquaintance(reading, sheet)
    yield _("Trust"), _trust(reading, sheet)
    plan_lines = [plan_line(reading, sheet, plan) for plan in sheet.plans]
    yield _("Planned"), plan_lines
    yield _("Recent meetings"), _meetings(reading, sheet)
    yield _("Notes"), _events(reading, sheet.notes, None)
    yield _("Favours"), _favours(reading, sheet)
    yield _("Introductions"), _introductions(reading, sheet)
    yield _("Plans kept and missed"), _promises(reading, sheet)
    yield _("People in common"), _common(reading, sheet)
    yield _("To correct"), _corrections(reading, sheet)


def in_short(reading: ReadSession, sheet: PersonSheet) -> list[str]:
    """The page in a few lines: how you stand, the last meeting and note, favours, people in common."""
    lines = _standing_in_short(reading, sheet)
    lines += _labelled(_("Last time"), _meetings(reading, sheet)[:1])
    lines += _labelled(_("Note"), _events(reading, sheet.notes, None)[:1])
    lines += _labelled(_("Favours"), _favours(reading, sheet)[:1])
    lines += _labelled(_("In common"), _common(reading, sheet)[:1])
    return lines


def _standing_in_short(reading: ReadSession, sheet: PersonSheet) -> list[str]:
    """Trust in words, and how often you met; how you know each other where you never met."""
    if not sheet.tie.days_met:
        return [level_in_words(sheet.tie), *_acquaintance(reading, sheet)]
    met = _met(reading, sheet, sheet.tie.days_met, sheet.tie.last_met or sheet.as_of)
    return [f"{_level(sheet)} · {met}"]


def _labelled(label: str, lines: Sequence[str]) -> list[str]:
    return [_("{label}: {value}").format(label=label, value=line) for line in lines]


def _acquaintance(reading: ReadSession, sheet: PersonSheet) -> list[str]:
    """How long, and through which introduction, the owner knows the person; their networks, with messages."""
    naming = Naming(reading.name, reading.owner)
    introduced = [
        _("Introduced by {name}, {day}").format(
            name=naming.of(introduction.by), day=show_date(introduction.day)
        )
        for introduction in sheet.introduced_by
    ]
    first = _first_contact(reading, sheet, naming)
    return [*introduced, *first, *map(_connection, sheet.connections)]


def _first_contact(
    reading: ReadSession, sheet: PersonSheet, naming: Naming
) -> list[str]:
    """The first thing that happened, and the first meeting where that is another."""
    lines: list[str] = []
    told_below = {sheet.first_meeting, *_connections_begun(sheet)}
    message = _message(reading, sheet.since)
    if sheet.since and sheet.since not in told_below:
        states = states_of(reading, [sheet.since])
        event = what(reading, sheet.since, states[sheet.since.i], naming)
        contact = _("First contact: {day} · {event}").format(
            day=when(sheet.since), event=event
        )
        lines.append(" · ".join(filter(None, (contact, message))))
    elif message:
        lines.append(_("Message: {text}").format(text=message))
    if sheet.first_meeting:
        lines.append(
            _("First met: {day} · {event}").format(
                day=when(sheet.first_meeting),
                event=_meeting(reading, sheet, sheet.first_meeting),
            )
        )
    return lines


def _message(reading: ReadSession, row: TimelineEntry | None) -> str:
    """What was written with the request that was the first contact."""
    if row is None:
        return ""
    if row.sort != "click":
        return ""
    return text(row, texts_of(reading, [row]))


def _connections_begun(sheet: PersonSheet) -> list[TimelineEntry]:
    """The first contact, if it is the day from which a connection stands as its own line says."""
    begun = sheet.since
    if begun is None:
        return []
    if begun.sort != "click":
        return []
    since = {connection.since for connection in sheet.connections}
    if begun.day not in since:
        return []
    return [begun]


_STANDING: Final = {
    "accepted": N_("connected"),
    "requested": N_("asked to connect, no answer yet"),
    "declined": N_("request declined"),
    "withdrawn": N_("request withdrawn"),
    "removed": N_("no longer connected"),
}
_SENT: Final = N_("you asked to connect, no answer yet")


def _connection(connection: ConnectionRow) -> str:
    """A network, how the connection stands and since when, and its messages."""
    parts = []
    if connection.standing:
        parts = [_stands(connection)]
    if connection.messages:
        counted = _n("{count} message", "{count} messages", connection.messages)
        parts.append(counted.format(count=show_number(connection.messages)))
    return _("{label}: {value}").format(
        label=show_network(connection.network), value=", ".join(parts)
    )


def _stands(connection: ConnectionRow) -> str:
    sentence = _STANDING[connection.standing]
    is_sent = connection.standing == "requested" and connection.direction == "sent"
    if is_sent:
        sentence = _SENT
    if not connection.since:
        return _(sentence)
    day = date.fromisoformat(connection.since)
    shown = show_date(day, connection.precision)
    return _("{standing} ({day})").format(standing=_(sentence), day=shown)


def _trust(reading: ReadSession, sheet: PersonSheet) -> list[str]:
    """Trust in words and number, its year as a line, what a coffee adds, and the cadence."""
    tie = sheet.tie
    lines = [_level(sheet)]
    if tie.last_met:
        lines.append(_met(reading, sheet, tie.days_met, tie.last_met))
    if any(value for _day, value in sheet.curve):
        curve = sparks([value for _day, value in sheet.curve])
        lines.append(_("last 12 months: {curve}").format(curve=curve))
    coffee = show_number(sheet.with_coffee, DIGITS)
    lines.append(_("a coffee today: {trust}").format(trust=coffee))
    if sheet.card.every_days:
        lines.append(_cadence(sheet, sheet.card.every_days))
    if sheet.rhythm:
        lines.append(_rhythm(sheet.rhythm))
    return lines


def _rhythm(rhythm: Rhythm) -> str:
    """The usual gap between two meetings, and whether it has stretched."""
    usual = _n(
        "you usually meet every day",
        "you usually meet every {days} days",
        rhythm.usual_days,
    ).format(days=show_number(rhythm.usual_days))
    if not rhythm.stretched:
        return usual
    return _("{usual}; last met {ago}").format(
        usual=usual, ago=show_ago(rhythm.days_since)
    )


def _level(sheet: PersonSheet) -> str:
    """Trust as a number and in words; in words alone of a person never met."""
    level = level_in_words(sheet.tie)
    if not sheet.tie.days_met:
        return level
    trust = show_number(sheet.tie.trust, DIGITS)
    return _("{trust}, {level}").format(trust=trust, level=level)


def _met(reading: ReadSession, sheet: PersonSheet, days: int, last_met: date) -> str:
    """On how many days the two met, for how long, and when last."""
    return _n(
        "met on {count} day, {duration} together; last met: {day}",
        "met on {count} days, {duration} together; last met: {day}",
        days,
    ).format(
        count=show_number(days),
        duration=show_duration(sheet.minutes),
        day=reading.queries.met_on(sheet.person, last_met),
    )


def _cadence(sheet: PersonSheet, every_days: int) -> str:
    if sheet.tie.last_met is None:
        sentence = _n(
            "You aim to meet every day; you have not met yet.",
            "You aim to meet every {days} days; you have not met yet.",
            every_days,
        )
        return sentence.format(days=every_days)
    sentence = _n(
        "You aim to meet every day; last met {ago}.",
        "You aim to meet every {days} days; last met {ago}.",
        every_days,
    )
    passed = (sheet.as_of - sheet.tie.last_met).days
    return sentence.format(days=every_days, ago=show_ago(passed))


def plan_line(reading: ReadSession, sheet: PersonSheet, plan: Open) -> str:
    """An open plan: its day and hour, its form, who else comes, how it stands."""
    title = show_form(plan.form)
    day = (
        show_near_date(plan.planned_for, sheet.as_of)
        if plan.planned_for
        else _("no day yet")
    )
    if plan.planned_at:
        day = _("{day}, {time}").format(day=day, time=plan.planned_at)
    meeting = _with_others(reading, sheet, title, plan.people)
    return f"{day} · {meeting} ({_(plan.status)})"


def _with_others(
    reading: ReadSession, sheet: PersonSheet, title: str, people: Sequence[PersonId]
) -> str:
    """A form of meeting, and who else was there besides the owner and the person of the page."""
    roots = set(map(reading.identity.root, people))
    others = roots - {reading.identity.root(reading.owner), sheet.person}
    if not others:
        return title
    names = Naming(reading.name, reading.owner).all(sorted(others))
    return _("{form} (with {people})").format(form=title, people=names)


def _meeting(reading: ReadSession, sheet: PersonSheet, row: TimelineEntry) -> str:
    titles = {kind.__name__: kind.title for kind in forms().values()}
    meeting = _with_others(reading, sheet, _(titles[row.kind]), row.participants)
    if row.minutes:
        meeting += f", {show_duration(row.minutes)}"
    return meeting


def _meetings(reading: ReadSession, sheet: PersonSheet) -> list[str]:
    """A line for each of the last meetings, with place and note, and how many more there are."""
    latest = sheet.meetings[:LATEST]
    texts = texts_of(reading, latest)
    lines: list[str] = []
    for row in latest:
        parts = (when(row), _meeting(reading, sheet, row), text(row, texts))
        lines.append(" · ".join(filter(None, parts)))
    more = len(sheet.meetings) - len(latest)
    return [*lines, *_more(more)]


def _more(count: int) -> list[str]:
    if not count:
        return []
    sentence = _n("and {count} more", "and {count} more", count)
    return [sentence.format(count=show_number(count))]


def _events(
    reading: ReadSession, rows: Sequence[TimelineEntry], naming: Naming | None
) -> list[str]:
    """A line an event: its day, what it was unless the title tells, what was written."""
    latest = rows[:LATEST]
    texts = texts_of(reading, latest)
    states = states_of(reading, latest) if naming else {}
    lines: list[str] = []
    for row in latest:
        event = ""
        if naming:
            event = what(reading, row, states[row.i], naming)
        lines.append(" · ".join(filter(None, (when(row), event, text(row, texts)))))
    return [*lines, *_more(len(rows) - len(latest))]


def _favours(reading: ReadSession, sheet: PersonSheet) -> list[str]:
    """The balance, then the last favours."""
    balance = sheet.balance
    if not balance.given and not balance.received:
        return []
    if balance.owed > 0:
        sentence = _("given: {given}, received: {received}; you owe {owed}")
    elif balance.owed < 0:
        sentence = _("given: {given}, received: {received}; {owed} owed to you")
    else:
        sentence = _("given: {given}, received: {received}; even")
    kinds = [row.kind for row in sheet.favours]
    counted = sentence.format(
        given=_told_apart(balance.given, kinds.count("FavourGiven")),
        received=_told_apart(balance.received, kinds.count("FavourReceived")),
        owed=show_number(abs(balance.owed)),
    )
    naming = Naming(reading.name, reading.owner)
    return [counted, *_events(reading, sheet.favours, naming)]


def _told_apart(count: int, favours: int) -> str:
    """A count with its parts, favours and introductions: `3 (1 favour, 2 introductions)`."""
    introductions = count - favours
    if not introductions:
        return show_number(count)
    parts: list[str] = []
    if favours:
        favour = _n("{count} favour", "{count} favours", favours)
        parts.append(favour.format(count=show_number(favours)))
    introduction = _n("{count} introduction", "{count} introductions", introductions)
    parts.append(introduction.format(count=show_number(introductions)))
    return f"{show_number(count)} ({', '.join(parts)})"


def _introductions(reading: ReadSession, sheet: PersonSheet) -> list[str]:
    """Introductions, and what came of it."""
    latest = sheet.introductions[:LATEST]
    lines = [_introduction(reading, introduction) for introduction in latest]
    return [*lines, *_more(len(sheet.introductions) - len(latest))]


def _introduction(reading: ReadSession, introduction: Introduction) -> str:
    naming = Naming(reading.name, reading.identity.root(reading.owner))
    people = naming.all(sorted(introduction.people))
    if introduction.by == reading.identity.root(reading.owner):
        sentence = _("You introduced {people}").format(people=people)
    else:
        sentence = _("{name} introduced {people}").format(
            name=naming.of(introduction.by), people=people
        )
    line = f"{show_date(introduction.day)} · {sentence}"
    if introduction.met_on:
        line += _("; they met on {day}").format(day=show_date(introduction.met_on))
    return line


def _promises(reading: ReadSession, sheet: PersonSheet) -> list[str]:
    """How many plans were held, and who missed how many."""
    promises = sheet.promises
    if not any(promises):
        return []
    parts = [
        _n("{count} plan kept", "{count} plans kept", promises.kept).format(
            count=show_number(promises.kept)
        )
    ]
    if promises.missed:
        parts.append(
            _("{count} missed by {name}").format(
                count=show_number(promises.missed),
                name=visible(reading.name(sheet.person)),
            )
        )
    if promises.missed_by_owner:
        parts.append(
            _("{count} missed by you").format(
                count=show_number(promises.missed_by_owner)
            )
        )
    return [", ".join(parts)]


def _common(reading: ReadSession, sheet: PersonSheet) -> list[str]:
    """The people both know, those most often at one table first."""
    pairs = sheet.common[: 2 * LATEST]
    if not pairs:
        return []
    names = [
        _n(
            "{name} (met together once)",
            "{name} (met together {times} times)",
            pair.times,
        ).format(
            name=visible(reading.name(other_of(pair, sheet.person))), times=pair.times
        )
        for pair in pairs
    ]
    return [show_list(names), *_more(len(sheet.common) - len(pairs))]


def other_of(pair: Together, person: PersonId) -> PersonId:
    """The other person of a pair."""
    former, latter = pair.people
    if former == person:
        return latter
    return former


def _corrections(reading: ReadSession, sheet: PersonSheet) -> list[str]:
    """The commands that put right what stands above."""
    name = argument_for(reading.queries, sheet.person)
    commands = [
        (_("Details"), command_line(f"person details {name} --position …")),
        (_("Name"), command_line(f"person rename {name} …")),
        (_("Meetings and everything else"), command_line(f"timeline {name}")),
    ]
    if sheet.meetings:
        last = (_("Last meeting"), command_line(f"correct {name} --minutes …"))
        commands.insert(2, last)
    return [
        _("{label}: {value}").format(label=label, value=command)
        for label, command in commands
    ]
