"""The undo command: everything that one invocation recorded, taken back by later events."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import click
import orjson

from ledger.cli.options import writing_command
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.errors import NotFound
from ledger.facts.event import Event, StreamId
from ledger.facts.person.events import PersonAdded
from ledger.facts.undo import out_of_effect, take_back
from ledger.language import N_, _, _n
from ledger.language.console import argument, confirm, option
from ledger.language.phrases import show_number
from ledger.language.text import visible
from ledger.store.ledger import is_there


@writing_command(
    "undo", N_("Undo the last command, or a given one, by recording new events.")
)
@argument("batch", required=False, metavar="COMMAND")
@option("--yes", "-y", is_flag=True, help=N_("Do not ask."))
def undo(session: Session, *, batch: str | None, yes: bool) -> Written:
    """Undo a batch; the last one if none is named, after a question on a terminal."""
    if not is_there(session.file):
        raise NotFound("Nothing to undo.")

    def build(writing: Writing) -> None:
        name, places = writing.queries.batch(batch)
        if not places and batch is None:
            raise NotFound("Nothing to undo.")
        if not places:
            raise NotFound(
                "No command has the id {batch}; 'handshake timeline --history' lists them.",
                batch=batch,
            )
        is_refused = (
            batch is None and not yes and not _agreed(session, writing, name, places)
        )
        if is_refused:
            writing.say(_("Nothing was undone."))
            return
        writing.source = f"undo:{name}"
        streams: dict[StreamId, list[int]] = {}
        for stream, v in places:
            streams.setdefault(stream, []).append(v)
        gone = out_of_effect({**writing.queries.undoes(), session.batch: name})
        for stream, positions in reversed(streams.items()):
            _undo(writing, name, stream, positions, gone)
        _say_count(writing)

    return write(session, build)


SHOWN: Final = 10
"""The most events that are listed one by one before they are undone."""


def _agreed(
    session: Session,
    writing: Writing,
    batch: str,
    places: Sequence[tuple[StreamId, int]],
) -> bool:
    """Whether the user agrees to undo the last command, after reading what that takes back."""
    if not session.can_ask:
        return True
    lines = [_("This undoes your last command:")]
    lines += [f"  {words}" for words in writing.queries.in_words(places[:SHOWN])]
    more = len(places) - SHOWN
    if more > 0:
        sentence = _n("and {more} more.", "and {more} more.", more)
        lines.append("  " + sentence.format(more=show_number(more)))

    def ask() -> bool:
        for line in lines:
            click.echo(line, err=True)
        return confirm(_("Undo it?"), default=False)

    return session.answer_once(f"undo {batch}", ask)


def _undo(
    writing: Writing,
    batch: str,
    stream: StreamId,
    positions: Sequence[int],
    gone: Collection[str],
) -> None:
    history = writing.history_as_mine(stream)
    added = [v for v in positions if isinstance(history[v - 1], PersonAdded)]
    is_mine = stream == writing.me
    if added and not is_mine:
        others = writing.queries.batches_about(stream) - {batch, *gone}
        if not others:
            added = []
        else:
            sentence = _(
                "{name} stays, because something else was recorded about them since."
            )
            writing.say(sentence.format(name=visible(writing.queries.name(stream))))
    positions = [v for v in positions if v not in added]
    if positions:
        take_back_all(writing, stream, history, positions, gone)


def take_back_all(
    writing: Writing,
    stream: StreamId,
    history: Sequence[Event],
    positions: Sequence[int],
    gone: Collection[str] = (),
) -> None:
    """The events that undo these positions of a stream of such a `history`, all together.

    What batches that are out of effect (`gone`) recorded there counts no more.
    """
    ignoring: list[int] = []
    if gone and len(history) > len(positions):
        stored = writing.session.ledger.store.history(stream)
        batches = (
            (row.v, orjson.loads(row.state)["source"].rpartition(":")[2])
            for row in stored
        )
        ignoring = [v for v, batch in batches if batch in gone]
    writing.add(stream, take_back(history, *positions, ignoring=ignoring), len(history))


def _say_count(writing: Writing) -> None:
    event_counts = (len(entry.events) for entry in writing.entries.values())
    count = sum(event_counts)
    if not count:
        writing.say(_("Nothing to undo."))
        return
    writing.say(
        _n("Undid {count} event.", "Undid {count} events.", count).format(
            count=show_number(count)
        )
    )
