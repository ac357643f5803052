"""What a write recorded and what it changed, in words and in JSON."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ledger.cli.session import Session, Written
from ledger.facts.codec import state_of, text_of
from ledger.facts.event import PersonId
from ledger.language import _, _n
from ledger.language.folding import fold
from ledger.language.phrases import show_list, show_number
from ledger.language.safe import visible
from ledger.store.encode import instant
from ledger.store.ledger import Ledger, Recorded
from projections.cli.corrections import amended, subject
from projections.cli.describe import Naming, dated, describe
from projections.cli.output import print_json, say
from projections.cli.read_session import views_of
from projections.cli.view_queries import Answers
from projections.engine.sqlite.open import Views
from projections.engine.tables import Fact
from projections.trust import query as ties

if TYPE_CHECKING:
    from ledger.cli.queries import Readings

SHOWN = 10
"""So many events are told one by one, and the trust in so many people."""

DIGITS = 3


class Change(NamedTuple):
    """Trust in a person today, before and after a write."""

    person: PersonId
    before: float
    after: float


def show(session: Session, written: Written) -> None:
    """Show a write: words on standard error, the ids of its events on standard output."""
    touched = _touched(session.ledger, written)
    before = _trust(written.before, touched, session.today)
    with views_of(session.ledger, grown=not written.dry_run) as views, _as_if(views, written):
        answers = Answers(views.tables, views.size)
        after = _trust(answers, touched, session.today)
        changes = [Change(p, before.get(p, 0.0), after.get(p, 0.0)) for p in touched]
        if written.as_json:
            print_json(_as_json(session, written, answers, changes))
        else:
            _tell(session.ledger, written, answers, changes)


def _as_if(views: Views, written: Written) -> AbstractContextManager[None]:
    """With a dry run, the views as they would be."""
    if not written.dry_run:
        return nullcontext()
    from projections.engine.sqlite.preview import preview

    return preview(views, [_fact(each) for each in written.recorded])


def _fact(each: Recorded) -> Fact:
    """A recorded event as projections fold it, where it was not recorded after all."""
    stamp = {"recorded_at": instant(), "recorded_by": "", "source": "cli:"}
    state = state_of(each.event) | stamp
    return Fact(each.i, each.stream, each.v, type(each.event).__name__, state, text_of(each.event))


def _touched(ledger: Ledger, written: Written) -> list[PersonId]:
    """Everybody whom the events name, the owner apart, in order; nobody where they are many."""
    found: dict[PersonId, None] = {}
    for each in written.recorded:
        about = subject(ledger, each)
        state = about[1] if about else state_of(each.event)
        if each.event.stream_kind == "person":
            found[each.stream] = None
        for field in ("participants", "people", "person", "into", "by", "missed_by"):
            value: Any = state.get(field)
            found.update(dict.fromkeys(value if isinstance(value, list) else [value] if value else []))
        if len(found) > 5 * SHOWN:
            return []
    found.pop(written.owner, None)
    return list(found)


def _trust(readings: Readings, people: Sequence[PersonId], today: date) -> dict[PersonId, float]:
    if not isinstance(readings, Answers) or readings.owner is None:
        return {}
    return {
        person: ties.tie(readings.tables, readings.identity, readings.owner, person, today).trust
        for person in people
    }


def _as_json(
    session: Session, written: Written, answers: Answers, changes: Sequence[Change]
) -> dict[str, Any]:
    said: dict[str, Any] = {"batch": written.batch, "dry_run": written.dry_run}
    if written.summary is not None:
        return said | written.summary
    trust = [
        {
            "person": {"id": each.person, "name": answers.name(each.person)},
            "before": each.before,
            "after": each.after,
        }
        for each in changes
    ]
    events = [
        {"i": each.i, "id": each.id, "kind": type(each.event).__name__, **state_of(each.event)}
        for each in written.recorded
    ]
    return said | {"as_of": session.today.isoformat(), "events": events, "trust": trust} | dict(written.also)


def _tell(ledger: Ledger, written: Written, answers: Answers, changes: Sequence[Change]) -> None:
    naming = Naming(answers.name, written.owner)
    if written.dry_run:
        say(_("Nothing is recorded; this would be:"))
    for sentence in written.words:
        say(sentence)
    if written.summary is None:
        said = [each for each in written.recorded if _worth_telling(each, written)]
        for each in said[:SHOWN]:
            say(_sentence(ledger, each, naming))
        if (more := len(said) - SHOWN) > 0:
            say(_n("and {more} more.", "and {more} more.", more).format(more=show_number(more)))
        if trust := _trust_sentence(changes, answers):
            say(trust)
        for each in written.recorded[:SHOWN]:
            if not written.dry_run:
                click.echo(each.id)
    if (
        written.recorded
        and not written.dry_run
        and (written.summary is not None or len(written.recorded) > SHOWN)
    ):
        click.echo(written.batch)


def _worth_telling(each: Recorded, written: Written) -> bool:
    """Whether a sentence of its own is due: not where the command has said it in its own words."""
    own_words = {
        "PersonAdded",
        "LedgerOpened",
        "PeopleMerged",
        "CultureChosen",
        "PersonRenamed",
        "AliasAdded",
    }
    return not written.words or type(each.event).__name__ not in own_words


def _sentence(ledger: Ledger, each: Recorded, naming: Naming) -> str:
    about = subject(ledger, each)
    kind, state = about or (type(each.event).__name__, state_of(each.event))
    sentence = describe(kind, each.stream, state, naming)
    day, precision = state.get("occurred_on"), state.get("precision")
    if kind == "MeetingProposed":
        day = None  # the day it is planned for is in the sentence, and the one that matters
    shown = dated(sentence, str(day) if day else None, str(precision) if precision else None)
    if about:
        shown = amended(type(each.event).__name__, shown)
    return _("{sentence}.").format(sentence=shown)


def _trust_sentence(changes: Sequence[Change], answers: Answers) -> str | None:
    """How trust changed, where it did; that it did not, for one person."""
    moved = [each for each in changes if abs(each.after - each.before) > 1e-12]
    if not moved:
        return None
    shown = [
        _("{name} {before} -> {after}").format(
            name=visible(answers.name(each.person)),
            before=show_number(each.before, DIGITS),
            after=show_number(each.after, DIGITS),
        )
        for each in sorted(moved, key=lambda each: fold(answers.name(each.person)))[:SHOWN]
    ]
    if len(changes) == 1:
        each = moved[0]
        return _("Trust {before} -> {after}.").format(
            before=show_number(each.before, DIGITS), after=show_number(each.after, DIGITS)
        )
    return _("Trust: {changes}.").format(changes=show_list(shown))
