"""The search command: people and events where all words of a text are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.cli.session import Session
from ledger.facts.event import PersonId
from ledger.language import N_, _
from ledger.language.console import argument
from ledger.language.phrases import show_choice
from ledger.language.text import fold, visible
from projections.cli import list_output
from projections.cli.event_line import events_section
from projections.cli.list_output import Section
from projections.cli.listing import Listing
from projections.cli.read_options import ListChoice, lists
from projections.cli.read_session import ReadSession, reading_command, reference
from projections.filters import occasion_of
from projections.search.query import search as find

_LONG: Final = 6


@reading_command("search", N_("Search names, notes and places."))
@argument("words", metavar="TEXT...", nargs=-1, required=True)
@lists
def search(session: Session, *, words: Sequence[str], choice: ListChoice) -> None:
    """Show everything that has all the words."""
    with ReadSession.open(session) as reading:
        text = " ".join(words)
        matches = find(reading.tables, reading.identity, reading.listed, text)
        listing = Listing(reading, session, choice)
        by_name = sorted(
            matches.people, key=lambda person: (fold(reading.name(person)), person)
        )
        people = listing.people(by_name, lambda person: person)
        events = listing.events(matches.events, occasion_of)
        sections = [_people(reading, people), events_section(reading, events)]
        list_output.show(
            listing,
            sections,
            lambda: {
                section.name: list(map(section.record, section.rows))
                for section in sections
            },
            lambda: _no_matches(reading, text),
        )


def _no_matches(reading: ReadSession, text: str) -> str:
    """That nothing has the words, with the names that they may have been a slip for."""
    names = [name for name in reading.queries.nearest(text) if _is_slip(text, name)]
    if not names:
        return _('No matches for "{text}".').format(text=visible(text))
    return _('No matches for "{text}". Did you mean {nearest}?').format(
        text=visible(text), nearest=show_choice(list(map(visible, names)))
    )


def _is_slip(text: str, name: str) -> bool:
    """Whether each word of a text is a word of the name but for a letter, or for two if it is long."""
    from rapidfuzz.distance import OSA

    for word in fold(text).split():
        errors = 1 if len(word) < _LONG else 2
        distances = [OSA.distance(word, known) for known in fold(name).split()]
        if min(distances, default=len(word)) > errors:
            return False
    return True


def _people(reading: ReadSession, people: Sequence[PersonId]) -> Section:
    return Section(
        name="people",
        rows=people,
        header=[_("Person"), _("Organisation"), _("Position"), _("Place"), _("Id")],
        line=lambda person: _line(reading, person),
        record=lambda person: reference(reading, person),
        identify=lambda person: person,
        columns=("name", "id"),
    )


def _line(reading: ReadSession, person: PersonId) -> list[str]:
    card = reading.queries.card(person)
    details = (card.organisation, card.position, card.place)
    shown = [visible(detail or "") for detail in details]
    return [visible(reading.name(person)), *shown, person[:8]]
