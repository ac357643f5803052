"""All the files of LinkedIn's export as one.

Older exports give people in invitations and messages by name alone. One export of one account is one
source: a name in it that exactly one connection bears means that connection, if the days allow it (a
person who is connected already is not asked). Across imports a name alone never joins.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from ledger.errors import BadInput
from ledger.facts.person.commands import Details
from ledger.importers.api import (
    Connected,
    Contact,
    Diagnostic,
    ImportedRow,
    ImportFile,
    Named,
    Requested,
    in_turn,
)
from ledger.importers.formats.linkedin.connections_csv import connections
from ledger.importers.formats.linkedin.invitations_csv import invitations
from ledger.importers.formats.linkedin.messages_csv import messages
from ledger.importers.formats.linkedin.tables import (
    CONNECTIONS,
    INVITATIONS,
    LAYOUTS,
    MESSAGES,
    PROFILE,
    WORDS,
    LinkedInTable,
    Part,
    no_row,
    together,
)
from ledger.importers.io.archive import of_each
from ledger.importers.io.csv_table import Layout, read_table
from ledger.importers.io.encoding import decode
from ledger.language.text import fold

FILES: Final = tuple(layout.name for layout in LAYOUTS)
"""The files of the export that are read; the others hold nothing about people one knows."""


_ZONES = timedelta(days=1)
"""Neither file tells its time zone: of two instants of one day the days may differ by one."""


def read(
    files: Sequence[Named], owner: Collection[str] = (), *, encoding: str | None = None
) -> ImportFile:
    """The connections, invitations and messages of one member's export; headers tell the files apart.

    `owner` are identifiers known to be the owner's, such as `linkedin:ada`. The order of the
    files does not matter, nor that one is named twice. Raises BadInput where no file has a header
    of LinkedIn's, for one of whose rows none can be used, and where it is not certain whose
    messages they are.
    """
    files = list(dict.fromkeys(files))
    encodings: dict[str, str] = {}
    # In an order of their own, so that the order in which they were named changes nothing.
    ordered = sorted(files, key=lambda named: named[::-1])
    sources, refused = of_each(
        ordered, lambda name, data: _source(name, data, encoding, encodings)
    )
    of_layout = {layout.name: _of(sources, layout) for layout in LAYOUTS}
    connected = connections(of_layout[CONNECTIONS.name])
    invited = invitations(of_layout[INVITATIONS.name])
    profiles = _profiles(of_layout[PROFILE.name])
    owner_tokens = {*owner, *_only(invited.owner)}
    written = messages(of_layout[MESSAGES.name], owner_tokens, profiles)
    every = together((connected, invited, written))
    if not every.rows:
        raise _nothing(sources, every)
    alone = named_alone((*invited.rows, *written.rows), connected.rows)
    return ImportFile(
        rows=in_turn((connected.rows, alone)),
        problems=_in_order(files, (*refused, *every.misread, *every.left_out)),
        read=every.read + len(refused),
        owner=_owner(profiles, (*invited.owner, *written.owner)),
        encodings=encodings,
    )


def _source(
    file: str, data: bytes, encoding: str | None, encodings: dict[str, str]
) -> LinkedInTable:
    text, encodings[file] = decode(file, data, WORDS, encoding=encoding)
    table = read_table(file, text, LAYOUTS)
    if table is None:
        raise BadInput(
            "{file} is not a known LinkedIn file; expected {names} as exported, or the export's zip.",
            file=file,
            names=tuple(FILES),
        )
    return LinkedInTable(file, table)


def _of(sources: Iterable[LinkedInTable], layout: Layout) -> list[LinkedInTable]:
    return [source for source in sources if source.table.layout is layout]


def _nothing(sources: Sequence[LinkedInTable], every: Part) -> BadInput:
    """The refusal of files that have a header but no people."""
    expected = CONNECTIONS.name
    if len(sources) == 1:
        expected = sources[0].table.layout.name
    problems = (*every.misread, *every.left_out)
    return no_row(", ".join(source.file for source in sources), expected, problems)


def _in_order(
    files: Sequence[Named], problems: Iterable[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """As the files were named, and from top to bottom."""
    place = {name: number for number, (name, _) in enumerate(files)}
    return tuple(
        sorted(problems, key=lambda problem: (place[problem.file], problem.line))
    )


def _profiles(sources: Iterable[LinkedInTable]) -> list[Contact]:
    """The people named by the profiles."""
    contacts: list[Contact] = []
    for source in sources:
        for row in source.table.rows:
            given = row.cells["given"] or None
            family = row.cells["family"] or None
            name = f"{row.cells['given']} {row.cells['family']}".strip()
            if name:
                contacts.append(Contact(name=name, given=given, family=family))
    return contacts


def _only(owners: Iterable[Contact]) -> tuple[str, ...]:
    """The one address of all these, none where they have several."""
    addresses = {owner.identifiers for owner in owners} - {()}
    if len(addresses) != 1:
        return ()
    [only] = addresses
    return only


def _owner(profiles: Sequence[Contact], ends: Sequence[Contact]) -> Contact | None:
    """The owner of the export: the profile's names, the address in the other files."""
    address = _only(ends)
    addressed: list[Contact] = []
    if address:
        addressed = [end for end in ends if end.identifiers == address]
    if not profiles:
        if not addressed:
            return None
        return addressed[0]
    urls = None
    if addressed:
        urls = addressed[0].details.urls
    names = profiles[0]
    return Contact(
        name=names.name,
        given=names.given,
        family=names.family,
        details=Details(urls=urls),
        identifiers=_only(ends),
    )


def named_alone(
    rows: Sequence[ImportedRow], connections: Iterable[ImportedRow]
) -> tuple[ImportedRow, ...]:
    """The rows, those of someone without an address said of the one connection of that name."""
    if all(row.who[0].identifiers for row in rows):
        return tuple(rows)
    bearers = _by_name(connections)
    rows_meant = (row._replace(who=(_meant(row, bearers),)) for row in rows)
    return tuple(rows_meant)


def _by_name(
    connections: Iterable[ImportedRow],
) -> Mapping[str, dict[tuple[str, ...], ImportedRow]]:
    """The connections by folded name, and by the row that tells each again in every file."""
    bearers: dict[str, dict[tuple[str, ...], ImportedRow]] = {}
    for row in connections:
        bearers.setdefault(fold(row.who[0].name), {}).setdefault(row.who[0].rows, row)
    return bearers


def _meant(
    row: ImportedRow, bearers: Mapping[str, Mapping[tuple[str, ...], ImportedRow]]
) -> Contact:
    (who,) = row.who
    bearing = bearers.get(fold(who.name), {})
    if who.identifiers:
        return who
    if len(bearing) != 1:
        return who
    (connection,) = bearing.values()
    was_accepted = isinstance(row.what, Requested) and _was_connected(
        connection, row.what.on
    )
    if was_accepted:
        return who
    return connection.who[0]._replace(rows=(*connection.who[0].rows, *who.rows))


def _was_connected(connection: ImportedRow, on: date | None) -> bool:
    """Whether the two were connected for certain on a day."""
    if not isinstance(connection.what, Connected):
        return False
    since = connection.what.on
    if since is None or on is None:
        return False
    return since + _ZONES < on
