"""The undo command: everything that one invocation recorded, taken back by later events."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.cli.options import writing_command
from ledger.cli.session import Session, Written
from ledger.cli.writing import Writing, write
from ledger.errors import NotFound
from ledger.facts.base import StreamId
from ledger.facts.people import PersonAdded
from ledger.facts.taking_back import take_back
from ledger.language import N_, _, _n
from ledger.language.console import argument
from ledger.language.safe import visible


@writing_command("undo", N_("Take back everything that one invocation recorded, by later events."))
@argument("batch", required=False, metavar="BATCH")
def undo(session: Session, *, batch: str | None) -> Written:
    """Undo a batch; the last one if none is named."""

    def build(writing: Writing) -> None:
        name, places = writing.readings.batch(batch)
        if not places:
            raise NotFound("There is no batch {batch}: 'handshake timeline' shows them.", batch=batch or "")
        streams: dict[StreamId, list[int]] = {}
        for stream, v in places:
            streams.setdefault(stream, []).append(v)
        for stream, positions in reversed(streams.items()):
            _undo(writing, name, stream, positions)
        _say_count(writing)

    return write(session, build)


def _undo(writing: Writing, batch: str, stream: StreamId, positions: Sequence[int]) -> None:
    history = writing.history(stream)
    added = any(isinstance(history[v - 1], PersonAdded) for v in positions)
    if added and writing.readings.batches_about(stream) - {batch}:
        writing.say(
            _("{name} stays: something else was recorded about them since.").format(
                name=visible(writing.readings.name(stream))
            )
        )
        positions = [v for v in positions if not isinstance(history[v - 1], PersonAdded)]
    take_back_all(writing, stream, positions)


def take_back_all(writing: Writing, stream: StreamId, positions: Sequence[int]) -> None:
    """The events that undo these positions of a stream, all together."""
    history = writing.history(stream)
    writing.add(stream, take_back(history, *positions), len(history))


def _say_count(writing: Writing) -> None:
    count = sum(len(entry.events) for entry in writing.entries.values())
    writing.say(_n("{count} event taken back.", "{count} events taken back.", count).format(count=count))
