"""The join command: the events of another computer's ledger, or a colleague's, beside one's own."""

from __future__ import annotations

import sys
import uuid
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ledger.cli import forget
from ledger.cli.options import writing_command
from ledger.cli.progress import counted, progress_bar
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.errors import Refused
from ledger.facts import identifiers
from ledger.facts.event import PersonId, StreamId
from ledger.facts.ledger_stream import JoinLedger, MergePeople
from ledger.facts.person.events import DetailsChanged
from ledger.language import N_, _, _n
from ledger.language.console import argument, confirm, option
from ledger.language.phrases import show_number
from ledger.store.encode import Stamp
from ledger.store.join import JOINED, Join, Unmatched, has_news, join
from ledger.store.ledger import Ledger
from ledger.store.port import Row
from projections.cli import erase_files
from projections.cli.joined_file import OtherLedger, other_ledger
from projections.cli.one_meeting import Root, in_order, unite
from projections.cli.read_session import ViewQueries
from projections.directory import query as directory
from projections.directory.tables import IDENTIFIERS, as_list
from projections.timeline import query as timeline
from projections.timeline.entries import TimelineEntry, standing


@writing_command(
    "join",
    N_("Add what another ledger recorded: your other computer's, or a colleague's."),
)
@argument("source", metavar="FILE")
@option("--mine", is_flag=True, help=N_("Its owner is you."))
@option("--of-colleague", is_flag=True, help=N_("Its owner is someone else."))
def join_command(
    session: Session, *, source: str, mine: bool, of_colleague: bool
) -> Written:
    """Take the events in, then match people and meetings."""
    with other_ledger(source) as other:
        if session.dry_run:
            raise Refused("A join has no dry run; join a copy instead.")
        if not is_new(session, other):
            return write(session, _nothing_new)
        is_mine = _is_mine(session, other, mine=mine, of_colleague=of_colleague)
        return take_in(session, other, is_mine=is_mine)


def take_in(session: Session, other: OtherLedger, *, is_mine: bool) -> Written:
    """Record another ledger's events, and match its people and meetings with ours.

    An interrupted join goes on when it is tried again.
    """
    with progress_bar(_("Copying")) as progress:
        events = counted(other.events(), progress, other.size)
        stamp = Stamp(Writing(session).me, f"cli:{uuid.uuid4()}")
        unmatched = _unmatched(session.ledger)
        joined = join(session.ledger.store, events, stamp, other.earlier, unmatched)
    returning: set[PersonId] = set()
    write(session, lambda writing: returning.update(_erased_here(writing, joined)))
    for person in sorted(returning):
        erasure = forget.erase_person(session, person, "other")
        joined.erased.update(erasure.ids)
    erase_files.remember(session.path, joined.erased)
    return write(
        session, lambda writing: _match(writing, other, joined, is_mine=is_mine)
    )


def _erased_here(writing: Writing, joined: Join) -> Iterator[PersonId]:
    """Yield the other's people who were erased here under another id: their address says so."""
    queries = _views(writing)
    for person in joined.people:
        card = directory.person(queries.tables, person)
        if card is None or card.erased:
            continue
        addresses = identifiers.of_person(as_list(card.emails), as_list(card.urls))
        root = queries.identity.root(person)
        bearers = map(queries.identity.root, _bearers(queries, addresses))
        if {*bearers} != {root}:
            continue
        streams = writing.session.ledger.known(addresses).values()
        cards = [directory.person(queries.tables, stream) for stream in streams]
        if any(known is not None and known.erased for known in cards):
            yield root


def _views(writing: Writing) -> ViewQueries:
    queries = writing.queries
    if not isinstance(queries, ViewQueries):
        raise TypeError("the program's own queries answer here")
    return queries


def is_new(session: Session, other: OtherLedger) -> bool:
    """Whether another ledger holds what ours lacks, or what an interrupted join left unmatched."""
    ledger = session.ledger
    unmatched = _unmatched(ledger)
    return has_news(ledger.store, other.events(), other.earlier, unmatched)


def _unmatched(ledger: Ledger) -> Unmatched:
    """Tell what an interrupted join left: events of others after the note that the last finished one made."""
    history = ledger.store.history(ledger.origin)
    notes = [row.i for row in history if JOINED.match(row.topic)]
    finished = max(notes, default=-1)
    by_me = f'"recorded_by":"{ledger.owner}"'.encode()

    def came_later(row: Row) -> bool:
        return row.i > finished and by_me not in row.state

    return came_later


def _nothing_new(writing: Writing) -> None:
    writing.say(_("Nothing new in this ledger."))


def _is_mine(
    session: Session, other: OtherLedger, *, mine: bool, of_colleague: bool
) -> bool:
    """Whether both ledgers are one person's. Raises Refused where no one says."""
    if mine and of_colleague:
        raise Refused("Use either --mine or --of-colleague.")
    if mine or of_colleague:
        return mine
    ledger, queries = session.ledger, session.queries
    if other.origin == ledger.origin:
        return True
    if other.owner == ledger.owner:
        return True
    if other.owner and ledger.store.history(other.owner):  # joined before
        return queries.group(other.owner) == queries.group(ledger.owner)
    can_ask = sys.stdin.isatty() and sys.stderr.isatty()
    if can_ask:
        return confirm(_("Is this other ledger yours too?"))
    raise Refused("Say whose ledger this is: --mine or --of-colleague.")


