"""The search command: people and events where all words of a text are written."""

from __future__ import annotations

from collections.abc import Sequence

import click

from ledger.cli.session import Session
from ledger.facts.event import PersonId
from ledger.language import N_, _
from ledger.language.console import argument
from ledger.language.safe_text import visible
from projections.cli.describe import Naming
from projections.cli.event_line import as_json, short_id, text, texts_of, what, when
from projections.cli.output import print_json, print_table, say
from projections.cli.read_session import ReadSession, reading_command, reference
from projections.search.query import search as find
from projections.timeline.entries import TimelineEntry


@reading_command("search", N_("Search names, notes and places."))
@argument("words", metavar="TEXT...", nargs=-1, required=True)
def search(session: Session, *, words: Sequence[str]) -> None:
    """Show everything that has all the words."""
    with ReadSession.open(session) as reading:
        matches = find(
            reading.tables, reading.identity, reading.listed, " ".join(words)
        )
        if reading.as_json:
            texts = texts_of(reading, matches.events)
            print_json(
                {
                    "people": [reference(reading, person) for person in matches.people],
                    "events": [as_json(reading, row, texts) for row in matches.events],
                }
            )
            return
        if not matches.people and not matches.events:
            say(_('No matches for "{text}".').format(text=visible(" ".join(words))))
        if matches.people:
            _show_people(reading, matches.people)
        if matches.people and matches.events:
            click.echo()
        if matches.events:
            _show_events(reading, matches.events)


def _show_people(reading: ReadSession, people: Sequence[PersonId]) -> None:
    cards = [reading.queries.card(person) for person in people]
    lines = [
        [
            *(
                visible(text or "")
                for text in (
                    reading.name(card.id),
                    card.organisation,
                    card.position,
                    card.place,
                )
            ),
            card.id[:8],
        ]
        for card in cards
    ]
    lines.sort(key=lambda line: line[0].casefold())
    print_table(
        [_("Person"), _("Organisation"), _("Position"), _("Place"), _("Id")], lines
    )


def _show_events(reading: ReadSession, events: Sequence[TimelineEntry]) -> None:
    naming, texts = Naming(reading.name, reading.owner), texts_of(reading, events)
    lines = [
        [when(row), what(reading, row, naming), text(row, texts), short_id(row)]
        for row in events
    ]
    print_table([_("Day"), _("What"), _("Note"), _("Id")], lines)
