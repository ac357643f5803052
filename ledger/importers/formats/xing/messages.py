"""How many messages were exchanged with whom, and when the last one was.

A message that somebody wrote counts for that person; one that the owner wrote, for everybody else in
the conversation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from ledger.importers.api import Contact, Diagnostic, ImportedRow, Messaged
from ledger.importers.formats.csv.rows import NOBODY
from ledger.importers.formats.xing.contacts import HOMONYMS, meant
from ledger.importers.formats.xing.layouts import NETWORK
from ledger.importers.formats.xing.letters import Letter
from ledger.language import N_

WHO_ARE_YOU: Final = N_(
    "It is not certain which of these people you are: say it once with 'handshake init --me NAME'."
)

CROWD: Final = N_("This message went to more than {most} people: it was none to each of them.")

MOST: Final = 100

_Sent: TypeAlias = "tuple[str, str, str]"
"""A message: conversation, sender, instant."""


def whose(letters: Sequence[Letter], told: Collection[str], contacts: Collection[str]) -> frozenset[str]:
    """The folded name of the owner: one that is `told`, else the only one in every conversation.

    Nobody is their own contact. Empty where it is not certain.
    """
    conversations = {id(each.conversation): each.conversation.names.keys() for each in letters}
    everybody = frozenset().union(*conversations.values())
    if mine := everybody & frozenset(told):
        return mine
    if len(conversations) < 2:
        return frozenset()
    present = frozenset.intersection(*map(frozenset, conversations.values()))
    alone = present - frozenset(contacts)
    return alone if len(alone) == 1 else frozenset()


def messages(
    letters: Sequence[Letter], owner: Collection[str], known: Mapping[str, Sequence[Contact]]
) -> list[ImportedRow | Diagnostic]:
    """One row for each person, where the first message stands, and the messages of nobody."""
    if letters and not owner:
        files = dict.fromkeys(each.file for each in letters)
        return [Diagnostic(file=file, line=1, reason=WHO_ARE_YOU) for file in files]
    problems: list[Diagnostic] = []
    found: dict[str, tuple[Contact, list[Letter]]] = {}
    rows: Counter[str] = Counter()
    for letter in letters:
        if letter.sender in owner and len(letter.conversation.names) > MOST + len(owner):
            problems.append(_problem(letter, CROWD, most=MOST))
            continue
        others = _others(letter, owner)
        people = {folded: who for folded, name in others.items() if (who := meant(name, known))}
        if not people:
            problems.append(_nobody(letter, others))
            continue
        rows[next(iter(people))] += 1
        for folded, who in people.items():
            found.setdefault(folded, (who, []))[1].append(letter)
    return [*(_brought(who, some, rows[name]) for name, (who, some) in found.items()), *problems]


def _others(letter: Letter, owner: Collection[str]) -> Mapping[str, str]:
    """For whom the message counts: the names by their folded form."""
    names = letter.conversation.names
    if letter.sender not in owner:
        return {letter.sender: names[letter.sender]}
    return {folded: name for folded, name in names.items() if folded not in owner}


def _nobody(letter: Letter, others: Mapping[str, str]) -> Diagnostic:
    if not others:
        return _problem(letter, NOBODY)
    return _problem(letter, HOMONYMS, name=next(iter(others.values())))


def _problem(letter: Letter, reason: str, **details: object) -> Diagnostic:
    return Diagnostic(file=letter.file, line=letter.line, reason=reason, details=details)


def _brought(who: Contact, some: Sequence[Letter], rows: int) -> ImportedRow:
    through = max(each.on for each in some)
    what = Messaged(network=NETWORK, total=_once(some), through=through)
    return ImportedRow(file=some[0].file, line=some[0].line, who=(who,), what=what, rows=rows)


def _once(letters: Iterable[Letter]) -> int:
    """How many messages these are; one that stands in two files, as in two exports, is one."""
    files: dict[str, Counter[_Sent]] = {}
    for each in letters:
        files.setdefault(each.file, Counter())[each.conversation.key, each.sender, each.at] += 1
    every: Counter[_Sent] = Counter()
    for counter in files.values():
        every |= counter
    return every.total()
