"""Rows that may be meetings: asked about one by one, taken as such, or listed and left out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, Final, NamedTuple

import click

from ledger.cli import unclear_entries
from ledger.cli.import_index import RecordedIndex, WritingIndex
from ledger.cli.session import Session
from ledger.cli.write import Writing
from ledger.errors import Usage
from ledger.facts.meeting.events import Form, forms
from ledger.facts.person.events import PersonErased
from ledger.importers.api import Attended, ImportFile, Sifted, Unclear
from ledger.importers.match.unclear import left, settle, taken, with_answered
from ledger.language import N_, _, _n
from ledger.language.console import ask
from ledger.language.meeting_words import form_named
from ledger.language.phrases import filled, show_date, show_list, show_number
from ledger.language.text import fold, visible


class Settled(NamedTuple):
    """A file with what is unclear in it decided.

    Of the unclear rows some are still `open`, some are `meetings`, and some were `refused`: someone said that they were none.
    """

    file: ImportFile
    open: Sequence[Unclear] = ()
    meetings: Sequence[Unclear] = ()
    refused: Sequence[Unclear] = ()


def settled(session: Session, read: Any, *, review: bool, accept: bool) -> Settled:
    """The reading with its unclear rows decided: by answers, by `accept`, or left out."""
    if isinstance(read, ImportFile):
        return Settled(read)
    sifted: Sifted = with_answered(read, WritingIndex(Writing(session)))
    cannot_ask = review and not (sys.stdin.isatty() and sys.stderr.isatty())
    if cannot_ask:
        raise Usage("Not a terminal; --review needs one to ask you.")
    answer = taken if accept else left
    if review:
        answer = Review(session).answer
    answers = {id(row): answer(row) for row in sifted.unclear}
    file = settle(sifted, lambda row: answers[id(row)])
    file = replace(file, aside=getattr(read, "aside", ()))
    meetings: list[Unclear] = []
    without_form: list[Unclear] = []
    for row in sifted.unclear:
        has_form = answers[id(row)] is not None
        side = meetings if has_form else without_form
        side.append(row)
    if review:
        return Settled(file, meetings=meetings, refused=without_form)
    return Settled(file, meetings=meetings, open=without_form)


def listed(session: Session, file_format: str, outcome: Settled) -> list[str]:
    """Keep what an import left unclear for `review`, and forget what is decided; gives a sentence about it."""
    if session.dry_run:
        return []
    path = session.path
    try:
        unclear_entries.settle(path, outcome.meetings, for_good=False)
        unclear_entries.settle(path, outcome.refused, for_good=True)
        rows = _without_erased(session, outcome.open)
        count = unclear_entries.keep(path, file_format, rows)
    except OSError as error:
        reason = error.strerror
        return [
            _("The unclear entries could not be kept ({reason}).").format(reason=reason)
        ]
    if not count:
        return []
    sentence = _n(
        "{count} unclear entry is left; 'handshake review' asks about it.",
        "{count} unclear entries are left; 'handshake review' asks about each.",
        count,
    )
    return [sentence.format(count=show_number(count))]


def _without_erased(session: Session, rows: Sequence[Unclear]) -> list[Unclear]:
    """The rows that name no erased person; the others are dropped for good."""
    index = RecordedIndex(session)
    addresses = chain.from_iterable(map(_addresses, rows))
    streams = index.streams(set(addresses))
    histories = index.histories(set(streams.values()))
    erased: set[str] = set()
    for key, stream in streams.items():
        history = histories[stream]
        if any(isinstance(event, PersonErased) for event in history):
            erased.add(key)
    return [row for row in rows if erased.isdisjoint(_addresses(row))]


def _addresses(row: Unclear) -> list[str]:
    return [
        key for guest in row.meeting.who for key in (*guest.identifiers, *guest.rows)
    ]


def show_judged(read: Any) -> None:
    """Show how each entry of a calendar was judged, and by which property."""
    for judged in getattr(read, "judged", ()):
        verdict = judged.verdict
        click.echo(
            _("{file}, line {line}: {day} {text}: {kind} ({property})").format(
                file=visible(judged.file),
                line=judged.line,
                day=show_date(judged.on),
                text=visible(judged.text),
                kind=_(KINDS.get(verdict.kind, verdict.kind)),
                property=visible(verdict.property),
            ),
            err=True,
        )


KINDS = {
    "meeting": N_("a meeting"),
    "call": N_("a call"),
    "unclear": N_("unclear"),
    "skip": N_("left out"),
}


_NONE: Final = frozenset({"n", "no", "non"})
"""Answers that a row was no meeting."""


class Review:
    """Asks about each unclear row; one answer may do for a whole series."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.series: dict[str, Form | None] = {}

    def answer(self, row: Unclear) -> Form | None:
        """The form of meeting that the row is, None for none."""
        if row.series and row.series in self.series:
            return self.series[row.series]
        form = self._asked(row)
        if row.series:
            self.series[row.series] = form
        return form

    def _asked(self, row: Unclear) -> Form | None:
        claim = row.meeting.what
        day = ""
        if isinstance(claim, Attended):
            day = show_date(claim.on, claim.precision)
        guest_names = [visible(guest.name) for guest in row.meeting.who]
        guests = show_list(guest_names)
        click.echo(f"{day}  {visible(row.text)}  {guests}", err=True)
        click.echo("  " + filled(row.reason, row.details), err=True)
        suggested = row.suggested
        if row.suggested in forms():
            suggested = _(forms()[row.suggested].title)
        question = _(
            "What kind of meeting was it? Enter for {form}, n for none"
        ).format(form=suggested)
        if row.outcome:
            question = _(
                "What kind of meeting was it? {form}, for instance; Enter for none"
            ).format(form=suggested)
        while True:
            word = fold(ask(question, default=""))
            is_left_open = word in _NONE or (not word and row.outcome)
            if is_left_open:
                return None
            form = form_named(word) if word else row.suggested
            if form is not None:
                return form
            titles = [_(kind.title) for kind in forms().values()]
            click.echo(
                _("Possible values: {known}.").format(known=show_list(titles)), err=True
            )
