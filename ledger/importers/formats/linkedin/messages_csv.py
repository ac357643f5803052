"""messages.csv: the number of messages exchanged with each person, and the day of the last one.

A message that somebody wrote counts for that person; one that the owner wrote, for each person it
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
from ledger.importers.formats.linkedin.tables import NETWORK, LinkedInTable, Part, understood
from ledger.language.folding import fold

_Sent: TypeAlias = "tuple[str, str, str, str]"
"""A message of somebody: whose, conversation, sender, instant."""


class _Row(NamedTuple):
    letter: LinkedInMessage
    others: Sequence[End]


def messages(
    sources: Iterable[LinkedInTable], owner_tokens: Collection[str], named: Iterable[Contact]
) -> Part:
    """The counts of all the files together; a message that stands in two of them counts once.

    `owner_tokens` and `named` identify the owner, see `whose`.
    """
    read = [(source, *letters(source)) for source in sources]
    for source, letters_found, misread in read:
        understood(source, Part(misread=tuple(misread), left_out=_stand_ins(letters_found)))
    every = [letter for _, letters_found, _ in read for letter in letters_found]
    exchanged = any(letter.away is None for letter in every)
    owner = whose(every, owner_tokens, named) if exchanged else frozenset()
    names = {end.token: end.name for letter in every for end in letter.ends if end.name}
    rows = [_Row(letter, _others(letter, owner, names)) for letter in every]
    return Part(
        rows=tuple(_counted(rows, names)),
        misread=tuple(problem for _, _, problems in read for problem in problems),
        left_out=tuple(_left_out(rows)),
        owner=tuple(_contact(end, names) for end in _ends(every) if end.token in owner),
    )


def _stand_ins(found: Iterable[LinkedInMessage]) -> tuple[Diagnostic, ...]:
    """A row each that could be read, whatever will be made of it."""
    return tuple(Diagnostic(file=letter.file, line=letter.line, reason="") for letter in found)


def _ends(every: Iterable[LinkedInMessage]) -> Iterable[End]:
    """Each person with an address once."""
    return {end.token: end for letter in every for end in letter.ends if end.url}.values()


def _others(letter: LinkedInMessage, owner: Collection[str], names: Mapping[str, str]) -> Sequence[End]:
    """The people for whom the message counts, as far as their names are known."""
    if letter.sender and letter.sender.token not in owner:
        ends: Iterable[End] = (letter.sender,)
    else:
        ends = letter.recipients if letter.sender else ()
    return [end for end in ends if end.token not in owner and end.token in names]


def _left_out(rows: Iterable[_Row]) -> Iterable[Diagnostic]:
    for letter, correspondents in rows:
        if reason := letter.away or (None if correspondents else NOBODY):
            yield Diagnostic(file=letter.file, line=letter.line, reason=reason)


def _counted(rows: Sequence[_Row], names: Mapping[str, str]) -> Iterable[ImportedRow]:
    """One for each person, where the first message stands."""
    totals = Counter(person for person, *_ in _once(rows).elements())
    through: dict[str, date] = {}
    beginnings: dict[str, tuple[LinkedInMessage, End]] = {}
    rows_of: Counter[str] = Counter()
    for letter, correspondents in rows:
        if letter.away or not correspondents:
            continue
        rows_of[correspondents[0].token] += 1
        for end in correspondents:
            beginnings.setdefault(end.token, (letter, end))
            through[end.token] = max(through.get(end.token, letter.on), letter.on)
    for token, (letter, end) in beginnings.items():
        claim = Messaged(network=NETWORK, total=totals[token], through=through[token])
        who = (_contact(end, names),)
        yield ImportedRow(file=letter.file, line=letter.line, who=who, what=claim, rows=rows_of[token])


def _once(rows: Iterable[_Row]) -> Counter[_Sent]:
    """Each message of somebody, as often as the file has it that has it most often."""
    files: dict[str, Counter[_Sent]] = {}
    for letter, correspondents in rows:
        if not letter.away and correspondents and letter.sender:
            counter = files.setdefault(letter.file, Counter())
            sent = (letter.conversation, letter.sender.token, letter.at)
            counter.update((end.token, *sent) for end in correspondents)
    every: Counter[_Sent] = Counter()
    for counter in files.values():
        every |= counter
    return every


def _contact(end: End, names: Mapping[str, str]) -> Contact:
    name = names.get(end.token, end.name)
    return Contact(
        name=name,
        details=Details(urls=(end.url,) if end.url else None),
        identifiers=identifiers.of_person(urls=(end.url,)),
        rows=() if end.url else (identifiers.row(NETWORK, ("messages", fold(name)), 0),),
    )


def whose(
    letters: Sequence[LinkedInMessage], owner_tokens: Collection[str], named: Iterable[Contact]
) -> frozenset[str]:
    """The tokens under which the owner stands in the messages.

    `owner_tokens` are certain: they decide if they are in the file. Else the names of the profile
    decide, else the presence in every conversation. Raises BadInput if none of these points at one
    person.
    """
    names = {end.token: fold(end.name) for letter in letters for end in letter.ends if end.name}
    everybody = {end.token for letter in letters for end in letter.ends}
    present = _in_every_conversation(letters)
    bearing = _bearing({fold(who.name) for who in named}, names)
    candidates = (everybody & set(owner_tokens), bearing, bearing & present, present)
    for tokens in candidates:
        if len(tokens) == 1 or (tokens and tokens <= set(owner_tokens)):
            return frozenset(tokens) | _unaddressed(tokens, names)
    raise BadInput(
        "{file} does not tell which of its people you are: give Profile.csv along with it, "
        "or say it once with 'handshake init --linkedin ADDRESS'.",
        file=letters[0].file,
    )


def _bearing(owner_names: Collection[str], names: Mapping[str, str]) -> frozenset[str]:
    """The bearers of one of these names; those with an address, if any has one."""
    bearing = frozenset(token for token, name in names.items() if name in owner_names)
    return frozenset(token for token in bearing if not token.startswith("name:")) or bearing


def _in_every_conversation(letters: Iterable[LinkedInMessage]) -> frozenset[str]:
    """The people in each of at least two conversations: one alone has both ends in it."""
    conversations: dict[str, set[str]] = {}
    for letter in letters:
        conversations.setdefault(letter.conversation, set()).update(end.token for end in letter.ends)
    if len(conversations) < 2:
        return frozenset()
    return frozenset(set.intersection(*conversations.values()))


def _unaddressed(tokens: Iterable[str], names: Mapping[str, str]) -> frozenset[str]:
    """The tokens of the owner in rows that give the owner's name alone."""
    return frozenset(f"name:{names[token]}" for token in tokens if token in names)
