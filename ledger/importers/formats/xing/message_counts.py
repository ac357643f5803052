"""The number of messages exchanged with each person, and the day of the last one.

A message that someone wrote counts for that person; one that the owner wrote, for everyone else in
the conversation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from ledger.importers.api import Contact, Diagnostic, ImportedRow, Messaged
from ledger.importers.formats.csv.rows import NOBODY
from ledger.importers.formats.xing.contacts import HOMONYMS, meant
from ledger.importers.formats.xing.conversations import XingMessage
from ledger.importers.formats.xing.tables import NETWORK
from ledger.language import N_

WHO_ARE_YOU: Final = N_(
    "Which of these people are you? Set your name once with 'handshake init --me NAME'."
)

CROWD: Final = N_(
    "Message to more than {most} people; skipped, as it was not personal."
)

MOST: Final = 100

_Sent: TypeAlias = "tuple[str, str, str]"
"""A message: conversation, sender, instant."""


def whose(
    letters: Sequence[XingMessage],
    owner_names: Collection[str],
    contacts: Collection[str],
) -> frozenset[str]:
    """The folded name of the owner: one of `owner_names`, else the only one in every conversation.

    No one is their own contact. Empty if it is not certain.
    """
    conversations = {
        id(letter.conversation): letter.conversation.names.keys() for letter in letters
    }
    everybody = frozenset().union(*conversations.values())
    if mine := everybody & frozenset(owner_names):
        return mine
    if len(conversations) < 2:
        return frozenset()
    present = frozenset.intersection(*map(frozenset, conversations.values()))
    alone = present - frozenset(contacts)
    if len(alone) == 1:
        return alone
    return frozenset()


def messages(
    letters: Sequence[XingMessage],
    owner: Collection[str],
    bearers: Mapping[str, Sequence[Contact]],
) -> list[ImportedRow | Diagnostic]:
    """One row for each person, where the first message stands, and the messages of no one."""
    if letters and not owner:
        files = dict.fromkeys(letter.file for letter in letters)
        return [Diagnostic(file=file, line=1, reason=WHO_ARE_YOU) for file in files]
    problems: list[Diagnostic] = []
    people: dict[str, Contact] = {}
    exchanged: dict[str, list[XingMessage]] = {}
    rows: Counter[str] = Counter()
    for letter in letters:
        is_to_a_crowd = letter.sender in owner and len(
            letter.conversation.names
        ) > MOST + len(owner)
        if is_to_a_crowd:
            problems.append(_problem(letter, CROWD, most=MOST))
            continue
        names = _correspondents(letter, owner)
        meant_by = {folded: meant(name, bearers) for folded, name in names.items()}
        certain = {folded: person for folded, person in meant_by.items() if person}
        if not certain:
            problems.append(_nobody(letter, names))
            continue
        people = {**certain, **people}
        rows[next(iter(certain))] += 1
        for folded in certain:
            exchanged.setdefault(folded, []).append(letter)
    counted = [
        _row(people[name], some_letters, rows[name])
        for name, some_letters in exchanged.items()
    ]
    return [*counted, *problems]


def _correspondents(letter: XingMessage, owner: Collection[str]) -> Mapping[str, str]:
    """The people the message counts for: names by their folded form."""
    names = letter.conversation.names
    if letter.sender not in owner:
        return {letter.sender: names[letter.sender]}
    return {folded: name for folded, name in names.items() if folded not in owner}


def _nobody(letter: XingMessage, names: Mapping[str, str]) -> Diagnostic:
    if not names:
        return _problem(letter, NOBODY)
    return _problem(letter, HOMONYMS, name=next(iter(names.values())))


def _problem(letter: XingMessage, reason: str, **details: object) -> Diagnostic:
    return Diagnostic(
        file=letter.file, line=letter.line, reason=reason, details=details
    )


def _row(person: Contact, letters: Sequence[XingMessage], rows: int) -> ImportedRow:
    through = max(letter.on for letter in letters)
    claim = Messaged(network=NETWORK, total=_once(letters), through=through)
    return ImportedRow(
        file=letters[0].file, line=letters[0].line, who=(person,), what=claim, rows=rows
    )


def _once(letters: Iterable[XingMessage]) -> int:
    """How many messages these are; one that stands in two files, as in two exports, is one."""
    files: dict[str, Counter[_Sent]] = {}
    for letter in letters:
        counter = files.setdefault(letter.file, Counter())
        counter[letter.conversation.key, letter.sender, letter.at] += 1
    every: Counter[_Sent] = Counter()
    for counter in files.values():
        every |= counter
    return every.total()
