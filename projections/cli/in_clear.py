"""Says what is in clear although the ledger is encrypted: exports, and what an interrupted command left."""

from __future__ import annotations

from ledger.language import _
from ledger.language.phrases import show_list
from ledger.language.text import visible
from ledger.store import atomic, private_file, unlock
from projections.audit.atomic_file import take_outputs
from projections.cli.output import say


def tell() -> None:
    """Say which files are not encrypted, unlike the ledger that they were made from."""
    outputs = take_outputs()
    if not outputs:
        return
    if not unlock.is_any_unlocked():
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


def tell_tidied() -> None:
    """Say what was done about what an interrupted command left beside an encrypted ledger."""
    swept = atomic.take_swept()
    if swept and all(swept):
        say(
            _(
                "What an interrupted command left beside the encrypted ledger was overwritten and removed."
            )
        )
    elif swept:
        say(
            _(
                "What an interrupted command left beside the encrypted ledger was removed, but could not be overwritten: its blocks stay on the disk until something else takes them."
            )
        )
    files = private_file.take_sealed_again()
    if files:
        say(
            _(
                "In clear beside the encrypted ledger, and encrypted now: {files}."
            ).format(files=show_list([visible(file.name) for file in files]))
        )