def _match(
    writing: Writing, other: OtherLedger, joined: Join, *, is_mine: bool
) -> None:
    """Merge people in both ledgers, retract meetings that both recorded, and note the join."""
    queries = _views(writing)
    merged = _merge_people(writing, queries, other, joined, is_mine=is_mine)
    same = _unite_doubles(writing, queries, joined, merged)
    root = b64decode(other.root).hex()
    writing.do(
        "ledger",
        JoinLedger(origin=other.origin, size=other.size, root=root),
        writing.origin,
    )
    _tell(writing, joined, len(merged), same)


def _merge_people(
    writing: Writing,
    queries: ViewQueries,
    other: OtherLedger,
    joined: Join,
    *,
    is_mine: bool,
) -> dict[PersonId, PersonId]:
    """Merge the other's people into ours of the same addresses; by the people they are now part of."""
    merged: dict[PersonId, PersonId] = {}
    into = queries.identity.root
    if is_mine and other.owner and into(other.owner) != into(writing.me):
        merged[other.owner] = writing.me
    for person in joined.people:
        card = directory.person(queries.tables, person)
        if card is None or card.erased or person in merged:
            continue
        addresses = identifiers.of_person(as_list(card.emails), as_list(card.urls))
        bearers = _bearers(queries, addresses)
        ours = sorted(set(map(into, bearers)) - {into(person)})
        if len(ours) == 1 and into(person) == person:
            merged[person] = ours[0]
        is_unknown = addresses and not writing.session.ledger.known(addresses)
        if is_unknown:
            _know_again(writing, person, card, addresses)
    for person, survivor in merged.items():
        writing.do("ledger", MergePeople(person=person, into=survivor), writing.origin)
    return merged


def _bearers(queries: ViewQueries, addresses: Iterable[str]) -> set[PersonId]:
    """The people with one of these addresses."""
    bearers: set[PersonId] = set()
    for address in addresses:
        rows = queries.tables.scan(IDENTIFIERS, (address,))
        bearers.update(person for _address, person in rows)
    return bearers


def _know_again(
    writing: Writing,
    person: PersonId,
    card: directory.Person,
    addresses: Sequence[str],
) -> None:
    """State a person's addresses again: the other ledger's keys are made with a secret that is not ours."""
    again = DetailsChanged(
        emails=tuple(as_list(card.emails)) or None,
        urls=tuple(as_list(card.urls)) or None,
        identifiers=tuple(addresses),
    )
    writing.add(person, (again,))


def _unite_doubles(
    writing: Writing,
    queries: ViewQueries,
    joined: Join,
    merged: dict[PersonId, PersonId],
) -> int:
    """Make one of two meetings of one day, kind and company; how many."""

    def root(person: PersonId) -> PersonId:
        person = queries.identity.root(person)
        return merged.get(person, person)

    streams = {stream for stream, _v in joined.added}
    paired: set[StreamId] = set()
    doubles: dict[StreamId, tuple[TimelineEntry, ...]] = {}
    for row in list(_meetings_of(queries, streams)):
        for twin in _meetings_on(queries, row.day):
            if twin.stream in streams | paired:
                continue
            if not _alike(root, row, twin):
                continue
            paired.add(twin.stream)
            pair = in_order(row, twin)
            doubles[pair[0].stream] = pair
            break
    for _stream, (less, more) in sorted(doubles.items()):
        unite(writing, less, more, root)
    return len(doubles)


def _meetings_of(
    queries: ViewQueries, streams: Iterable[StreamId]
) -> Iterable[TimelineEntry]:
    for stream in sorted(streams):
        yield from filter(_took_place, standing(queries.tables.history(stream)))


def _meetings_on(queries: ViewQueries, day: str) -> list[TimelineEntry]:
    on = date.fromisoformat(day)
    rows = timeline.happenings(queries.tables, queries.identity, since=on, until=on)
    return list(filter(_took_place, rows))


def _took_place(row: TimelineEntry) -> bool:
    return bool(row.live) and row.sort == "met"


def _alike(root: Root, row: TimelineEntry, twin: TimelineEntry) -> bool:
    def company(entry: TimelineEntry) -> set[PersonId]:
        return set(map(root, entry.participants))

    return row.kind == twin.kind and company(row) == company(twin)


def _tell(writing: Writing, joined: Join, merged: int, same: int) -> None:
    count = len(joined.added)
    writing.say(
        _n("Joined {count} event.", "Joined {count} events.", count).format(
            count=show_number(count)
        )
    )
    if merged:
        writing.say(
            _n(
                "{count} person was known here; both entries are one now.",
                "{count} people were known here; both entries of each are one now.",
                merged,
            ).format(count=show_number(merged))
        )
    if same:
        writing.say(
            _n(
                "{count} meeting was in both ledgers; it counts once.",
                "{count} meetings were in both ledgers; they count once.",
                same,
            ).format(count=show_number(same))
        )
    writing.say(_("People who share a name: handshake person duplicates."))
