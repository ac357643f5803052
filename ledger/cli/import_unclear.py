"""Rows that may be meetings: asked about one by one, taken as such, or listed and left out."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any, Final

import click

from ledger.cli.import_index import WritingIndex
from ledger.cli.session import Session
from ledger.cli.write import Writing
from ledger.errors import Usage
from ledger.facts.meeting.events import Form, forms
from ledger.importers.api import Attended, ImportFile, Sifted, Unclear
from ledger.importers.match.unclear import left, settle, taken, with_answered
from ledger.language import N_, _
from ledger.language.console import ask
from ledger.language.form_words import form_named
from ledger.language.phrases import filled, show_date, show_list
from ledger.language.text import fold, visible


def settled(session: Session, read: Any, *, review: bool, accept: bool) -> ImportFile:
    """The reading with what is unclear in it decided: by answers, by `accept`, or left out."""
    if isinstance(read, ImportFile):
        return read
    sifted: Sifted = with_answered(read, WritingIndex(Writing(session)))
    if review and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Usage("Not a terminal; --review needs one to ask you.")
    answer = Review(session).answer if review else taken if accept else left
    return replace(settle(sifted, answer), aside=getattr(read, "aside", ()))


def show_judged(read: Any) -> None:
    """What each entry of a calendar was found to be, and the property that decided."""
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
        day = (
            show_date(claim.on, claim.precision) if isinstance(claim, Attended) else ""
        )
        guests = show_list([visible(guest.name) for guest in row.meeting.who])
        click.echo(f"{day}  {visible(row.text)}  {guests}", err=True)
        click.echo("  " + filled(row.reason, row.details), err=True)
        suggested = (
            _(forms()[row.suggested].title)
            if row.suggested in forms()
            else row.suggested
        )
        question = _(
            "What kind of meeting was it? Enter for {form}, n for none"
        ).format(form=suggested)
        if row.outcome:
            question = _(
                "What kind of meeting was it? {form}, for instance; Enter for none"
            ).format(form=suggested)
        while True:
            word = fold(ask(question, default=""))
            if word in _NONE or (not word and row.outcome):
                return None
            form = form_named(word) if word else row.suggested
            if form is not None:
                return form
            titles = [_(kind.title) for kind in forms().values()]
            click.echo(
                _("Possible values: {known}.").format(known=show_list(titles)), err=True
            )
