"""Writes the sample LinkedIn export beside this file: invented people, the same bytes every time.

    python docs/sample/make_sample.py [FOLDER]

Only ``Random.random`` is used: the standard library promises its sequence from version to version,
and not that of ``choice`` or ``sample``.
"""

from __future__ import annotations

import csv
import io
import sys
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar
from urllib.parse import quote

T = TypeVar("T")
LAST_DAY = date(2026, 11, 20)
DAYS = (LAST_DAY - date(2012, 2, 6)).days
NOTES = "When exporting your connection data, you may notice that some of the email addresses are missing."
CONNECTION = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
INVITATION = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl"
MESSAGE = (
    "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,"
    "DATE,SUBJECT,CONTENT,FOLDER,ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION ARCHIVED"
)
WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist; `slug` where the profile address does not follow from the name."""

    given: str
    family: str
    slug: str = ""
    gender: str = "f"


OWNER = Person("Sacha", "Delorme", "sacha-delorme")


@dataclass(frozen=True)
class Tie:
    """One connection of the sample; without a person, a member who hides from exports."""

    person: Person | None
    firm: str
    position: str
    email: str
    day: date


def pick(rng: Random, items: Sequence[T]) -> T:
    """One of the items."""
    return items[int(rng.random() * len(items))]


def slug(given: str, family: str) -> str:
    """The end of a profile address: plain letters and hyphens, or percent-escapes where there are none."""
    letters = unicodedata.normalize("NFKD", f"{given}-{family}".lower().replace(" ", "-"))
    plain = "".join(c for c in letters if c == "-" or ("a" <= c <= "z")).strip("-")
    return plain or quote(f"{family}{given}")


def url(person: Person) -> str:
    """A profile address that belongs to nobody."""
    return f"https://www.linkedin.com/in/{person.slug or slug(person.given, person.family)}-demo"


def name(person: Person) -> str:
    """The name as invitations and messages write it."""
    return f"{person.given} {person.family}"


def people(rng: Random, count: int) -> list[Person]:
    """The named ones, then as many others, all with different names."""
    found = {name(person) + person.slug: person for person in (Person(*row) for row in WORDS["named"])}
    while len(found) < count:
        gender = pick(rng, ("f", "m"))
        person = Person(pick(rng, WORDS[f"given_{gender}"]), pick(rng, WORDS["surnames"]), gender=gender)
        found.setdefault(name(person), person)
    return list(found.values())


def day(rng: Random) -> date:
    """A day since 2012; clicks become more frequent as the years go by."""
    return LAST_DAY - timedelta(days=int(DAYS * rng.random() ** 2.2))


def tie(rng: Random, person: Person) -> Tie:
    """When one connected, and what one does today."""
    position = pick(rng, WORDS["positions"])[person.gender == "f"]
    local = slug(person.given, person.family)
    email = f"{local}@example.{pick(rng, ('fr', 'org'))}" if rng.random() < 0.07 and "%" not in local else ""
    return Tie(person, pick(rng, WORDS["firms"]), position, email, day(rng))


def connections(ties: Iterable[Tie]) -> str:
    """Connections.csv as since 2023: a note, a blank line, the header; newest first; no final newline."""
    rows = [CONNECTION.split(",")]
    for each in sorted(ties, key=lambda tie: tie.day, reverse=True):
        who = each.person
        known = [who.given, who.family, url(who), each.email, each.firm, each.position] if who else [""] * 6
        rows.append([*known, each.day.strftime("%d %b %Y")])
    return f'Notes:\n"{NOTES} (sample text)"\n\n' + table(rows).rstrip("\n")


def invitation(rng: Random, person: Person, sent: date, *, incoming: bool) -> tuple[datetime, list[str]]:
    """One line of Invitations.csv with its instant: American date, twelve hours."""
    at = datetime(sent.year, sent.month, sent.day, 7 + int(rng.random() * 14), int(rng.random() * 60))  # noqa: DTZ001  # the export names no zone
    when = f"{at.month}/{at.day}/{at:%y}, {at.hour % 12 or 12}:{at:%M %p}"
    message = pick(rng, WORDS["courtesies"]) if rng.random() < 0.4 else ""
    ends = (person, OWNER) if incoming else (OWNER, person)
    direction = "INCOMING" if incoming else "OUTGOING"
    return at, [name(ends[0]), name(ends[1]), when, message, direction, url(ends[0]), url(ends[1])]


def invitations(rng: Random, ties: Iterable[Tie], strangers: Iterable[Person]) -> str:
    """Invitations.csv: 24 that became connections, then 16 that nobody has answered yet."""
    recent = sorted((t for t in ties if t.person), key=lambda tie: tie.day, reverse=True)[:24]
    asked = [(t.person, t.day - timedelta(days=int(rng.random() * 20))) for t in recent if t.person]
    asked += [(person, LAST_DAY - timedelta(days=int(rng.random() * 120))) for person in strangers]
    lines = [invitation(rng, who, sent, incoming=rng.random() < 0.6) for who, sent in asked]
    newest_first = sorted(lines, key=lambda line: line[0], reverse=True)
    return table([INVITATION.split(","), *(row for _, row in newest_first)])


def conversation(
    rng: Random, number: int, circle: Sequence[Person], folder: str = "INBOX"
) -> list[list[str]]:
    """The messages of one conversation, some minutes or days apart."""
    at = datetime(2026, 1 + number % 10, 1 + int(rng.random() * 27), 9, 30)  # noqa: DTZ001  # written as UTC below
    rows = []
    for turn in range(1 + int(rng.random() * 5)):
        at += timedelta(minutes=int(rng.random() * 4000))
        sender = circle[turn % len(circle)]
        others = [person for person in circle if person is not sender]
        ends = [name(sender), url(sender), ",".join(map(name, others)), ",".join(map(url, others))]
        row = [
            f"sample-{number}",
            "",
            *ends,
            f"{at:%Y-%m-%d %H:%M:%S} UTC",
            "",
            pick(rng, WORDS["messages"]),
            folder,
        ]
        rows.append([*row, "", "No", "No"])
    return rows


def messages(rng: Random, ties: Sequence[Tie]) -> str:
    """messages.csv as since March 2026, all fields quoted: talks of two, of four, some spam, a draft."""
    known = [each.person for each in ties if each.person]
    rows = [row for n in range(30) for row in conversation(rng, n, [OWNER, known[n * 5]][:: 1 - 2 * (n % 2)])]
    rows += conversation(rng, 30, [OWNER, *known[:3]])
    rows += conversation(rng, 31, [known[7], OWNER], "SPAM")
    draft = conversation(rng, 32, [OWNER, known[11]])[0]
    return table([MESSAGE.split(",")]) + table([*rows, [*draft[:-2], "Yes", "No"]], quoted=True)


def table(rows: Iterable[Sequence[str]], *, quoted: bool = False) -> str:
    """Rows as CSV with plain line feeds."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL, lineterminator="\n")
    writer.writerows(rows)
    return text.getvalue()


def export(seed: int = 1901) -> dict[str, str]:
    """The four files, by name."""
    rng = Random(seed)
    everybody = people(rng, 212)
    ties = [tie(rng, person) for person in everybody[:196]]
    ties += [Tie(None, "", "", "", day(rng)) for _ in range(6)]
    owner = [["First Name", "Last Name", "Headline"], [OWNER.given, OWNER.family, "Personne inventée"]]
    return {
        "Connections.csv": connections(ties),
        "Invitations.csv": invitations(rng, ties, everybody[196:]),
        "messages.csv": messages(rng, ties),
        "Profile.csv": table(owner),
    }


def main(folder: Path) -> None:
    """Write the export."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in export().items():
        (folder / file).write_bytes(text.encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "linkedin")
