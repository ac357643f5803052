"""Six invented people, scored as contact managers do and as the ledger does: `python -m tests.benchmarks.six_people`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp

from ledger.facts.meeting.events import forms
from projections.trust.model import Evidence, explained, scepticism, worth

TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Interaction:
    """Something that happened so many days ago, on one channel, by the owner (`out`) or the other one."""

    days_ago: int
    channel: str
    out: bool = True


@dataclass(frozen=True)
class Somebody:
    """An invented person: meetings by form and age in days, and what happened on line."""

    name: str
    meetings: Sequence[tuple[str, int]] = ()
    on_line: Sequence[Interaction] = ()


def every(step: int, until: int, channel: str) -> list[Interaction]:
    """An interaction every so many days, in turn by one and the other."""
    return [
        Interaction(ago, channel, out=bool(n % 2))
        for n, ago in enumerate(range(1, until, step))
    ]


PEOPLE = (
    Somebody(
        "six coffees in a year, nothing on line",
        [("coffee", 30 + 60 * n) for n in range(6)],
    ),
    Somebody("sixty messages, never met", on_line=every(6, 360, "message")),
    Somebody("one of the 500+", on_line=[Interaction(700, "connection")]),
    Somebody(
        "an old friend, twenty lunches, the last 400 days ago",
        [("lunch", 400 + 60 * n) for n in range(20)],
    ),
    Somebody(
        "changed the own profile eight times",
        on_line=[
            Interaction(10 * n + 3, f"profile {n % 3}", out=False) for n in range(8)
        ],
    ),
    Somebody("a first coffee yesterday", [("coffee", 1)]),
)


def trust(person: Somebody) -> float:
    """Trust as the ledger computes it, the French way. What happens on line is no argument of it."""
    met = [
        Evidence(i, (TODAY - timedelta(ago)).toordinal(), worth(forms()[form], None))
        for i, (form, ago) in enumerate(person.meetings)
    ]
    return explained(met, (), (), scepticism(260), TODAY.toordinal()).trust


def contact_manager(person: Somebody) -> float:
    """The idea of typical scores, 0 to 1: recency, frequency, reciprocity and breadth of what is tracked.

    Such programs see what passes through them; a coffee nobody typed in is not there.
    """
    seen = person.on_line
    if not seen:
        return 0.0
    recency = exp(-min(each.days_ago for each in seen) / 30)
    frequency = min(1.0, len([each for each in seen if each.days_ago <= 365]) / 20)
    sent = sum(each.out for each in seen)
    reciprocity = min(sent, len(seen) - sent) / max(sent, len(seen) - sent)
    breadth = min(1.0, len({each.channel for each in seen}) / 3)
    return 0.4 * recency + 0.3 * frequency + 0.2 * reciprocity + 0.1 * breadth


def table(people: Iterable[Somebody] = PEOPLE) -> list[tuple[str, float, float]]:
    """Each person with both scores, the highest trust first."""
    rows = [(each.name, contact_manager(each), trust(each)) for each in people]
    return sorted(rows, key=lambda row: (-row[2], row[1], row[0]))


def main() -> None:
    """Print the table."""
    print(f"{'':55}{'contact manager':>17}{'trust':>8}")
    for name, other, ours in table():
        print(f"{name:55}{other:17.3f}{ours:8.3f}")


if __name__ == "__main__":
    main()
