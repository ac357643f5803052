"""The files of an archive: following each other is a connection; one-way follows are listed as left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ledger.errors import BadInput
from ledger.facts import identifiers
from ledger.importers.api import (
    Connected,
    Contact,
    Diagnostic,
    ImportedRow,
    ImportFile,
    Messaged,
    Named,
    parted,
    rows_read,
)
from ledger.importers.formats.twitter.account_names import (
    AccountName,
    account,
    contact,
    mentioned,
    names_in,
    told_apart,
)
from ledger.importers.formats.twitter.correspondence import (
    Correspondence,
    correspondence,
)
from ledger.importers.formats.twitter.scripts import (
    ArchiveEntry,
    announced,
    items,
    script,
)
from ledger.importers.io.archive import of_each
from ledger.importers.io.encoding import decode, is_broken
from ledger.language import N_

NETWORK: Final = "twitter"

NOT_AN_ACCOUNT: Final = N_("This entry has no account number.")
UNRESOLVED: Final = N_(
    "The archive doesn't say who account {id} is; name it in a table with the columns id, handle and name."
)
FOLLOWED: Final = N_(
    "You follow account {id}, but it doesn't follow you back; that is not a connection."
)
FOLLOWS: Final = N_(
    "Account {id} follows you, but you don't follow it back; that is not a connection."
)
BLOCKED: Final = N_("You blocked account {id}.")
UNANSWERED: Final = N_("Account {id} wrote to you; you never answered.")
MISSING: Final = N_("{name} belongs to this archive but is missing here.")


def read(files: Sequence[Named], *, encoding: str | None = None) -> ImportFile:
    """The connections and messages of one archive; a file `names.csv` adds names that it lacks.

    Accounts that no one names are problems, never people called by a number. Raises BadInput for
    a file of another kind, and where no one at all can be named.
    """
    encodings: dict[str, str] = {}
    archive, refused = of_each(
        files, lambda name, data: _file(name, data, encoding, encodings)
    )
    parts: dict[str, list[ArchiveEntry]] = {}
    named_by_hand: dict[str, AccountName] = {}
    for file in archive:
        named_by_hand |= file.names
        for item in file.items:
            parts.setdefault(item.part, []).append(item)
    mentions = mentioned(item.held for item in parts.get("tweets", []))
    names = told_apart(mentions | named_by_hand)
    rows, problems = parted([*_ties(parts, names), *_missing(files, archive), *refused])
    if not rows:
        raise _nobody(files, problems)
    accounts = parts.get("account", [])
    owner = None
    if accounts:
        owner = _owner(accounts[0])
    return ImportFile(
        rows=rows,
        problems=problems,
        read=rows_read(rows) + len(problems),
        owner=owner,
        encodings=encodings,
    )


@dataclass(frozen=True)
class _File:
    """The contents of one file: entries of lists, the names of files, or a table of names."""

    name: str
    items: tuple[ArchiveEntry, ...] = ()
    announced: tuple[str, ...] = ()
    names: Mapping[str, AccountName] = field(default_factory=dict)


def _file(
    file: str, data: bytes, encoding: str | None, encodings: dict[str, str]
) -> _File:
    if file.casefold().endswith(".csv"):
        text, encodings[file] = decode(file, data, encoding=encoding)
        return _File(file, names=names_in(file, text))
    document = script(file, data, encoding)
    encodings[file] = document.encoding
    return _File(file, tuple(items(document)), tuple(announced(document)))


@dataclass(frozen=True)
class _Lists:
    """The lists of the archive by account number, and the messages with each account."""

    followed: Mapping[str, ArchiveEntry]
    followers: Mapping[str, ArchiveEntry]
    blocked: Mapping[str, ArchiveEntry]
    letters: Mapping[str, Correspondence]


def _ties(
    parts: Mapping[str, Sequence[ArchiveEntry]], names: Mapping[str, AccountName]
) -> Iterator[ImportedRow | Diagnostic]:
    """The rows for every account on the lists."""
    for part in ("following", "follower"):
        for item in parts.get(part, ()):
            if account(item.held.get("accountId")) is None:
                yield Diagnostic(file=item.file, line=item.line, reason=NOT_AN_ACCOUNT)
    owners = [account(item.held.get("accountId")) for item in parts.get("account", ())]
    owner = None
    if owners:
        owner = owners[0]
    lists = _Lists(
        followed=_by_number(parts.get("following", ())),
        followers=_by_number(parts.get("follower", ())),
        blocked=_by_number(parts.get("blocked", ())),
        letters=correspondence(parts.get("messages", ()), owner),
    )
    places: dict[str, ArchiveEntry | Correspondence] = {
        **lists.letters,
        **lists.followers,
        **lists.followed,
    }
    for number, place in places.items():
        yield from _tie(number, place, lists, contact(number, names.get(number)))


def _by_number(items: Iterable[ArchiveEntry]) -> dict[str, ArchiveEntry]:
    by_number: dict[str, ArchiveEntry] = {}
    for item in items:
        number = account(item.held.get("accountId"))
        if number:
            by_number.setdefault(number, item)
    return by_number


_NO_CONNECTION: Final = {
    (True, True): UNRESOLVED,
    (True, False): FOLLOWED,
    (False, True): FOLLOWS,
}
"""Why there is no connection, by whether the owner follows the account and it the owner."""


def _tie(
    number: str,
    place: ArchiveEntry | Correspondence,
    lists: _Lists,
    person: Contact | None,
) -> Iterator[ImportedRow | Diagnostic]:
    """The rows for one account; `person` is None if its name is unknown."""
    if number in lists.blocked:
        yield _problem(place, BLOCKED, number)
        return
    letter = lists.letters.get(number)
    follows = (number in lists.followed, number in lists.followers)
    is_mutual = all(follows)
    is_tied = any(follows)
    if is_mutual and person:
        yield _row(place, person, Connected(network=NETWORK, on=None))
    elif is_tied:
        yield _problem(place, _NO_CONNECTION[follows], number)
    if letter is None:
        return
    if person and (letter.written or is_mutual):
        counted = Messaged(network=NETWORK, total=letter.total, through=letter.through)
        yield _row(letter, person, counted, rows=letter.total)
    elif not is_tied:
        reason = UNRESOLVED if letter.written else UNANSWERED
        yield _problem(letter, reason, number)


def _row(
    place: ArchiveEntry | Correspondence,
    person: Contact,
    claim: Connected | Messaged,
    rows: int = 1,
) -> ImportedRow:
    return ImportedRow(
        file=place.file, line=place.line, who=(person,), what=claim, rows=rows
    )


def _problem(
    place: ArchiveEntry | Correspondence, reason: str, number: str
) -> Diagnostic:
    return Diagnostic(
        file=place.file, line=place.line, reason=reason, details={"id": number}
    )


def _missing(files: Sequence[Named], archive: Iterable[_File]) -> Iterator[Diagnostic]:
    """The files that the manifest lists and the user did not give."""
    names = {name.replace("\\", "/").rpartition("/")[2] for name, _data in files}
    for file in archive:
        missing = [name for name in file.announced if name not in names]
        for name in missing:
            yield Diagnostic(
                file=file.name, line=1, reason=MISSING, details={"name": name}
            )


def _nobody(files: Sequence[Named], problems: Sequence[Diagnostic]) -> BadInput:
    return BadInput(
        "{file} names none of the {count} accounts on its lists; add a table with the columns id, handle and name.",
        file=", ".join(name for name, _ in files),
        count=len(problems),
        problems=tuple(problems),
    )


def _owner(item: ArchiveEntry) -> Contact | None:
    """The owner of the archive, if it names one."""
    number = account(item.held.get("accountId"))
    texts: list[str] = []
    for key in ("accountDisplayName", "username", "email"):
        value = item.held.get(key)
        sound_text = ""
        if isinstance(value, str) and not is_broken(value):
            sound_text = value
        texts.append(sound_text)
    name, handle, email = texts
    person = None
    if number:
        person = contact(number, AccountName("", name, handle))
    if person is None:
        return None
    emails = None
    if identifiers.email(email):
        emails = (email,)
    return person._replace(
        details=replace(person.details, emails=emails),
        identifiers=(*person.identifiers, *identifiers.of_person(emails or ())),
    )
