"""The end of an erasure: the files are written anew, and their bytes searched for what was deleted."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from ledger.cli.session import Session
from ledger.errors import Busy, LedgerError
from ledger.language import _
from ledger.language.phrases import show_list
from ledger.language.safe_text import visible
from ledger.store import residue, suppression
from ledger.store.ledger import Ledger
from ledger.store.port import Row, Store
from projections import PROJECTIONS
from projections.cli.output import say
from projections.engine.sqlite.rebuild import image, rebuild
from projections.engine.sqlite.views_file import views_path


def finish(session: Session, rows: Collection[Row], ids: Collection[str]) -> None:
    """Remember what was erased, write the files anew, and prove by their bytes that nothing is left.

    `rows` are the leaves whose text was deleted, as they were. Raises Busy where it is not finished.
    """
    path = session.ledger.path
    session.stack.close()
    remember(path, ids)
    forget(path)
    wanted = residue.pieces(row.text for row in rows if row.text is not None)
    if left := _left(path, residue.files_of(path), wanted, {row.i for row in rows}):
        raise unfinished(left)
    if copies := _left(
        path, residue.others_beside(path), wanted, {row.i for row in rows}
    ):
        files = show_list([visible(each.name) for each in copies])
        say(
            _(
                "Other files beside the ledger still contain it, perhaps copies: {files}."
            ).format(files=files)
        )


def remember(path: Path, ids: Collection[str]) -> None:
    """Once it is recorded, and not before: what the list names does not come back from a backup."""
    try:
        suppression.remember(path, ids)
    except OSError as error:
        raise unfinished([suppression.list_path(path)]) from error


def forget(path: Path) -> None:
    """Write the ledger's file and the views anew without what was erased. Raises Busy if it cannot be."""
    with Ledger.open(path) as ledger:
        finished = ledger.store.compact()
    try:
        with Ledger.open(path) as ledger:
            rebuild(ledger.store, views_path(path))
    except LedgerError:
        for each in residue.files_of(path):
            if each.name.startswith(views_path(path).name):
                each.unlink(
                    missing_ok=True
                )  # no views are better than old ones: they are made when asked
    if not finished:
        raise unfinished([path])


def unfinished(left: Collection[Path]) -> Busy:
    """That the erasure is recorded, and copies of the text are still in these files."""
    return Busy(
        "Not finished: the text is erased, but copies remain in {files}, because another program is reading the ledger or the disk is full. Close other programs, then run 'handshake doctor'.",
        files=tuple(each.name for each in left),
    )


def _left(
    path: Path, files: list[Path], wanted: Collection[bytes], going: Collection[int]
) -> list[Path]:
    """The files that hold something of what was deleted which they would not hold anyway."""
    found = residue.found_in(files, wanted)
    doubtful = set().union(*found.values())
    if doubtful:
        with Ledger.open(path) as ledger:
            doubtful = residue.unexplained(ledger.store, doubtful, going)
            doubtful -= _impersonal(ledger.store, doubtful)
    return [file for file, pieces in found.items() if pieces & doubtful]


def _impersonal(store: Store, pieces: Collection[bytes]) -> set[bytes]:
    """Return the pieces that a ledger without any personal text, and its views, hold as well.

    A note that says "linkedin" or "accepted" is no more than what the program writes itself.
    """
    if not pieces:
        return set()
    bare, held = store.without_texts()
    with closing(bare):
        held += image(bare, PROJECTIONS)
    return {piece for piece in pieces if piece in held}
