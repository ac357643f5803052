"""What Ctrl-C left: all of the write that it interrupted, or nothing of it."""

from __future__ import annotations

import orjson

from ledger.cli.session import Session
from ledger.errors import LedgerError
from ledger.language import _
from ledger.language.phrases import show_list
from ledger.language.text import visible
from ledger.store.atomic import in_place
from ledger.store.ledger import Ledger, is_there
from projections.cli.output import say


def tell(session: Session | None) -> None:
    """Say whether what this invocation was about to record is recorded."""
    if session is None or "batch" not in vars(session):
        say(_without_batch())
    elif is_recorded(session):
        say(
            _(
                "Interrupted, but this was recorded; 'handshake undo {batch}' undoes it."
            ).format(batch=session.batch[:8])
        )
    else:
        say(_("Interrupted; nothing was recorded."))


def _without_batch() -> str:
    """Return what to say of a command that records nothing: the files that it made are there whole, or not at all."""
    files = in_place()
    if not files:
        return _("Interrupted.")
    return _("Interrupted, but these files are complete: {files}.").format(
        files=show_list([visible(str(file)) for file in files])
    )


def is_recorded(session: Session) -> bool:
    """Whether the last event is of this invocation's batch; read anew, for Ctrl-C may come in the middle of a read."""
    is_unknown = "batch" not in vars(session) or not is_there(session.file)
    if is_unknown:
        return False
    try:
        with Ledger.open(session.file) as ledger:
            last = ledger.store.bare_row(ledger.size - 1)
    except LedgerError:
        return False
    if last is None:
        return False
    return str(orjson.loads(last.state)["source"]).endswith(session.batch)
