"""Invented files of friends, and what `friends clean` would make of them."""

from __future__ import annotations

import random
from datetime import date, timedelta

from ledger.facts.meeting.events import Met
from ledger.facts.person.commands import TakeNote
from ledger.facts.person.events import AliasAdded, NoteTaken, PersonAdded
from ledger.importers.api import ImportFile
from ledger.importers.formats.friends import FriendsFile
from projections.audit.friends_md import Activity, Friend, Note, friends_file
from tests.importers.ledgers import TODAY, Memory

SAMPLE = """### Activities:
- 2026-11-02: Déjeuner avec **Camille Lefèvre** et **Yanis Moreau** à _Lyon_. @travail
- 2026-10-14: Café avec **Camille Lefèvre**.

### Notes:
- 2026-10-14: **Camille Lefèvre** cherche un associé.

### Friends:
- Camille Lefèvre (a.k.a. Cam) [Lyon] @client
- Yanis Moreau

### Locations:
- Lyon (a.k.a. Lugdunum)
"""

_FIRST = [
    "Ada",
    "Bo",
    "Camille",
    "Dina",
    "Élodie",
    "Farid",
    "Grace",
    "Hugo",
    "Inès",
    "José",
    "Karim",
    "Léa",
]
_LAST = ["Exemple", "Lefèvre", "Moreau", "O'Neil", "Łukasz", "Durand-Petit"]
_PLACES = ["Lyon", "Paris", "Café de Flore", "Marie's Diner", "São Paulo", "Le Havre"]
_TEXTS = [
    "Déjeuner avec {a} et {b} à {p}. @travail",
    "Coffee with {a} at {p}.",
    "Apéro chez {a} @fête:été",
    "Helped {a} move.",
    "Talked to {a} on the phone for an hour.",
    "Lunch with {a}, {b} and {c}; **bold** talk.",
    "Zoom avec {a} @à-distance",
    "Lunch with {a} was cancelled: flu.",
    "Croisé {a} à {p}",
    "Hiked with {a} and {b}.",
    "Saw a film with {a}",
    "Café avec {a}",
]
_NOTES = [
    "{a} cherche un associé.",
    "{a} and {b} know each other. @intro",
    "{a} aime _{p}_? Non: rien.",
    "Ask {a} about {p}",
]
_SOLO = ["Hiked alone in {p}.", "Quiet day."]


def clean_file(lines: int, seed: int) -> str:
    """A file of so many lines as `friends clean` leaves it."""
    rng = random.Random(seed)
    names = sorted(
        {f"{rng.choice(_FIRST)} {rng.choice(_LAST)}" for _ in range(lines // 8)}
    )
    events = {"Activities": list[str](), "Notes": list[str]()}
    for _ in range(lines - len(names) - len(_PLACES) - 7):
        kind = rng.choice(["Activities"] * 4 + ["Notes"])
        texts = (
            _SOLO if rng.random() < 0.05 else _TEXTS if kind == "Activities" else _NOTES
        )
        a, b, c = rng.sample(names, 3)
        day = date(2026, 11, 1) - timedelta(days=rng.randrange(lines // 3))
        text = rng.choice(texts).format(
            a=f"**{a}**", b=f"**{b}**", c=f"**{c}**", p=f"_{rng.choice(_PLACES)}_"
        )
        events[kind].append(
            f"- {day}: {text.replace('**bold**', 'bold').replace('__', '_')}"
        )
    for rows in events.values():
        rows.sort(key=lambda line: line[2:12], reverse=True)
    friends = [f"- {name}{_more(rng)}" for name in names]
    places = [
        f"- {place}{' (a.k.a. Chez nous a.k.a. Là-bas)' if rng.random() < 0.3 else ''}"
        for place in sorted(_PLACES)
    ]
    parts = (*events.items(), ("Friends", friends), ("Locations", places))
    return "\n".join(
        f"### {title}:\n" + "".join(f"{line}\n" for line in rows)
        for title, rows in parts
    )


def _more(rng: random.Random) -> str:
    also = " (a.k.a. Zed a.k.a. Le Grand)" if rng.random() < 0.2 else ""
    place = f" [{rng.choice(_PLACES)}]" if rng.random() < 0.3 else ""
    return (
        also
        + place
        + (" @client @été @réseau:haut-de-gamme" if rng.random() < 0.3 else "")
    )


def take(ledger: Memory, found: FriendsFile, settled: ImportFile) -> None:
    """Import all that a file holds, with what the ledger keeps as the owner's notes."""
    ledger.take(settled)
    for noted in found.aside:
        if not ledger.streams(noted.identifiers):
            ledger.do(ledger.owner, TakeNote(**vars(noted), today=TODAY))


def exported(ledger: Memory) -> str:
    """What the ledger's events come to as a file."""
    meetings, notes, friends = list[Activity](), list[Note](), dict[str, Friend]()
    for order, (stream, events) in enumerate(ledger.streams_.items()):
        for event in events:
            match event:
                case Met():
                    people = tuple(
                        each for each in event.participants if each != ledger.owner
                    )
                    said = (event.place, event.note, event.tags or ())
                    said_there = Activity(
                        event.occurred_on, order, event.title, people, *said
                    )
                    meetings.append(said_there._replace(from_file=True))
                case NoteTaken(text=str(text)):
                    person = None if stream == ledger.owner else stream
                    notes.append(
                        Note(
                            event.occurred_on or TODAY,
                            order,
                            person,
                            text,
                            from_file=True,
                        )
                    )
                case PersonAdded(name=str(name)) if stream != ledger.owner:
                    friends[stream] = Friend(name, (), event.place, event.tags or ())
                case AliasAdded(alias=str(alias)):
                    known = friends[stream]
                    friends[stream] = known._replace(aliases=(*known.aliases, alias))
                case _:
                    pass
    return friends_file(meetings, notes, friends)
