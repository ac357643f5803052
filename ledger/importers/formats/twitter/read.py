"""The archive as one reading: who follows whom both ways is connected; the rest is counted and said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from ledger.errors import BadInput
from ledger.facts import identifiers
from ledger.importers.api import Connected, Contact, Diagnostic, ImportedRow, ImportFile, Messaged
from ledger.importers.api import Named as File
from ledger.importers.formats.twitter.files import Item, announced, items, script
from ledger.importers.formats.twitter.messages import Correspondence, correspondence
from ledger.importers.formats.twitter.names import Named, account, contact, mentioned, told, told_apart
from ledger.importers.io.encoding import decode, is_broken
from ledger.importers.io.files import of_each
from ledger.language import N_

NETWORK: Final = "twitter"

NOT_AN_ACCOUNT: Final = N_("This entry has no number of an account.")
UNRESOLVED: Final = N_(
    "Nothing in the archive says who account {id} is: name it in a table of id, handle and name."
)
FOLLOWED: Final = N_("You follow account {id}, and it does not follow you: that is no connection.")
FOLLOWS: Final = N_("Account {id} follows you, and you do not follow it: that is no connection.")
BLOCKED: Final = N_("You blocked account {id}.")
UNANSWERED: Final = N_("Account {id} wrote to you, and you never answered.")
MISSING: Final = N_("{name} belongs to this archive and was not given.")


def read(files: Sequence[File], *, encoding: str | None = None) -> ImportFile:
    """What the files of one archive say; `names.csv` among them names whom the archive does not.

    Accounts that nobody names are problems, never people called by a number. Raises BadInput for
    a file of another kind, and where nobody at all can be named.
    """
    encodings: dict[str, str] = {}
    found, refused = of_each(files, lambda name, data: _file(name, data, encoding, encodings))
    parts: dict[str, list[Item]] = {}
    names: dict[str, Named] = {}
    for each in found:
        names |= each.names
        for item in each.items:
            parts.setdefault(item.part, []).append(item)
    names = told_apart(mentioned(item.held for item in parts.get("tweets", [])) | names)
    rows = [*_ties(parts, names), *_missing(files, found), *refused]
    brought = tuple(row for row in rows if isinstance(row, ImportedRow))
    problems = tuple(row for row in rows if isinstance(row, Diagnostic))
    if not brought:
        raise _nobody(files, problems)
    read = sum(each.rows for each in brought) + len(problems)
    owner = next((_owner(item) for item in parts.get("account", [])), None)
    return ImportFile(rows=brought, problems=problems, read=read, owner=owner, encodings=encodings)


@dataclass(frozen=True)
class _File:
    """What one file holds: entries of lists, the names of files, or a table of names."""

    name: str
    items: tuple[Item, ...] = ()
    announced: tuple[str, ...] = ()
    names: Mapping[str, Named] = field(default_factory=dict)


def _file(file: str, data: bytes, encoding: str | None, encodings: dict[str, str]) -> _File:
    if file.casefold().endswith(".csv"):
        text, encodings[file] = decode(file, data, encoding=encoding)
        return _File(file, names=told(file, text))
    document = script(file, data, encoding)
    encodings[file] = document.encoding
    return _File(file, tuple(items(document)), tuple(announced(document)))


@dataclass(frozen=True)
class _Lists:
    """Who is on which list of the archive, by number; and with whom there are messages."""

    followed: Mapping[str, Item]
    followers: Mapping[str, Item]
    blocked: Mapping[str, Item]
    letters: Mapping[str, Correspondence]


def _ties(
    parts: Mapping[str, Sequence[Item]], names: Mapping[str, Named]
) -> Iterator[ImportedRow | Diagnostic]:
    """What the lists come to, for everybody on them."""
    followed, followers, blocked = (
        _by_number(parts.get(part, ())) for part in ("following", "follower", "blocked")
    )
    for part in ("following", "follower"):
        for item in parts.get(part, ()):
            if account(item.held.get("accountId")) is None:
                yield Diagnostic(file=item.file, line=item.line, reason=NOT_AN_ACCOUNT)
    own = next((account(item.held.get("accountId")) for item in parts.get("account", ())), None)
    letters = correspondence(parts.get("messages", ()), own)
    lists = _Lists(followed, followers, blocked, letters)
    places: dict[str, Item | Correspondence] = {**letters, **followers, **followed}
    for number, place in places.items():
        yield from _tie(number, place, lists, contact(number, names.get(number)))


def _by_number(items: Iterable[Item]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for item in items:
        if number := account(item.held.get("accountId")):
            found.setdefault(number, item)
    return found


def _tie(
    number: str, place: Item | Correspondence, lists: _Lists, who: Contact | None
) -> Iterator[ImportedRow | Diagnostic]:
    """What the lists come to for one account; `who` is None where nobody says what it is called."""
    letter = lists.letters.get(number)
    is_followed, follows = number in lists.followed, number in lists.followers
    if number in lists.blocked:
        yield _problem(place, BLOCKED, number)
        return
    if is_followed and follows:
        connected = Connected(network=NETWORK, on=None)
        yield _brought(place, who, connected) if who else _problem(place, UNRESOLVED, number)
    elif is_followed or follows:
        yield _problem(place, FOLLOWED if is_followed else FOLLOWS, number)
    if letter and who and (letter.written or (is_followed and follows)):
        counted = Messaged(network=NETWORK, total=letter.total, through=letter.through)
        yield _brought(letter, who, counted, rows=letter.total)
    elif letter and not (is_followed or follows):
        yield _problem(letter, UNRESOLVED if letter.written else UNANSWERED, number)


def _brought(
    place: Item | Correspondence, who: Contact, what: Connected | Messaged, rows: int = 1
) -> ImportedRow:
    return ImportedRow(file=place.file, line=place.line, who=(who,), what=what, rows=rows)


def _problem(place: Item | Correspondence, reason: str, number: str) -> Diagnostic:
    return Diagnostic(file=place.file, line=place.line, reason=reason, details={"id": number})


def _missing(files: Sequence[File], found: Iterable[_File]) -> Iterator[Diagnostic]:
    """The files that the manifest announces and nobody gave."""
    given = {name.replace("\\", "/").rpartition("/")[2] for name, _ in files}
    for each in found:
        for name in each.announced:
            if name not in given:
                yield Diagnostic(file=each.name, line=1, reason=MISSING, details={"name": name})


def _nobody(files: Sequence[File], problems: Sequence[Diagnostic]) -> BadInput:
    return BadInput(
        "{file} names none of the {count} accounts on its lists: give a table with the columns id, handle "
        "and name along with it.",
        file=", ".join(name for name, _ in files),
        count=len(problems),
        problems=tuple(problems),
    )


def _owner(item: Item) -> Contact | None:
    """Whose archive it is, if it says so."""
    number = account(item.held.get("accountId"))
    name, handle, email = (item.held.get(key) for key in ("accountDisplayName", "username", "email"))
    texts = [each if isinstance(each, str) and not is_broken(each) else "" for each in (name, handle, email)]
    known = contact(number, Named("", *texts[:2])) if number else None
    if known is None:
        return None
    emails = (texts[2],) if identifiers.email(texts[2]) else None
    return replace(
        known,
        details=replace(known.details, emails=emails),
        identifiers=(*known.identifiers, *identifiers.of_person(emails or ())),
    )
