"""The program: every command by its name, what a write changed, and the process that all run in."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import click

from ledger.cli.session import INTERRUPTED, Session, Written
from ledger.errors import LedgerError
from ledger.language import N_, current, see_days_from, use
from ledger.language.console import WHOLE, Command, Group, known_word, option, titled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

    from click.shell_completion import CompletionItem

COMMANDS: Final[dict[str, str]] = {
    "accept": "ledger.cli.connect:accept",
    "agenda": "projections.cli.agenda_command:agenda_command",
    "agree": "ledger.cli.plan:agree",
    "backup": "projections.cli.backup_command:backup",
    "brief": "projections.cli.brief:brief",
    "cancel": "ledger.cli.plan:cancel",
    "circle": "projections.cli.circle:circle",
    "calendar": "projections.cli.year_calendar:calendar",
    "checkpoint": "projections.cli.checkpoint_command:checkpoint",
    "completion": "projections.cli.completion:completion",
    "connect": "ledger.cli.connect:connect",
    "connection": "ledger.cli.verb_groups:connection",
    "copy": "projections.cli.copy_command:copy",
    "correct": "ledger.cli.amend:correct",
    "decline": "ledger.cli.connect:decline",
    "decline-meeting": "ledger.cli.plan:decline",
    "decrypt": "projections.cli.encrypt_commands:decrypt",
    "disconnect": "ledger.cli.connect:disconnect",
    "doctor": "projections.cli.doctor:doctor",
    "encrypt": "projections.cli.encrypt_commands:encrypt",
    "erase-text": "projections.cli.erase_command:erase_text",
    "export": "projections.cli.export:export",
    "favour": "ledger.cli.favours:favour",
    "feed": "projections.cli.feed_command:feed",
    "goal": "projections.cli.goal_command:goal",
    "import": "ledger.cli.import_commands:bring",
    "inbox": "ledger.cli.inbox:inbox",
    "init": "ledger.cli.init:init",
    "introduce": "ledger.cli.favours:introduce",
    "introductions": "projections.cli.introductions:introductions",
    "invite": "projections.cli.invite_command:invite",
    "join": "projections.cli.join_command:join_command",
    "log": "ledger.cli.log:log",
    "missed": "ledger.cli.plan:missed",
    "move": "ledger.cli.plan:move",
    "network": "projections.cli.network:network",
    "next": "projections.cli.next:next_",
    "note": "ledger.cli.person_commands:note",
    "owner": "projections.cli.owner:owner",
    "passphrase": "projections.cli.passphrase_command:passphrase",
    "past": "ledger.cli.backfill:past",
    "person": "projections.cli.person:person",
    "plan": "ledger.cli.verb_groups:plan",
    "projections": "projections.cli.upkeep:projections",
    "propose": "ledger.cli.plan:propose",
    "queue": "projections.cli.queue:queue",
    "rebuild": "projections.cli.upkeep:rebuild",
    "reinstate": "ledger.cli.amend:reinstate",
    "report": "projections.cli.report:report",
    "restore": "projections.cli.restore:restore",
    "retract": "ledger.cli.amend:retract",
    "review": "projections.cli.triage_screen:review",
    "same": "projections.cli.same_command:same",
    "schema": "projections.cli.export:schema",
    "search": "projections.cli.search:search",
    "serve": "projections.cli.serve:serve",
    "stats": "projections.cli.stats:stats",
    "status": "projections.cli.upkeep:status",
    "sync": "projections.cli.sync_command:sync",
    "timeline": "projections.cli.timeline:timeline",
    "trust": "projections.cli.trust:trust",
    "undo": "ledger.cli.undo_command:undo",
    "week": "projections.cli.week_command:week",
    "verify": "projections.cli.verify:verify",
    "via": "projections.cli.introductions:via",
    "who-knows": "projections.cli.who_knows:who_knows",
}
"""Where each command is; its module is loaded when it is used."""


_WORDS: Final = "handshake.words"
"""Where a context keeps the words of the command line, for a command that has to be run again."""


@contextmanager
def _harmless() -> Iterator[None]:
    """Make visible what click repeats of the words that it was given, such as an argument too many."""
    try:
        yield
    except click.ClickException as error:
        from projections.cli.failures import harmless

        error.format_message = harmless(error).__str__  # type: ignore[method-assign]  # with all that its class adds
        raise


class Program(Group):
    """The commands of `COMMANDS`, and one for each form of meeting that the facts know."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Every command, in the order of the alphabet."""
        from ledger.facts.meeting.events import forms

        return sorted({*COMMANDS, *forms()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of that name, loaded now."""
        if (where := COMMANDS.get(cmd_name)) is None:
            from ledger.facts.meeting.events import forms

            if cmd_name not in forms():
                return None
            from ledger.cli.meet import command

            return command(cmd_name)
        module, _colon, name = where.partition(":")
        command_found: click.Command = getattr(import_module(module), name)
        return command_found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names, also in French or in another spelling."""
        is_unknown = (
            not ctx.resilient_parsing and self.get_command(ctx, args[0]) is None
        )
        if is_unknown:
            from projections.cli.command_names import command_meant, options_meant

            options = options_meant(args)
            if options:
                return self._resolve_options(ctx, options)
            args = [command_meant(args[0], self.list_commands(ctx)), *args[1:]]
        return super().resolve_command(ctx, args)

    def _resolve_options(
        self, ctx: click.Context, options: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command whose help is asked for; without one the answer is printed, and nothing run."""
        if not options[0].startswith("-"):
            return self.resolve_command(ctx, options)
        answer = _version_line() if options == ["--version"] else ctx.get_help()
        click.echo(answer, color=ctx.color)
        raise click.exceptions.Exit(0)

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """All commands under their headings, each with all that it says of itself; none of them is loaded."""
        from ledger.facts.meeting.events import forms
        from ledger.language.command_words import with_french
        from projections.cli.command_names import grouped

        listing = _Listing()
        groups = grouped(self.list_commands(ctx), forms()).items()
        for heading, names in groups:
            with formatter.section(titled(heading)):
                rows_of_group = [
                    (with_french(name), _short_help(listing, ctx, name))
                    for name in names
                ]
                formatter.write_dl(rows_of_group)

    def shell_complete(
        self, ctx: click.Context, incomplete: str
    ) -> list[CompletionItem[str]]:
        """The commands that begin so; none of them is loaded."""
        from click.shell_completion import CompletionItem

        from projections.cli.command_names import shown_names

        listing = _Listing()
        completions = [
            CompletionItem(name, help=_short_help(listing, ctx, command))
            for name, command in shown_names(self.list_commands(ctx))
            if name.startswith(incomplete)
        ]
        return completions + click.Command.shell_complete(self, ctx, incomplete)

    def example(self, ctx: click.Context) -> str | None:
        """An example of the command of a context."""
        program_name, *path = ctx.command_path.split()
        if not path:
            return None
        from projections.cli.examples import example

        words = example(" ".join(path), current())
        if not words:
            return None
        return f"{program_name} {words}"

    def offered(
        self, ctx: click.Context, param: click.Parameter, begun: str
    ) -> list[CompletionItem[str]] | None:
        """Names, days, events and files, as far as the ledger and its views know them."""
        from projections.cli.completion_words import items

        return items(ctx, param, begun)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **options: Any,
    ) -> click.Context:
        """Speak the language that the environment asks for, from the first word on."""
        words = [*args]
        use()
        see_days_from(None)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A name that the terminal's encoding does not know is shown by numbers, and stops nothing.
                stream.reconfigure(errors="backslashreplace")
        try:
            with _harmless():
                ctx = super().make_context(info_name, args, parent, **options)
        except KeyboardInterrupt:
            from projections.cli.interrupted import tell

            tell(None)
            raise click.exceptions.Exit(INTERRUPTED) from None
        ctx.meta[_WORDS] = words
        return ctx

    def _invoked(self, ctx: click.Context) -> Any:
        """Run what was asked, and close what it opened where Ctrl-C is still answered."""
        try:
            with _harmless():
                result = super().invoke(ctx)
            ctx.obj.stack.close()
        finally:
            if _may_be_encrypted():
                from projections.cli.in_clear import tell_tidied

                tell_tidied()
        if _may_be_encrypted():
            from projections.cli.in_clear import tell

            tell()
        return result

    def invoke(self, ctx: click.Context) -> Any:
        """Run what was asked, saying the ledger's refusals as click says its own."""
        try:
            return self._invoked(ctx)
        except LedgerError as error:
            from projections.cli.failures import Refusal, views_made_again

            if _WORDS not in ctx.meta or not views_made_again(error, ctx):
                raise Refusal(error) from error
            with self.make_context(ctx.info_name, ctx.meta.pop(_WORDS)) as again:
                del again.meta[_WORDS]
                return self.invoke(again)
        except BrokenPipeError:
            # The reader of our output has seen enough; Python must not complain on exit either.
            sys.stdout = None
            ctx.exit(0)
        except KeyboardInterrupt:
            from projections.cli.interrupted import tell

            tell(ctx.obj)
            ctx.exit(INTERRUPTED)
        except OSError as error:
            from projections.cli.failures import Refusal, out_of_reach

            raise Refusal(out_of_reach(error)) from error


def _may_be_encrypted() -> bool:
    """Whether the ledger may be encrypted: a plain one never loads what unlocks it."""
    return "ledger.store.unlock" in sys.modules


class _Listing(Program):
    """All commands with only their names and one line of help."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command that can say what it is for, and nothing else."""
        from projections.cli.helps import HELPS

        if (words := HELPS.get(cmd_name)) is not None:
            return Command(cmd_name, help=words)
        from ledger.facts.meeting.events import forms

        if (kind := forms().get(cmd_name)) is not None:
            return Command(cmd_name, help=str(kind.__doc__).strip().splitlines()[0])
        return super().get_command(ctx, cmd_name)


def _short_help(listing: _Listing, ctx: click.Context, name: str) -> str:
    command = listing.get_command(ctx, name)
    if not command:
        return ""
    return command.get_short_help_str(limit=WHOLE)


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(_version_line())
        ctx.exit()


def _version_line() -> str:
    from importlib.metadata import version

    return f"handshake {version('handshake-ledger')}"


@click.group(
    cls=Program,
    invoke_without_command=True,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
        "show_default": True,
        "token_normalize_func": known_word,
    },
    help=N_("A ledger of the meetings that build trust. Clicks count for nothing."),
)
@option(
    "--ledger",
    metavar="PATH",
    help=N_("The ledger file to use instead of the default one."),
)
@option(
    "--passphrase-command",
    metavar="PROGRAM",
    help=N_("A command that prints the passphrase of an encrypted ledger."),
)
@option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help=N_("Show the version."),
)
@click.pass_context
def program(
    ctx: click.Context, *, ledger: str | None, passphrase_command: str | None
) -> None:
    """Make the invocation's session; without a command, say what to do next."""
    from projections.cli.read_session import queries

    if passphrase_command is not None:
        from ledger.store.asking import use_command

        use_command(passphrase_command)
    ctx.color = _colour()
    session = ctx.obj = Session(reader=queries, given_path=ledger)
    ctx.call_on_close(session.stack.close)
    if ctx.invoked_subcommand is None:
        from projections.cli.welcome import welcome

        welcome(session)


def _colour() -> bool | None:
    """False where no colour is wanted (no-color.org) or can be shown, True where it is forced; else None: on terminals only."""
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    if is_plain:
        return False
    is_forced = os.environ.get("CLICOLOR_FORCE", "0") not in {"", "0"}
    if is_forced:
        return True
    return None


@program.result_callback()
@click.pass_obj
def shown(session: Session, /, result: object, **_given: object) -> None:
    """Show what a write recorded and what it changed; a read has shown its own."""
    if isinstance(result, Written):
        from projections.cli.write_report import show

        show(session, result)
        if result.error:
            raise result.error


# ---------------------------------------------------------------- the process that the program runs in

# Only where so many more objects were made than let go, the collector looks for circles among them. To
# start makes some 40,000, which stay; the usual 700 has them searched over and over, a sixth of the time
# that a short command takes.
_OBJECTS: Final = 100_000

_FRAGILE: Final = "orjson"
"""A library in Rust that crashes if Ctrl-C comes while it is loaded: SIGSEGV, 433 times of 464."""


class Unbroken:
    """Loads the fragile library with Ctrl-C held back until it is there; takes the place of its finder and loader."""

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Find the library as Python does, and load it by this class."""
        if name != _FRAGILE:
            return None
        from importlib.machinery import PathFinder

        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            self._loader = spec.loader
            spec.loader = self  # type: ignore[assignment]  # it has the methods that are called
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Make the module as its own loader does."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Load it; a signal that comes meanwhile is answered afterwards."""
        # What is under `signal`, which spends a hundredth of a coffee on enumerations.
        import _signal as signal  # type: ignore[import-not-found]

        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._loader.exec_module(module)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def main() -> None:
    """Run the program: the console script's entry."""
    gc.set_threshold(_OBJECTS)
    if hasattr(os, "fork"):  # signals can be held back
        sys.meta_path.insert(0, Unbroken())
    _open_closed_streams()
    try:
        program(prog_name="handshake")
    finally:
        # The process ends with all its objects: a last search for cycles would free nothing sooner.
        gc.freeze()


def _open_closed_streams() -> None:
    """Put the null device in the place of standard streams that were closed: no file may get their numbers."""
    if None not in {sys.stdin, sys.stdout, sys.stderr}:
        return
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
    sys.stdin = sys.stdin or open(0, encoding="utf-8")  # noqa: SIM115
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8")  # noqa: SIM115
