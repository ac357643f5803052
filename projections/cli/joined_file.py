"""Another ledger that is to be joined: an audit file or a ledger, verified, with its events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

import orjson

from ledger.cli.progress import progress_bar
from ledger.errors import BadInput, Damaged, NotFound, Usage
from ledger.facts.event import PersonId, StreamId
from ledger.language import _
from ledger.language.phrases import sentence
from ledger.store import backup
from ledger.store.backup import events_of, refuse_hidden_texts
from ledger.store.encode import StoredEvent
from ledger.store.ledger import Ledger, is_there, ledger_name
from projections.audit.audit_check import AuditVerdict, verify_records
from projections.audit.canonical_line import lines_of
from projections.audit.ledger_check import check_ledger
from projections.cli.restore import stored_events


class Events(Protocol):
    """Gives the events anew, from the first on, each time it is called."""

    def __call__(self) -> Iterator[StoredEvent]:
        """The events in their order."""


class OtherLedger(NamedTuple):
    """A verified ledger of someone, or of another computer: whose it is, how long, and its root in base64.

    `owner` is None where its beginning came with an earlier file, up to `start`, whose events are the
    `earlier` ones.
    """

    origin: StreamId
    owner: PersonId | None
    size: int
    root: str
    events: Events
    start: int = 0
    earlier: Events | None = None


@contextmanager
def other_ledger(name: str) -> Iterator[OtherLedger]:
    """Open a whole audit file, a folder of those that follow each other, a ledger's file or address.

    Raises NotFound if nothing is there, BadInput for a file that holds less than a ledger, Damaged if it does not
    fit together.
    """
    if name.startswith(("http://", "https://")):
        raise Usage(
            "The program fetches nothing from the network. Download {address}, then join the file.",
            address=name,
        )
    if "://" not in name and Path(name).is_dir():
        yield _of_folder(Path(name))
        return
    if "://" not in name and not _is_ledger(Path(name)):
        yield of_audit_file(Path(name))
        return
    place = ledger_name(name)
    if not is_there(place):
        raise NotFound("No ledger found at {path}.", path=place)
    with Ledger.open(place) as ledger:
        refuse_hidden_texts(ledger.store)
        with progress_bar(_("Verifying")) as watch:
            verdict = _checked(check_ledger(ledger.store, watch), name)
        yield _other(lambda: events_of(ledger.store), verdict, ledger.origin)


def _of_folder(folder: Path) -> OtherLedger:
    """Return what the files of a folder hold together, or of the one folder in it, as `sync` writes them."""
    files = sorted(folder.glob("*.ndjson"))
    if not files:
        folders = {file.parent for file in folder.glob("*/*.ndjson")}
        if len(folders) > 1:
            raise Usage(
                "{folder} holds several ledgers; name the folder of one.", folder=folder
            )
        files = sorted(folder.glob("*/*.ndjson"))
    if not files:
        raise NotFound("No file found at {path}.", path=folder)
    parts: list[OtherLedger] = []
    for file in files:
        reached = parts[-1].size if parts else 0
        part = of_audit_file(file, beyond=reached)
        is_next = part.start in {0, reached}
        if not is_next or (parts and part.origin != parts[0].origin):
            raise BadInput(
                "The files in {folder} do not follow each other.", folder=folder
            )
        parts = [*parts, part] if part.start else [part]

    def events() -> Iterator[StoredEvent]:
        for part in parts:
            yield from part.events()

    beginning, end = parts[0], parts[-1]
    return end._replace(events=events, owner=beginning.owner, start=0)


def _is_ledger(file: Path) -> bool:
    if not file.is_file():
        raise NotFound("No file found at {path}.", path=file)
    return backup.is_ledger(file)


def of_audit_file(file: Path, beyond: int = 0) -> OtherLedger:
    """Return what a file holds: a whole ledger, or what came after a size up to `beyond`, which is known already."""
    with file.open("rb") as opened:
        verdict = _checked(verify_records(lines_of(opened)), str(file))
    is_unusable = verdict.start > beyond or verdict.personal.withheld
    if is_unusable:
        raise BadInput(
            "{file} is incomplete; joining needs a full export with personal texts.",
            file=file,
        )

    with file.open("rb") as opened:
        origin: StreamId = orjson.loads(opened.readline())["origin"]
    return _other(lambda: events_in(file), verdict, origin)


def events_in(file: Path) -> Iterator[StoredEvent]:
    """Yield the events of a verified audit file."""
    with file.open("rb") as opened:
        yield from stored_events(lines_of(opened))


def _checked(verdict: AuditVerdict, name: str) -> AuditVerdict:
    if verdict.problem is not None:
        raise Damaged(
            "Cannot join {file}. {problem}",
            file=name,
            problem=sentence(verdict.problem),
        )
    return verdict


def _other(events: Events, verdict: AuditVerdict, origin: StreamId) -> OtherLedger:
    first = next(events())
    owner = None
    if first.stream == origin:
        owner = orjson.loads(first.state)["owner"]
    root = verdict.root or ""
    return OtherLedger(origin, owner, verdict.size, root, events, verdict.start)
