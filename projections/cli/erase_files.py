"""The end of an erasure: the files are written anew, and their bytes searched for what was deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from ledger.cli import unclear_entries
from ledger.cli.progress import progress_bar
from ledger.cli.session import Session
from ledger.errors import Busy, LedgerError
from ledger.language import _
from ledger.language.phrases import sentence, show_list
from ledger.language.text import visible
from ledger.store import residue, suppression, unlock
from ledger.store.keys_file import keys_path
from ledger.store.ledger import Ledger, local_path
from ledger.store.port import Row, Store
from projections import PROJECTIONS
from projections.cli.output import say
from projections.engine.sqlite.build import image, rebuild
from projections.engine.sqlite.views_file import views_path


def finish(session: Session, rows: Collection[Row], ids: Collection[str]) -> None:
    """Remember what was erased, write the files anew, and prove by their bytes that nothing is left.

    `rows` are the leaves whose text was deleted, as they were. Raises Busy where it is not finished.
    """
    path = session.path
    with _told():
        session.stack.close()
        remember(path, ids)
        forget(session.file)
        copies = _searched(session.file, path, rows)
    if copies:
        files = show_list([visible(file.name) for file in copies])
        say(
            _(
                "Other files beside the ledger still contain it, perhaps copies: {files}."
            ).format(files=files)
        )


def _searched(name: str, path: Path, rows: Collection[Row]) -> list[Path]:
    """Return other files beside the ledger that hold what was deleted. Raises Unfinished if one of ours does."""
    leaves_with_text = (row.text for row in rows if row.text is not None)
    wanted = residue.pieces(leaves_with_text)
    going = {row.i for row in rows}
    if left := _left(name, _files_of(name), wanted, going):
        raise unfinished(left)
    return _left(name, residue.others_beside(path), wanted, going)


class Unfinished(Busy):
    """An erasure is recorded, and not all of its traces are gone."""


@contextmanager
def _told() -> Iterator[None]:
    """Add to any failure inside that the text is erased, and what finishes the work."""
    try:
        yield
    except Unfinished:
        raise
    except LedgerError as error:
        raise _stopped(sentence(error)) from error
    except OSError as error:
        raise _stopped(error) from error


def _stopped(reason: object) -> Unfinished:
    return Unfinished(
        "Not finished: the text is erased, but its traces may remain ({reason}). Run 'handshake doctor'.",
        reason=reason,
    )


def remember(path: Path, ids: Collection[str]) -> None:
    """Once it is recorded, and not before: what the list names does not come back from a backup."""
    try:
        suppression.remember(path, ids)
    except OSError as error:
        raise _stopped(error) from error


def _files_of(name: str) -> list[Path]:
    """The files on this machine that hold text of a ledger, finished or not.

    Not the list of unclear entries: its text is of other people, and has no part in the events. Nor the keys of an
    encrypted ledger: all its words are the program's.
    """
    path = local_path(name)
    without = {unclear_entries.list_path(path), Path(keys_path(path))}
    files = dict.fromkeys((*residue.files_of(path), *_copies_of(name)))
    return [file for file in files if file not in without]


def _views_of(name: str) -> list[Path]:
    with Ledger.open(name) as ledger:
        views = views_path(ledger.store.file)
    return [
        file
        for file in residue.files_of(views.with_suffix(""))
        if file.name.startswith(views.name)
    ]


def _views_of_others(name: str) -> list[Path]:
    """The views as other owners see the ledger: made again when they are asked for."""
    file = _file_of(name)
    return [*file.parent.glob(f"{file.name}.{'[0-9a-f]' * 16}.views*")]


def _copies_of(name: str) -> list[Path]:
    """The files of the copy on this computer of a ledger on a server."""
    return residue.files_of(_file_of(name))


def _file_of(name: str) -> Path:
    with Ledger.open(name) as ledger:
        return Path(ledger.store.file)


def forget(name: str) -> None:
    """Write the ledger and the views anew without what was erased. Raises Busy if it cannot be."""
    with Ledger.open(name) as ledger, progress_bar(_("Compacting")) as progress:
        finished = ledger.store.compact(progress)
    for views in _views_of_others(name):
        views.unlink(missing_ok=True)
    try:
        with Ledger.open(name) as ledger, progress_bar(_("Rebuilding")) as progress:
            store = ledger.store.nearby()
            rebuild(store, views_path(store.file), progress=progress)
    except LedgerError:
        for views in _views_of(name):
            # no views are better than old ones: they are made when asked
            views.unlink(missing_ok=True)
    if not finished and "://" in name:
        raise Unfinished(
            "Not finished: the text is erased, but the server's files may keep copies until its administrator runs 'handshake doctor'."
        )
    if not finished:
        raise unfinished([Path(name)])


def unfinished(left: Collection[Path]) -> Unfinished:
    """That the erasure is recorded, and copies of the text are still in these files."""
    return Unfinished(
        "Not finished: the text is erased, but copies remain in {files}, because another program is reading the ledger or the disk is full. Close other programs, then run 'handshake doctor'.",
        files=tuple(each.name for each in left),
    )


def _left(
    name: str, files: list[Path], wanted: Collection[bytes], going: Collection[int]
) -> list[Path]:
    """The files that hold something of what was deleted which they would not hold anyway."""
    found = residue.found_in(files, wanted, _decrypting(name))
    doubtful = set().union(*found.values())
    if doubtful:
        with Ledger.open(name) as ledger:
            doubtful = residue.unexplained(ledger.store, doubtful, going)
            doubtful -= _impersonal(ledger.store, doubtful)
    return [file for file, pieces in found.items() if pieces & doubtful]


def _decrypting(name: str) -> residue.Decrypt | None:
    """What reads the pages of an encrypted ledger's files; None for a ledger in clear."""
    key = unlock.key_at(name)
    if key is None:
        return None
    from ledger.store.sqlite.cipher_pages import clear_pages

    return partial(clear_pages, ledger=Path(name), key=key)


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
