"""Two people of one name side by side: what the ledger knows, what a file says, what both say."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Final

from ledger.cli.queries import Readings
from ledger.importers.match.plan import Candidate
from ledger.language import N_, _, _n
from ledger.language.folding import fold
from ledger.language.phrases import show_number
from ledger.language.safe import folded, pad, visible, width

SHOWN: Final = 10
"""So many are shown with what is known of them; --json and `person duplicates` show all."""

LEAST_ROOM: Final = 20
"""In fewer columns nothing is folded."""

AGREEING: Final = {
    "organisation": N_("same organisation"),
    "position": N_("same position"),
    "place": N_("same place"),
    "phones": N_("same phone number"),
}


def described(candidates: Sequence[Candidate], readings: Readings, *, joining: bool = False) -> Iterator[str]:
    """Lines that show them, what is known of both sides beside each; `joining` how to join each as well."""
    count = len(candidates)
    yield _n(
        "{count} person bears the name of somebody known already, and no address tells whether they are one:",
        "{count} people bear the name of somebody known already, and no address tells whether they are one:",
        count,
    ).format(count=show_number(count))
    yield from rows(candidates[:SHOWN], readings, joining=joining)
    if (more := count - SHOWN) > 0:
        yield _n("  and {more} more", "  and {more} more", more).format(more=show_number(more))


def rows(candidates: Sequence[Candidate], readings: Readings, *, joining: bool = False) -> Iterator[str]:
    """The same without the sentence, of all of them."""
    sides = [(visible(each.name), _sides(each, readings, joining=joining)) for each in candidates]
    names = max(width(name) for name, _lines in sides)
    labels = max(width(label) for _name, lines in sides for label, _text in lines)
    for name, lines in sides:
        for place, (label, text) in enumerate(lines):
            start = f"  {pad('' if place else name, names)}  {pad(label, labels)}  "
            yield from _folded(start, text)


def _folded(start: str, text: str) -> Iterator[str]:
    """The text after its start; on a terminal in as many lines as it takes, aligned."""
    before = width(start)
    room = shutil.get_terminal_size().columns - before if sys.stderr.isatty() else 0
    lines = folded(text, room) if room > LEAST_ROOM else [text]
    for place, line in enumerate(lines):
        yield f"{' ' * before if place else start}{line}"


def _sides(candidate: Candidate, readings: Readings, *, joining: bool) -> list[tuple[str, str]]:
    name = readings.name(candidate.existing)
    other = f"{visible(name)} · " if fold(name) != fold(candidate.name) else ""
    lines = [
        (_("ledger"), other + readings.about(candidate.existing)),
        (_("file"), _told(candidate)),
    ]
    if candidate.agreeing:
        lines.append((_("both"), ", ".join(_(AGREEING[each]) for each in candidate.agreeing)))
    if joining and candidate.person:
        ids = f"{candidate.person[:8]} {candidate.existing[:8]}"
        lines.append((_("join"), f"handshake person merge {ids}"))
    return lines


def _told(candidate: Candidate) -> str:
    """What the file says, and where."""
    told = candidate.told
    parts = [told.position, told.organisation, told.place, *(told.emails or ()), *(told.urls or ())]
    where = _("{file}, line {line}").format(file=visible(PurePath(candidate.file).name), line=candidate.line)
    return " · ".join([*(visible(part) for part in parts if part), where])
