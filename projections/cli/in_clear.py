"""Says of what was exported from an encrypted ledger that it is in clear."""

from __future__ import annotations

from ledger.language import _
from ledger.language.phrases import show_list
from ledger.language.text import visible
from ledger.store import unlock
from projections.audit.atomic_file import take_outputs
from projections.cli.output import say


def tell() -> None:
    """Say which files are not encrypted, unlike the ledger that they were made from."""
    outputs = take_outputs()
    if not outputs or not unlock.is_any_unlocked():
        return
    files = [visible(name) for name in outputs if name != "-"]
    if files:
        say(
            _("Not encrypted, unlike the ledger: {files}.").format(
                files=show_list(files)
            )
        )
    else:
        say(_("What was printed is not encrypted, unlike the ledger."))
