"""The facts of the work as a journal of another program: `python -m tests.benchmarks.journal KIND FILE N`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from ledger.facts.connection.events import Clicked
from ledger.facts.event import Event, PersonId
from ledger.facts.meeting.events import Met
from ledger.facts.person.events import PersonAdded
from tests.benchmarks.work import begun


def write(kind: str, path: Path, size: int) -> None:
    """Write the journal, an entry a fact: what was given to each who was there, in the fact's own unit."""
    owner, entries = begun(size)
    names: dict[PersonId, str] = {}
    with path.open("w", encoding="utf-8") as file:
        for entry in entries:
            (event,) = entry.events
            if isinstance(event, PersonAdded):
                names[entry.stream] = (event.name or "").replace(" ", "-")
                if kind == "beancount":
                    file.write(
                        f"1900-01-01 open Assets:{names[entry.stream].capitalize()}\n"
                    )
            else:
                file.writelines(_entry(kind, owner, names, event))


def _entry(
    kind: str, owner: PersonId, names: dict[PersonId, str], event: Event
) -> Iterator[str]:
    unit = type(event).__name__.upper()
    if isinstance(event, Met):
        others = [each for each in event.participants if each != owner]
    elif isinstance(event, Clicked):
        others = [event.person]
    else:
        return
    account = "Assets" if kind == "beancount" else "people"
    flag = ' * "fact"' if kind == "beancount" else " fact"
    yield f"{event.occurred_on}{flag}\n"
    for each in others:
        shown = names[each].capitalize() if kind == "beancount" else names[each]
        yield f"  {account}:{shown}  1 {unit}\n"
    mine = "Assets:Me" if kind == "beancount" else "me"
    yield f"  {mine}  -{len(others)} {unit}\n\n"


if __name__ == "__main__":
    write(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
