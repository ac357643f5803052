"""The report command: the page, as one file to open, print and show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from ledger.cli.progress import LONG, Progress, progress_bar
from ledger.cli.session import Session
from ledger.errors import Busy, Usage
from ledger.language import N_, _
from ledger.language.console import Command, option
from ledger.language.text import visible
from projections.cli.output import say
from projections.cli.read_options import day_shown, of_owners
from projections.cli.read_session import ReadSession

FILE: Final = "handshake-report.html"


@click.command(
    "report",
    cls=Command,
    help=N_("Write a page that shows your network, to open, print and share."),
)
@option(
    "--output",
    "-o",
    metavar="FILE",
    default=FILE,
    show_default=True,
    help=N_("The file to write; - for standard output."),
)
@option("--open", "open_it", is_flag=True, help=N_("Open the page in the browser."))
@option("--as-of", metavar="DATE", help=N_("The day to look at; today if not given."))
@option(
    "--redact",
    is_flag=True,
    help=N_("Show initials instead of names, and no notes, places or addresses."),
)
@click.pass_obj
@of_owners
def report(
    session: Session, *, output: str, open_it: bool, as_of: str | None, redact: bool
) -> None:
    """Write the page."""
    if open_it and output == "-":
        raise Usage("--open needs a file; name it with -o.")
    from projections.audit.atomic_file import written
    from projections.cli.report_material import material_of
    from projections.report.page import page

    day = day_shown(session, as_of)
    with ReadSession.open(session) as reading:
        material = material_of(reading, session.today, day, redact=redact)
        with _progress(len(material.names.people)) as progress:
            text = page(material, progress)
    with written(output) as write:
        write(text.encode())
    if output == "-":
        return
    say(_("Wrote the page to {file}.").format(file=visible(output)))
    if open_it:
        _open(output)


@contextmanager
def _progress(people: int) -> Iterator[Progress]:
    """A progress bar, if the ledger has enough people for the page to take a while."""
    if people < LONG:
        yield lambda _done, _total: None
        return
    with progress_bar(_("Drawing the page")) as progress:
        yield progress


def _open(file: str) -> None:
    import webbrowser

    if not webbrowser.open(Path(file).resolve().as_uri()):
        raise Busy("Could not open a browser; open {file} yourself.", file=file)
