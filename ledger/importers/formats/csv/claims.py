"""The claims of a row: a meeting, a connection, a note; or why they are not clear."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias

from ledger.facts import identifiers
from ledger.facts.meeting.events import Form, forms, is_at_a_distance
from ledger.importers.api import Attended, Claim, Connected, Diagnostic, Noted
from ledger.importers.formats.csv.cells import minutes_of
from ledger.importers.formats.csv.rows import Record, tags_of
from ledger.language import N_
from ledger.language.dates.days import Day
from ledger.language.dates.table_dates import Order, is_ambiguous, read_day
from ledger.language.meeting_words import (
    distance,
    distance_in_note,
    form_of,
    is_no_place,
    outcome,
    outcome_in_note,
    tells_presence,
)
from ledger.language.text import fold

NO_DAY: Final = N_("This row says that you met, but not when.")
UNKNOWN_KIND: Final = N_(
    '"{text}" doesn\'t say how you met; write a kind of meeting there, such as coffee or appointment.'
)
NO_KIND: Final = N_(
    "This row has a date but doesn't say how you met; write a kind of meeting there, such as coffee or appointment."
)
NO_NETWORK: Final = N_(
    "This is a connection; say on which network with --network, for instance --network xing."
)
AMBIGUOUS: Final = N_(
    '"{text}" could be day-month or month-day; choose with --dates dmy or --dates mdy.'
)
NO_DATE: Final = N_(
    'Date not understood: "{text}"; expected something like 2026-11-20.'
)
NOT_HELD: Final = N_('"{text}" doesn\'t clearly say that a meeting took place.')
TWO_PLACES: Final = N_('"{text}" has both a place and a call; keep only one.')
NO_LENGTH: Final = N_('Length not understood: "{text}"; expected 1 to 1440 minutes.')

Kind: TypeAlias = "Form | Literal['connection'] | None"

CONNECTION: Final = "connection"

_CONNECTED: Final = frozenset(
    (
        *(
            "connection",
            "connexion",
            "connected",
            "connecte",
            "connectee",
            "relation",
            "mise en relation",
        ),
        *(
            "contact",
            "kontakt",
            "reseau",
            "network",
            "ami",
            "amie",
            "friend",
            "invitation acceptee",
        ),
        *("contact accepte", "linkedin", "xing", "viadeo", "facebook"),
    )
)


@dataclass(frozen=True)
class Terms:
    """The terms of a table: the network of its connections, and the order of its days.

    `is_told`: someone said in what order they are.
    """

    network: str | None = None
    order: Order | None = None
    is_told: bool = False


_LISTED: Final[tuple[Claim, ...]] = (None,)
"""The claims of a row that only lists a person."""

_TELLING: Final = frozenset({"kind", "date", "note"})
"""Columns without which a row only lists a person, unless its table is of a network."""


def claims_of(record: Record, terms: Terms) -> tuple[Claim, ...] | Diagnostic:
    """The claims of a row; `(None,)` if it only lists a person."""
    if terms.network is None and _TELLING.isdisjoint(record.texts):
        return _LISTED
    word = record.first("kind")
    kind = kind_of(word) if word else None
    is_a_meeting = kind not in {None, CONNECTION}
    if kind is not None and is_a_meeting:
        return _met(record, kind, terms)
    if kind == CONNECTION:
        return _connected(record, terms)
    if terms.network:
        return _connected(record, terms)
    is_dated = bool(record.first("date"))
    if not word or not is_dated:
        return _noted(record, terms)
    is_doubted = outcome(word) or _is_question(word)
    if is_doubted:
        return _problem(record, NOT_HELD, word)
    return _problem(record, UNKNOWN_KIND, word)


def _met(record: Record, form: Form, terms: Terms) -> tuple[Claim, ...] | Diagnostic:
    day = _day(record, terms)
    if isinstance(day, Diagnostic):
        return day
    if day is None:
        return Diagnostic(file=record.file, line=record.line, reason=NO_DAY)
    length = record.first("minutes")
    minutes = minutes_of(length)
    if length and minutes is None:
        return _problem(record, NO_LENGTH, length)
    place, note = record.first("place"), record.first("note")
    if record.own_id is None and outcome_in_note(note):
        return _problem(record, NOT_HELD, note)
    if record.own_id is None and not is_at_a_distance(form):
        if distance(place) and not is_no_place(place):
            return _problem(record, TWO_PLACES, place)
        form = distance(place) or distance_in_note(note) or form
    known_place = place or None
    if not record.own_id and is_no_place(place):
        known_place = None
    meeting = Attended(
        form=form,
        on=day.day,
        precision=day.precision,
        minutes=minutes,
        place=known_place,
        note=note or None,
        tags=tags_of(record),
        identifiers=_own(record),
    )
    return (meeting,)


def _own(record: Record) -> tuple[str, ...]:
    """What tells a meeting again that a ledger exported."""
    own = record.own_id
    if not own:
        return ()
    return (identifiers.meeting(own),)


def _connected(record: Record, terms: Terms) -> tuple[Claim, ...] | Diagnostic:
    if terms.network is None:
        return Diagnostic(file=record.file, line=record.line, reason=NO_NETWORK)
    day = _day(record, terms)
    if isinstance(day, Diagnostic):
        return day
    connected = Connected(network=terms.network, on=None)
    if day:
        connected = Connected(
            network=terms.network, on=day.day, precision=day.precision
        )
    return (connected, *_note(record, None))


def _noted(record: Record, terms: Terms) -> tuple[Claim, ...] | Diagnostic:
    """A note if there is one; a date without a note says nothing, and need not be understood.

    But where the table has a column for what was done, the row leaves out what its date is for.
    """
    if not record.first("note"):
        is_wanting = "kind" in record.columns and record.first("date")
        if is_wanting:
            return Diagnostic(file=record.file, line=record.line, reason=NO_KIND)
        return _LISTED
    day = _day(record, terms)
    if isinstance(day, Diagnostic):
        return day
    return _note(record, day)


def _note(record: Record, day: Day | None) -> tuple[Claim, ...]:
    text = record.first("note")
    if not text:
        return ()
    noted = Noted(text=text)
    if day:
        noted = Noted(text=text, on=day.day, precision=day.precision)
    return (noted,)


def _day(record: Record, terms: Terms) -> Day | Diagnostic | None:
    """The day of the row, None where it gives none."""
    text = record.first("date")
    if not text:
        return None
    day = read_day(text, terms.order, told=terms.is_told)
    if day:
        return day
    reason = AMBIGUOUS if is_ambiguous(text) else NO_DATE
    return _problem(record, reason, text)


def _problem(record: Record, reason: str, text: str) -> Diagnostic:
    return Diagnostic(
        file=record.file, line=record.line, reason=reason, details={"text": text}
    )


def kind_of(text: str) -> Kind:
    """The form of meeting that the text names, or a connection; None where it names neither for certain.

    What was done at a distance is that, whatever else the words say: `Café (visio)`.
    """
    if _is_question(text):
        return None
    word = fold(text)
    if word in _CONNECTED:
        return CONNECTION
    exact = _exact(tuple(forms())).get(word)
    if exact:
        return exact
    if outcome(text):
        return None
    form = distance(text) or form_of(text)
    if form:
        return form
    if tells_presence(text):
        return "appointment"
    return None


def _is_question(text: str) -> bool:
    return len(text) > 1 and text.rstrip().endswith("?")


@cache
def _exact(known: tuple[Form, ...]) -> dict[str, Form]:
    """The forms by their folded words."""
    exact: dict[str, Form] = {}
    for form in known:
        kind = forms()[form]
        for word in (form, kind.title, *kind.phrases()):
            exact[fold(word)] = form
    return exact
