"""The interface between importers and the ledger.

An importer is `read(files, encoding=None) -> ImportFile`: each usable row becomes an `ImportedRow`, each other
row a `Diagnostic`. It decides nothing about who is known already: `ledger.importers.match` does that for all
of them. One that cannot tell for certain whether people met gives `Sifted`.

Another package adds a format as a `Format`, under the entry-point group `handshake.importers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import Final, NamedTuple, Protocol, TypeAlias, overload

from ledger.facts.connection.events import Direction
from ledger.facts.event import Precision
from ledger.facts.meeting.events import Form
from ledger.facts.person.commands import Details
from ledger.language.meeting_words import Outcome

UNKNOWN: Final = Details()
"""No details."""


class Contact(NamedTuple):
    """Someone as one row names them.

    `name` is the whole name and never empty: a row that names no one is a problem. `given` and
    `family` only where the file has them apart. `details` holds what the file says, None for
    what it does not; of the addresses also those that identify no one.

    `identifiers` are the canonical addresses (`ledger.facts.identifiers.of_person`), in any order.
    They join without asking, also across sources: leave out an address that several people of
    the file share. `rows` (`identifiers.row`) tell the row itself again where there is no
    address, in a newer export of the same account too: made of cells that do not change (a name,
    the day of a connection; not a firm) and the ordinal among equal rows of one file. They
    recognise within their own format only, and never against an address. `aliases` are
    other names to answer to: nicknames, a name before a marriage.
    """

    name: str
    given: str | None = None
    family: str | None = None
    details: Details = UNKNOWN
    identifiers: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Connected:
    """The owner and the contact are connected on a network; `on` None: the file does not tell since when."""

    network: str
    on: date | None
    precision: Precision = "day"


@dataclass(frozen=True, kw_only=True)
class Requested:
    """The owner (`sent`) or the contact (`received`) asked to be connected, with a message perhaps."""

    network: str
    direction: Direction
    on: date | None
    message: str | None = None
    precision: Precision = "day"


@dataclass(frozen=True, kw_only=True)
class Messaged:
    """The file holds `total` messages between owner and contact, the last on day `through`.

    Their texts are never read. Several of one contact and network in a reading add up: they
    must not count a message twice, as two exports of one account would.
    """

    network: str
    total: int
    through: date | None


@dataclass(frozen=True, kw_only=True)
class Attended:
    """The owner met the contacts; the owner need not be among them.

    `identifiers` tell the gathering again (`identifiers.occurrence`, or a row).
    """

    form: Form
    on: date
    precision: Precision = "day"
    minutes: int | None = None
    place: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Planned:
    """The owner is to meet the contacts: at `at`, like `12:30`.

    With `from_guest` the first contact proposed it, else the owner; `agreed` says that the other side
    has agreed: the owner, or the first contact. `identifiers` tell it again, also once it was moved or held.
    """

    form: Form
    on: date
    at: str | None = None
    minutes: int | None = None
    place: str | None = None
    note: str | None = None
    from_guest: bool = False
    agreed: bool = False
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CalledOff:
    """What the file once planned, by these identifiers, does not take place."""

    identifiers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Noted:
    """The owner noted something about each contact; `identifiers` tell the note again."""

    text: str
    on: date | None = None
    precision: Precision = "day"
    identifiers: tuple[str, ...] = ()


Claim: TypeAlias = Connected | Requested | Messaged | Attended | Planned | Noted | None
"""A row's claim about its contacts; None if it only lists them."""


class ImportedRow(NamedTuple):
    """One usable row: in `file`, from physical line `line` (from 1), it says `what` of `who`.

    `rows` is how many rows of the file it stands for, where it sums up several of them. `confirmed`
    are those of `who` that the user confirmed as present.
    """

    file: str
    line: int
    who: tuple[Contact, ...]
    what: Claim = None
    rows: int = 1
    confirmed: tuple[Contact, ...] = ()


