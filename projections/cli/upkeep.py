"""The commands that look after the views: rebuild, projections, status."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from ledger.cli.progress import progress_bar
from ledger.cli.session import Session
from ledger.errors import Damaged, Usage
from ledger.language import N_, _, _n, _p
from ledger.language.console import argument, option
from ledger.language.phrases import show_number, show_preset
from ledger.store.ledger import Ledger
from ledger.store.merkle import checked_rows
from projections.cli.output import print_json, print_table, say
from projections.cli.read_session import ReadSession, opened, reading_command, views_of
from projections.engine.sqlite.build import rebuild as rebuild_views
from projections.engine.sqlite.open import SPOILED
from projections.engine.sqlite.views_file import views_file, views_path

if TYPE_CHECKING:
    from projections.engine.sqlite.build import Engine


@reading_command("rebuild", N_("Rebuild all views from the ledger."))
@argument("names", metavar="NAME...", nargs=-1)
@option(
    "--engine",
    type=click.Choice(["process", "dask"]),
    default="process",
    help=N_("Use this process alone (the default), or several with Dask."),
)
@option(
    "--scheduler",
    metavar="ADDRESS",
    help=N_("Use the workers of a Dask scheduler, such as tcp://SERVER:8786."),
)
@option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help=N_(
        "Use this many processes, this one and those of Dask; one per processor by default."
    ),
)
def rebuild(
    session: Session,
    *,
    names: Sequence[str],
    engine: str,
    scheduler: str | None,
    workers: int | None,
) -> None:
    """Rebuild all projections, or those named, beside the old ones."""
    started = time.monotonic()
    several = _several(engine, scheduler, workers)
    with opened(session) as ledger, progress_bar(_("Rebuilding")) as progress:
        store = ledger.store.nearby(anew=not names)
        path = views_path(store.file)
        processes = None
        if several:
            processes = several(path)
        size = rebuild_views(
            store,
            path,
            names or None,
            progress,
            engine=processes,
        )
        seconds = time.monotonic() - started
        with views_of(ledger) as views:
            positions = views.positions()
    if session.as_json:
        print_json(
            {
                "events": size,
                "seconds": seconds,
                "projections": [position._asdict() for position in positions],
            }
        )
        return
    _table(positions)
    click.echo(
        _n(
            "{count} event in {seconds} s.", "{count} events in {seconds} s.", size
        ).format(count=show_number(size), seconds=show_number(seconds, 2)),
        err=True,
    )


def _several(
    engine: str, scheduler: str | None, workers: int | None
) -> Callable[[Path], Engine] | None:
    """What makes the engine for views at a path; None for this process alone."""
    if engine != "dask":
        if scheduler or workers:
            raise Usage("--scheduler and --workers need --engine dask.")
        return None
    if scheduler and workers:
        raise Usage("A scheduler has its own workers; leave out --workers.")
    if not all(map(find_spec, _DASK)):
        raise Usage(
            "Dask is another package: run 'pip install handshake-ledger[dask]'."
        )
    if not scheduler:
        _start_forking()
    from projections.engine import cluster

    return partial(cluster.engine, scheduler, workers)


def _start_forking() -> None:
    """Start the process that Dask's are copies of, which loads what they need while this one does."""
    import signal
    from multiprocessing import forkserver, set_forkserver_preload

    from projections import versions

    tables = [f"projections.{name}.tables" for name in versions()]
    set_forkserver_preload(["distributed", "projections.engine.cluster", *tables])
    # Ctrl-C reaches every process of the terminal; this one alone answers, and ends the others.
    answer = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, answer)


_DASK: Final = ("dask", "distributed", "cryptography")


@reading_command(
    "projections", N_("List the views, their versions and how far they have read.")
)
def projections(session: Session) -> None:
    """Show the position of every projection."""
    with ReadSession.open(session) as reading, views_of(reading.ledger) as views:
        positions = views.positions()
        if session.as_json:
            print_json(
                {
                    "events": reading.ledger.size,
                    "projections": [position._asdict() for position in positions],
                }
            )
        else:
            _table(positions)


def _table(positions: Sequence[Any]) -> None:
    lines = [
        [position.name, str(position.version), show_number(position.position)]
        for position in positions
    ]
    print_table([_("View"), _("Version"), _p("views", "Position")], lines, right=[1, 2])


@reading_command("status", N_("Show where the ledger is and what it contains."))
def status(session: Session) -> None:
    """Show where everything is."""
    with ReadSession.open(session) as reading, views_of(reading.ledger) as views:
        facts = _said(reading, views)
        if session.as_json:
            print_json(facts)
            return
        colon = _(": ")
        for label, value in _labelled(facts):
            click.echo(f"{label}{colon}{value}")


def _said(reading: ReadSession, views: Any) -> dict[str, Any]:
    ledger = reading.ledger
    beside = views_path(ledger.store.file)
    _name, _owner, culture, permille = reading.book
    views_bytes = 0
    if beside.exists():
        views_bytes = beside.stat().st_size
    return {
        "ledger": ledger.file,
        "views": str(beside),
        "bytes": ledger.store.byte_count(),
        "views_bytes": views_bytes,
        "events": ledger.size,
        "origin": ledger.origin,
        "owner": {"id": reading.owner, "name": reading.name(reading.owner)},
        "culture": culture,
        "trust_permille": permille,
        "people": sum(1 for _each in reading.queries.people()) - 1,
        "unknown": views.unknown(),
    }


def _labelled(facts: dict[str, Any]) -> list[tuple[str, str]]:
    lines = [
        (
            _("Ledger"),
            _("{path} ({size} kB)").format(
                path=facts["ledger"], size=show_number(facts["bytes"] / 1000)
            ),
        ),
        (
            _("Views"),
            _("{path} ({size} kB)").format(
                path=facts["views"], size=show_number(facts["views_bytes"] / 1000)
            ),
        ),
        (_("Events"), show_number(facts["events"])),
        (_("People"), show_number(facts["people"])),
        (_("Owner"), _owner(facts["owner"]["name"])),
        (_("Trust preset"), show_preset(facts["culture"], facts["trust_permille"])),
    ]
    lines += [
        (_("Unknown kind"), f"{kind}: {count}")
        for kind, count in facts["unknown"].items()
    ]
    return lines


def _owner(name: str) -> str:
    """The owner's name, or how to give it."""
    if name != "me":
        return name
    return _("you (to give your name: handshake init --me NAME)")


# ---------------------------------------------------------------- views found damaged by another command


def make_again(session: Session) -> None:
    """Make views again that turned out to be damaged while they were read."""
    say(_(SPOILED))
    with opened(session) as ledger:
        store = ledger.store.nearby(anew=True)
        rebuild_views(store, views_file(store.file))


def is_copy_damaged(name: str) -> bool:
    """Whether this computer's copy of a ledger on a server is not what it was; a ledger's own file is no copy."""
    if "://" not in name:
        return False
    try:
        copy = Ledger.at_hand(name)
        if copy is not None:
            with copy:
                deque(checked_rows(copy.store), maxlen=0)
    except Damaged:
        return True
    return False
