"""The cards of a file: where each begins and ends, whatever is missing or put inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ledger.importers.formats.vcard.card_lines import CardProperty, parsed
from ledger.importers.io.content_lines import ContentLine, lines
from ledger.language import N_

KEPT: Final = frozenset(
    b"BEGIN END VERSION AGENT FN N NICKNAME ORG TITLE ROLE EMAIL TEL URL ADR UID CATEGORIES KIND LANG "
    b"SOCIALPROFILE X-SOCIALPROFILE X-KIND X-ABSHOWAS X-ADDRESSBOOKSERVER-KIND".split()
)
"""The properties that are looked at."""

LONGEST: Final = 20_000
"""Bytes of a logical line: of one that is longer no more is kept than shows that it is."""

MOST_LINES: Final = 1000
"""So many properties no one has; the others of a card are counted and dropped."""

CUT: Final = N_("This card has no end; the file is cut off here.")
TOO_LONG: Final = N_("{name} of this card is too long to describe a person; left out.")
TOO_MANY: Final = N_("This card has too many lines to describe a person.")


@dataclass
class Card:
    """The lines between BEGIN and END, without those of an AGENT; `wrong` is why they cannot be used.

    `too_long` are lines of which only the beginning was kept, `unwanted` the first line of each property
    that no one looks at.
    """

    line: int
    properties: list[CardProperty] = field(default_factory=list)
    too_long: list[ContentLine] = field(default_factory=list)
    unwanted: dict[str, int] = field(default_factory=dict)
    wrong: str | None = None


def cards(data: bytes) -> Iterator[Card]:
    """The cards of a file, in order.

    One that has no end is taken to end where the next one begins; not so the last one, of which
    no one knows what is missing.
    """
    card: Card | None = None
    inside = 0
    awaited = False
    for line in lines(data, KEPT.__contains__, longest=LONGEST):
        is_begin, is_end = _is(line, "BEGIN"), _is(line, "END")
        if card is not None and is_begin and awaited:
            inside += 1
        elif is_begin:
            if card is not None:
                yield card
            card, inside = Card(line.number), 0
        elif is_end and inside:
            inside -= 1
        elif is_end and card is not None:
            yield card
            card = None
        elif card is not None and not inside:
            inside += _opens_inside(line)
            _add(card, line)
        awaited = line.name == "AGENT" and not _value(line)
    if card is not None:
        card.wrong = card.wrong or CUT
        yield card


def _is(line: ContentLine, name: str) -> bool:
    return line.name == name and _value(line) == b"VCARD"


def _opens_inside(line: ContentLine) -> bool:
    """Whether another card begins on this very line."""
    return line.name == "AGENT" and _value(line) == b"BEGIN:VCARD"


def _value(line: ContentLine) -> bytes:
    return line.text.partition(b":")[2].strip().upper()


def _add(card: Card, line: ContentLine) -> None:
    name = line.name.encode()
    if name not in KEPT:
        card.unwanted.setdefault(line.name, line.number)
    elif len(line.text) > LONGEST:
        card.too_long.append(line)
    elif len(card.properties) >= MOST_LINES:
        card.wrong = card.wrong or TOO_MANY
    elif line.name != "AGENT":
        property_ = parsed(line)
        if property_:
            card.properties.append(property_)
