"""THE program: every command by its name, errors as one sentence, and what a write changed."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import click

from ledger.cli.session import INTERRUPTED, Session, Written
from ledger.errors import Busy, Damaged, LedgerError
from ledger.language import N_, _, current, see_days_from, use
from ledger.language.console import WHOLE, Command, Group, known_word, option, titled
from ledger.language.phrases import sentence
from ledger.language.text import visible

if TYPE_CHECKING:
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


_BEFORE_ERROR: Final = len("Erreur : ")
"""Columns that click fills before an error."""


class Said(click.ClickException):
    """A refusal of the ledger, as click shows errors: one sentence on standard error."""

    def __init__(self, error: LedgerError) -> None:
        from projections.cli.output import fitted

        text = "\n".join((sentence(error), *_rows(error)))
        super().__init__(fitted(text, _BEFORE_ERROR))
        self.error = error

    @property
    def exit_code(self) -> int:  # type: ignore[override]  # click declares a constant of the class
        """The exit code of the refusal."""
        return self.error.exit_code


def _rows(error: LedgerError) -> list[str]:
    """The rows that made a file unusable, where an import names them; the first few."""
    problems = error.details.get("problems")
    if not isinstance(problems, tuple | list) or not problems:
        return []
    from ledger.cli.import_run import LISTED, row_line

    return list(map(row_line, problems[:LISTED]))


@contextmanager
def _harmless() -> Iterator[None]:
    """Make visible what click repeats of the words that it was given, such as an argument too many."""
    try:
        yield
    except click.ClickException as error:
        from projections.cli.output import fitted

        text = visible(error.format_message(), keep="\n\t")
        message = fitted(_quoted(text), _BEFORE_ERROR)
        error.format_message = message.__str__  # type: ignore[method-assign]  # with all that its class adds
        raise


def _quoted(text: str) -> str:
    """A message of click with the quotation marks of the language around what it quotes."""
    import re

    quotes = _("'{text}'")
    return re.sub(
        r"(?<![\w'])'([^'\n]+)'(?!\w)",
        lambda quoted: quotes.format(text=quoted[1]),
        text,
    )


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
            if not _views_made_again(error, ctx):
                raise Said(error) from error
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
            raise Said(_out_of_reach(error)) from error


def _may_be_encrypted() -> bool:
    """Whether the ledger may be encrypted: a plain one never loads what unlocks it."""
    return "ledger.store.unlock" in sys.modules


def _views_made_again(error: LedgerError, ctx: click.Context) -> bool:
    """Whether a command can be run again: it found damaged views, recorded nothing, and they are made again."""
    if _WORDS not in ctx.meta:
        return False
    if not isinstance(error, Damaged):
        return False
    from projections.cli.interrupted import is_recorded
    from projections.cli.upkeep import is_copy_damaged, make_again
    from projections.engine.sqlite.views_file import ViewsCorrupt

    is_of_something_else = not isinstance(error, ViewsCorrupt) and not is_copy_damaged(
        ctx.obj.file
    )
    if is_of_something_else:
        return False
    if is_recorded(ctx.obj):
        return False
    make_again(ctx.obj)
    return True


def _out_of_reach(error: OSError) -> Busy:
    """Return what to say of a failure of the system that no command has said in its own words."""
    if error.filename is not None:
        return Busy(
            "Cannot use {file} ({reason}).", file=str(error.filename), reason=error
        )
    sys.stdout = None  # or its last flush, on exit, would fail once more
    return Busy("Could not write the output ({reason}).", reason=error)


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