class RereadRows(Sequence[ImportedRow]):
    """Rows that are read anew each time they are gone through, so that a long file's are never held all at once.

    `parts` may each be gone through again; there are `length` of them in all, for `read` rows of files.
    """

    def __init__(
        self, parts: Sequence[Iterable[ImportedRow]], length: int, read: int
    ) -> None:
        self.parts = parts
        self.length = length
        self.read = read

    def __iter__(self) -> Iterator[ImportedRow]:
        return chain.from_iterable(self.parts)

    def __len__(self) -> int:
        return self.length

    @overload
    def __getitem__(self, index: int) -> ImportedRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ImportedRow]: ...
    def __getitem__(self, index: int | slice) -> ImportedRow | Sequence[ImportedRow]:
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Iterable) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # as of a list


def in_turn(parts: Sequence[Sequence[ImportedRow]]) -> Sequence[ImportedRow]:
    """The rows of all parts, one part after the other, none of them held that was not."""
    return RereadRows(parts, sum(map(len, parts)), sum(map(rows_read, parts)))


def rows_read(rows: Sequence[ImportedRow]) -> int:
    """How many rows of files these are."""
    if isinstance(rows, RereadRows):
        return rows.read
    return sum(map(attrgetter("rows"), rows))


@dataclass(frozen=True, kw_only=True)
class Diagnostic:
    """A row that is left out, and why: `reason` is a message id (`N_`), `details` fill its fields.

    `line` is where the row begins, from 1. What stood in the file is in `details` as it stood:
    invisible characters are made visible when it is shown.
    """

    file: str
    line: int
    reason: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ImportFile:
    """The contents of a file, or of the files of one export.

    `rows` may be gone through again, and may be read anew then. `read` counts the rows of the files:
    usable ones and those with a problem, not the empty ones. `owner` is whose export it says it is,
    if it does. `aside` are notes about no one, to be kept with the owner; `called_off` are plans that fell through. `encodings` has how each
    file was read. `remarks` name what was not taken of a usable row: columns, properties, a value
    that cannot be read.
    """

    rows: Sequence[ImportedRow]
    problems: tuple[Diagnostic, ...]
    read: int
    owner: Contact | None = None
    aside: tuple[Noted, ...] = ()
    called_off: tuple[CalledOff, ...] = ()
    encodings: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Diagnostic, ...] = ()


APPOINTMENT: Final[Form] = "appointment"


@dataclass(frozen=True, kw_only=True)
class Unclear:
    """A row that may be a meeting; `meeting` is how it is recorded where it is taken for one.

    That is as an appointment, unless only who was there is unclear. `text` is what the file calls
    it and `suggested` the form that its words name, to be offered where someone is asked. Why
    nothing is certain: `reason` (a message id) and its `details`. What bears the same `series` is
    of one kind: one answer may do for all. `otherwise` is what the row comes to where no one says
    that it is a meeting, None where that is nothing. `outcome` is what its words say against its having
    taken place: such a row is offered as no meeting, and never taken unasked if it fell through.
    """

    meeting: ImportedRow
    text: str
    suggested: Form
    reason: str
    details: Mapping[str, object] = field(default_factory=dict)
    series: str = ""
    otherwise: ImportedRow | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, kw_only=True)
class Sifted:
    """A reading, and besides it the rows that are unclear: `read` does not count them yet."""

    reading: ImportFile
    unclear: Sequence[Unclear] = ()


def parted(
    results: Iterable[ImportedRow | Diagnostic],
) -> tuple[tuple[ImportedRow, ...], tuple[Diagnostic, ...]]:
    """The usable rows, and the diagnostics of the others."""
    rows: list[ImportedRow] = []
    problems: list[Diagnostic] = []
    for result in results:
        if isinstance(result, ImportedRow):
            rows.append(result)
        else:
            problems.append(result)
    return tuple(rows), tuple(problems)


Named: TypeAlias = tuple[str, bytes]
"""A file's name, as the user is to see it, and its bytes."""


class Read(Protocol):
    """Reads files: each with its name, all in the encoding that the user named, if any did."""

    def __call__(
        self, files: Sequence[Named], /, *, encoding: str | None = None
    ) -> ImportFile | Sifted: ...


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format that another package adds: `handshake import NAME FILE...`, by the name of its entry point.

    `summary` is its line in the help. In folders and zips it finds its files by how their names
    end (`suffixes`), or by whole names (`files`). `recognises` tells by a file's name and the
    beginning of its text whether the file is of this format.
    """

    summary: str
    read: Read
    suffixes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    recognises: Callable[[str, str], bool] = lambda _name, _text: False
