"""Who is meant: names become people, and nobody is made by a typing error."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ledger.cli.write import Writing
from ledger.errors import Ambiguous, NotFound
from ledger.facts.event import PersonId
from ledger.language import _
from ledger.language.folding import words
from ledger.language.phrases import show_choice
from ledger.language.safe import visible

if TYPE_CHECKING:
    from ledger.facts.person.commands import Details

OWNER = frozenset({"me", "moi"})


def person(writing: Writing, text: str, *, new: bool = False) -> PersonId:
    """The one person that `text` means; with `new`, a person added if nobody does.

    Raises NotFound with the nearest names, Ambiguous with the candidates. With `new` a part of
    a known name is not enough to mean that person, nor to add another one.
    """
    if text.strip().casefold() in OWNER:
        return writing.me
    known = writing.readings.full(text) if new else writing.readings.resolve(text)
    if len(known) == 1:
        return known[0]
    if not known and new:
        return _new(writing, text)
    if not known:
        raise nobody(writing, text)
    raise ambiguous(writing, text, known)


def _new(writing: Writing, text: str) -> PersonId:
    if partly := writing.readings.resolve(text):
        if len(known := writing.readings.full(text)) == 1:
            return known[0]  # somebody else added the person just now
        raise Ambiguous(
            "{text} may be {candidates}: write the whole name, or add the other one with "
            "'handshake person add'.",
            text=text,
            candidates=names(writing, partly),
        )
    for stream, entry in writing.entries.items():
        if any(_same_name(getattr(event, "name", None), text) for event in entry.events):
            return stream
    return add(writing, text)


def _same_name(name: str | None, text: str) -> bool:
    return name is not None and sorted(words(name)) == sorted(words(text))


def add(writing: Writing, text: str, details: Details | None = None) -> PersonId:
    """A new person; an e-mail or profile address given as the name is kept as such."""
    from ledger.facts import identifiers
    from ledger.facts.person.commands import AddPerson, Details

    details = details or Details()
    if identifiers.email(text) and not details.emails:
        details = Details(emails=(text.strip(),))
    elif identifiers.profile(text) and not details.urls:
        details = Details(urls=(text.strip(),))
    found = identifiers.of_person(details.emails or (), details.urls or ())
    command = AddPerson(name=text, details=details, identifiers=found)
    writing.adds_people = True
    made = writing.do("person", command)
    writing.say(_("Added {name}.").format(name=visible(text.strip())))
    return made


def nobody(writing: Writing, text: str) -> NotFound:
    """That nobody answers to a text, and who comes near."""
    if nearest := writing.readings.nearest(text):
        return NotFound(
            "Nobody here is called {text}. Did you mean {nearest}? Add --new if this is somebody new.",
            text=text,
            nearest=show_choice([visible(name) for name in nearest]),
        )
    return NotFound("Nobody here is called {text}. Add --new if this is somebody new.", text=text)


def ambiguous(writing: Writing, text: str, candidates: Sequence[PersonId]) -> Ambiguous:
    """That several people answer to a text, and who they are."""
    return Ambiguous(
        "{text} may be {candidates}: write more of the name, or the id. If two of them are one "
        "person: 'handshake person merge'.",
        text=text,
        candidates=names(writing, candidates),
    )


def names(writing: Writing, candidates: Sequence[PersonId]) -> str:
    """The names of these people with the beginnings of their ids, as a list."""
    named = [f"{visible(writing.readings.name(p))} ({p[:8]})" for p in candidates]
    return show_choice(named)


def people(writing: Writing, texts: Sequence[str], *, new: bool = False) -> list[PersonId]:
    """The people that the texts mean, one each.

    Raises Ambiguous where words that were not quoted together name one person.
    """
    if len(texts) > 1:
        _refuse_unquoted(writing, texts)
    return [person(writing, text, new=new) for text in texts]


def _refuse_unquoted(writing: Writing, texts: Sequence[str]) -> None:
    for first, second in pairwise(texts):
        joined = f"{first} {second}"
        found = writing.readings.full(joined)
        if not found:
            continue
        if any(not set(writing.readings.resolve(each)) - set(found) for each in (first, second)):
            raise Ambiguous(
                'Did you mean one person, "{joined}"? Then put quotes around the name.', joined=joined
            )
