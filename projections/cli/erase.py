"""The commands that forget, and the one that finishes what they could not."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from ledger.cli import erase, events
from ledger.cli.session import Session
from ledger.cli.writing import Writing
from ledger.errors import Busy, Refused
from ledger.facts.people import ErasureReason
from ledger.language import N_, _, _n
from ledger.language.console import Command, argument, option
from ledger.store import erasing, rows
from ledger.store.opening import open_reader
from projections.cli.output import print_json, say
from projections.cli.people import one_of
from projections.cli.reading import opened
from projections.views.place import views_path
from projections.views.rebuilding import rebuild

YES = option("--yes", is_flag=True, help=N_("Erase without asking."))
DRY_RUN = option("--dry-run", is_flag=True, help=N_("Show what would go, and erase nothing."))
JSON = option("--json", "as_json", is_flag=True, help=N_("Print the result as JSON."))


@click.command(
    "erase", cls=Command, help=N_("Delete for good what was written about a person. The facts stay.")
)
@argument("person", metavar="PERSON")
@option(
    "--reason",
    type=click.Choice(["request", "objection", "retention", "other"]),
    default="request",
    show_default=True,
    help=N_("Why it is erased."),
)
@YES
@DRY_RUN
@JSON
@click.pass_obj
def erase_person(
    session: Session, *, person: str, reason: ErasureReason, yes: bool, dry_run: bool, as_json: bool
) -> None:
    """Erase a person, and whoever was merged into the same one."""
    with opened(session):
        writing = Writing(session)
    who = one_of(writing.readings, person)
    goes = erase.of_person(writing, who)
    for sentence in erase.tell(goes, writing.readings.name(who)):
        say(sentence)
    if dry_run or not erase.agreed(_("Erase?"), yes=yes):
        _done(goes, as_json=as_json, erased=False)
        return
    kept = _kept(session, goes)
    erase.erase_person(session, goes, reason)
    _finish(session, kept)
    _done(goes, as_json=as_json, erased=True)


@click.command("erase-text", cls=Command, help=N_("Delete for good the text of one event. The fact stays."))
@argument("event", metavar="EVENT")
@YES
@DRY_RUN
@JSON
@click.pass_obj
def erase_text(session: Session, *, event: str, yes: bool, dry_run: bool, as_json: bool) -> None:
    """Erase the text of an event; 'correct' says the rest again."""
    with opened(session):
        writing = Writing(session)
    place = events.place(writing, event)
    stored = rows.stream_rows(session.ledger.connection, place.stream)
    texts = [row for row in stored if row.text is not None and place.v in (None, row.v)]
    if not texts:
        raise Refused("{event} has no text, or it was erased already.", event=event)
    goes = erase.Goes(texts, (), [f"{row.stream}/{row.v}" for row in texts])
    count = len(texts)
    say(
        _n("This deletes {count} text for good.", "This deletes {count} texts for good.", count).format(
            count=count
        )
    )
    if dry_run or not erase.agreed(_("Erase?"), yes=yes):
        _done(goes, as_json=as_json, erased=False)
        return
    kept = _kept(session, goes)
    erase.erase_text(session, goes)
    _finish(session, kept)
    _done(goes, as_json=as_json, erased=True)


def _kept(session: Session, goes: erase.Goes) -> set[bytes]:
    """What to search for afterwards: pieces of the texts that go which stand in no text that stays."""
    going = {row.i for row in goes.rows}
    staying = (
        row.text
        for row in rows.rows(session.ledger.connection)
        if row.text is not None and row.i not in going
    )
    return erasing.pieces((row.text for row in goes.rows if row.text is not None), staying)


def _finish(session: Session, wanted: set[bytes]) -> None:
    """Write the files anew, and prove by their bytes that nothing is left. Raises Busy if it is."""
    path = session.ledger.path
    session.stack.close()
    forget(path)
    if left := erasing.left_in(erasing.files_of(path), wanted):
        raise unfinished(left)


def forget(path: Path) -> None:
    """Write the ledger's file and the views anew without what was erased. Raises Busy if it cannot be."""
    finished = erasing.compact(path)
    with closing(open_reader(path)) as connection:
        rebuild(connection, views_path(path))
    if not finished:
        raise unfinished([path])


def unfinished(left: list[Path]) -> Busy:
    """That the erasure is recorded, and copies of the text are still in these files."""
    return Busy(
        "Not finished: it is erased, but somebody reads the ledger, and copies are still in {files}. Close "
        "other programs, then run 'handshake doctor'.",
        files=", ".join(each.name for each in left),
    )


def _done(goes: erase.Goes, *, as_json: bool, erased: bool) -> None:
    if as_json:
        said: dict[str, Any] = {"erased": erased, "texts": len(goes.rows), "people": sorted(goes.people)}
        print_json(said | {"events": sorted(goes.events)})
    elif erased:
        say(_("Erased: the ledger's files were searched, and nothing of it is left in them."))
    else:
        say(_("Nothing was erased."))
