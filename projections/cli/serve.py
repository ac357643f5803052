"""The serve command: the page live in the browser, on this computer only, for those who prefer to click."""

from __future__ import annotations

import io
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from ledger.cli.session import Session
from ledger.errors import Busy, Usage
from ledger.language import N_, _, current
from ledger.language.console import Command, option
from ledger.store.atomic import make_folder, replace
from ledger.store.cache_folder import cache_folder
from projections.cli.output import say
from projections.cli.read_session import ReadSession, opened, queries

if TYPE_CHECKING:
    from projections.report.live_page import Outcome
    from projections.report.material import Source

LOOPBACK: Final = "127.0.0.1"
_LAUNCH_SECONDS: Final = 600
"""After this long every browser has opened what it was to open."""


@click.command(
    "serve",
    cls=Command,
    help=N_("Show the page in the browser and record there, on this computer only."),
)
@option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="N",
    help=N_("The port; any free one if not given."),
)
@option("--open", "open_it", is_flag=True, help=N_("Open the page in the browser."))
@click.pass_obj
def serve(session: Session, *, port: int, open_it: bool) -> None:
    """Serve the pages until the terminal stops the program."""
    try:
        from werkzeug.serving import make_server

        from projections.report.web import Entrance, QuietRequests, make_app
    except ModuleNotFoundError as error:
        raise Usage(
            "The page in the browser needs one more package; install 'handshake-ledger[web]'."
        ) from error
    with opened(session):  # no ledger yet: said before anything is served
        pass
    token = secrets.token_urlsafe(32)
    try:
        server = make_server(
            LOOPBACK, port, _unready, threaded=True, request_handler=QuietRequests
        )
    except (OSError, SystemExit) as error:
        raise Busy("Port {port} is in use; choose another.", port=port) from error
    bound = server.server_port
    hosts = (f"{LOOPBACK}:{bound}", f"localhost:{bound}")
    ticket = secrets.token_urlsafe(32)
    ticket_path = None
    if open_it:
        ticket_path = f"/{ticket}"
    entrance = Entrance(ticket_path)
    server.app = make_app(LiveDesk(session), token, hosts, entrance)
    click.echo(f"http://{LOOPBACK}:{bound}/{token}/")
    say(_("Open this address in a browser on this computer; Ctrl-C ends it."))
    try:
        with ExitStack() as stack:
            if open_it:
                ticket_address = f"http://{LOOPBACK}:{bound}/{ticket}"
                _open_in_browser(stack.enter_context(_launch_file(ticket_address)))
            server.serve_forever()
    except KeyboardInterrupt:  # the way to end it, and no interruption of a write
        say("")
    finally:
        server.server_close()


@contextmanager
def _launch_file(address: str) -> Iterator[Path | None]:
    """Write a file for this account alone that leads a browser to an address: its arguments are everyone's to read.

    Gives None where there is no place for it.
    """
    from projections.report.web import forwarding

    file = cache_folder("").with_name(f"open-{secrets.token_hex(8)}.html")
    try:
        make_folder(file.parent)
        _remove_old(file.parent)
        replace(file, forwarding(address).encode())
    except OSError:
        yield None
        return
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


def _remove_old(folder: Path) -> None:
    """Remove the files that killed programs left: what they lead to is gone."""
    for file in folder.glob("open-*.html"):
        if time.time() - file.stat().st_mtime > _LAUNCH_SECONDS:
            file.unlink(missing_ok=True)


def _open_in_browser(file: Path | None) -> None:
    import webbrowser

    if file is None or not webbrowser.open(file.as_uri()):
        say(_("No browser could be opened; open the address yourself."))


def _unready(_environ: object, _start: object) -> Sequence[bytes]:
    return ()


class LiveDesk:
    """The ledger of a session, opened anew at each request; implements `projections.report.web.Desk`."""

    def __init__(self, session: Session) -> None:
        self._given_path: Final = session.given_path
        self._file: Final = session.file
        self._reading: ReadSession

    @contextmanager
    def source(self, base: str) -> Iterator[Source]:
        """Where the pages are read from, as of today."""
        from projections.cli.report_material import source_of

        session = Session(reader=queries, given_path=self._given_path)
        today = session.today
        with ReadSession.open(session) as reading:
            self._reading = reading
            yield source_of(
                reading,
                today,
                today,
                sheet=lambda person, _number: f"{base}/person/{person}",
            )

    def at_hand(self, source: Source) -> Source:
        """The source with every event in memory, for a page that asks for most of them."""
        from projections.cli.report_material import at_hand

        return source._replace(tables=at_hand(self._reading))

    def state(self, source: Source) -> str:
        """The size of the ledger, the day and the language."""
        return f"{self._reading.views.size} {source.today} {current()}"

    def run(self, words: Sequence[str]) -> Outcome:
        """Run a command of the program in this process, and give what it said."""
        from projections.cli.program import program
        from projections.report.live_page import Outcome

        ids, told = io.StringIO(), io.StringIO()
        code: object = 0
        typed = sys.stdin
        sys.stdin = io.StringIO()
        try:
            with redirect_stdout(ids), redirect_stderr(told):
                program.main(["--ledger", self._file, *words], prog_name="handshake")
        except SystemExit as end:
            code = end.code
        finally:
            sys.stdin = typed
        done = code in {0, None}
        command = ""
        if done:
            command = self._command_of(ids.getvalue())
        words = told.getvalue().strip()
        if (
            code == Usage.exit_code
        ):  # the lines on how to type the command mean nothing on a page
            words = words.rpartition("\n\n")[2]
        return Outcome(words, done, command)

    def _command_of(self, ids: str) -> str:
        """The id of the command that recorded these events."""
        events = ids.split()
        if not events:
            return ""
        stream, _slash, v = events[-1].partition("/")
        session = Session(reader=queries, given_path=self._given_path)
        with opened(session) as ledger:
            for row in ledger.store.history(stream):
                if str(row.v) == v:
                    return _batch(row.state)
        return ""


def _batch(state: bytes) -> str:
    import orjson

    source: str = orjson.loads(state)["source"]
    return source.rpartition(":")[2]
