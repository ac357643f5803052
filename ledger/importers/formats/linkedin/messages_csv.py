"""messages.csv: the number of messages exchanged with each person, and the day of the last one.

A message that someone wrote counts for that person; one that the owner wrote, for each person it
was written to. So in a conversation of several people what the others wrote to each other counts
for who wrote it only. Drafts, spam and the archive do not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from ledger.errors import BadInput
from ledger.facts import identifiers
from ledger.facts.person.commands import Details
from ledger.importers.api import Contact, Diagnostic, ImportedRow, Messaged
from ledger.importers.formats.linkedin.connections_csv import NOBODY
from ledger.importers.formats.linkedin.message_rows import End, LinkedInMessage, letters
from ledger.importers.formats.linkedin.tables import (
    NETWORK,
    LinkedInTable,
    Part,
    understood,
)
from ledger.language.text import fold

_Sent: TypeAlias = "tuple[str, str, str, str]"
"""A message of someone: whose, conversation, sender, instant."""


class _Row(NamedTuple):
    letter: LinkedInMessage
    others: Sequence[End]


def messages(
    sources: Iterable[LinkedInTable],
    owner_tokens: Collection[str],
    named: Iterable[Contact],
) -> Part:
    """The counts of all the files together; a message that stands in two of them counts once.

    `owner_tokens` and `named` identify the owner, see `whose`.
    """
    read = [(source, *letters(source)) for source in sources]
    every: list[LinkedInMessage] = []
    misread: list[Diagnostic] = []
    for source, letters_found, problems in read:
        understood(
            source, Part(misread=tuple(problems), left_out=_stand_ins(letters_found))
        )
        every += letters_found
        misread += problems
    names: dict[str, str] = {}
    for end in _ends(every):
        if end.name:
            names[end.token] = end.name
    owner: frozenset[str] = frozenset()
    if any(letter.away is None for letter in every):
        owner = whose(every, owner_tokens, named)
    rows = [_Row(letter, _others(letter, owner, names)) for letter in every]
    return Part(
        rows=tuple(_counted(rows, names)),
        misread=tuple(misread),
        left_out=tuple(_left_out(rows)),
        owner=_contacts_of(owner, every, names),
    )


def _stand_ins(found: Iterable[LinkedInMessage]) -> tuple[Diagnostic, ...]:
    """A row each that could be read, whatever will be made of it."""
    empty_letters = (
        Diagnostic(file=letter.file, line=letter.line, reason="") for letter in found
    )
    return tuple(empty_letters)


def _ends(every: Iterable[LinkedInMessage]) -> Iterable[End]:
    """The senders and recipients, as often as they stand in the messages."""
    for letter in every:
        yield from letter.ends


def _contacts_of(
    owner: Collection[str], every: Iterable[LinkedInMessage], names: Mapping[str, str]
) -> tuple[Contact, ...]:
    """The owner, once for each address."""
    ends: dict[str, End] = {}
    for end in _ends(every):
        if end.url and end.token in owner:
            ends[end.token] = end
    return tuple(_contact(end, names) for end in ends.values())


def _others(
    letter: LinkedInMessage, owner: Collection[str], names: Mapping[str, str]
) -> Sequence[End]:
    """The people the message counts for, as far as their names are known."""
    if letter.sender is None:
        return []
    ends: Iterable[End] = letter.recipients
    if letter.sender.token not in owner:
        ends = (letter.sender,)
    others: list[End] = []
    for end in ends:
        if end.token in owner:
            continue
        if end.token in names:
            others.append(end)
    return others


def _left_out(rows: Iterable[_Row]) -> Iterable[Diagnostic]:
    for letter, correspondents in rows:
        reason = letter.away
        if not reason and not correspondents:
            reason = NOBODY
        if reason:
            yield Diagnostic(file=letter.file, line=letter.line, reason=reason)


def _counted(rows: Sequence[_Row], names: Mapping[str, str]) -> Iterable[ImportedRow]:
    """One for each person, where the first message stands."""
    totals = Counter(person for person, *_ in _once(rows).elements())
    through: dict[str, date] = {}
    beginnings: dict[str, tuple[LinkedInMessage, End]] = {}
    rows_of: Counter[str] = Counter()
    for letter, correspondents in rows:
        if letter.away:
            continue
        if not correspondents:
            continue
        rows_of[correspondents[0].token] += 1
        for end in correspondents:
            beginnings.setdefault(end.token, (letter, end))
            through[end.token] = max(through.get(end.token, letter.on), letter.on)
    for token, (letter, end) in beginnings.items():
        claim = Messaged(network=NETWORK, total=totals[token], through=through[token])
        who = (_contact(end, names),)
        yield ImportedRow(
            file=letter.file, line=letter.line, who=who, what=claim, rows=rows_of[token]
        )


def _once(rows: Iterable[_Row]) -> Counter[_Sent]:
    """Each message of a person, as often as the file with most copies has it."""
    files: dict[str, Counter[_Sent]] = {}
    for letter, correspondents in rows:
        if letter.away:
            continue
        if not letter.sender:
            continue
        counter = files.setdefault(letter.file, Counter())
        for end in correspondents:
            sent = (end.token, letter.conversation, letter.sender.token, letter.at)
            counter[sent] += 1
    every: Counter[_Sent] = Counter()
    for counter in files.values():
        every |= counter
    return every


def _contact(end: End, names: Mapping[str, str]) -> Contact:
    name = names.get(end.token, end.name)
    if end.url:
        details = Details(urls=(end.url,))
        return Contact(
            name=name,
            details=details,
            identifiers=identifiers.of_person(urls=(end.url,)),
        )
    row = identifiers.row(NETWORK, ("messages", fold(name)), 0)
    return Contact(name=name, details=Details(), rows=(row,))


def whose(
    letters: Sequence[LinkedInMessage],
    owner_tokens: Collection[str],
    named: Iterable[Contact],
) -> frozenset[str]:
    """The tokens under which the owner stands in the messages.

    `owner_tokens` are certain: they decide if they are in the file. Else the names of the profile
    decide, else the presence in every conversation. Raises BadInput if none of these points at one
    person.
    """
    everybody: set[str] = set()
    names: dict[str, str] = {}
    for end in _ends(letters):
        everybody.add(end.token)
        if end.name:
            names[end.token] = fold(end.name)
    certain = set(owner_tokens)
    present = _in_every_conversation(letters)
    bearing = _bearing({fold(contact.name) for contact in named}, names)
    candidates = (everybody & certain, bearing, bearing & present, present)
    for tokens in candidates:
        is_certain = len(tokens) == 1 or (tokens and tokens <= certain)
        if is_certain:
            return frozenset(tokens) | _unaddressed(tokens, names)
    raise BadInput(
        "{file} doesn't say which of these people you are; add Profile.csv, or set it once with 'handshake init --linkedin ADDRESS'.",
        file=letters[0].file,
    )


def _bearing(owner_names: Collection[str], names: Mapping[str, str]) -> frozenset[str]:
    """The bearers of one of these names; those with an address, if any has one."""
    bearing: set[str] = set()
    addressed: set[str] = set()
    for token, name in names.items():
        if name not in owner_names:
            continue
        bearing.add(token)
        if not token.startswith("name:"):
            addressed.add(token)
    return frozenset(addressed or bearing)


def _in_every_conversation(letters: Iterable[LinkedInMessage]) -> frozenset[str]:
    """The people in each of at least two conversations: one alone has both ends in it."""
    conversations: dict[str, set[str]] = {}
    for letter in letters:
        present = conversations.setdefault(letter.conversation, set())
        present.update(end.token for end in letter.ends)
    if len(conversations) < 2:
        return frozenset()
    return frozenset(set.intersection(*conversations.values()))


def _unaddressed(tokens: Iterable[str], names: Mapping[str, str]) -> frozenset[str]:
    """The tokens of the owner in rows that give the owner's name alone."""
    names_alone = (f"name:{names[token]}" for token in tokens if token in names)
    return frozenset(names_alone)
