"""click in the user's language: its own words, the help we write, and its questions.

click's modules bind `gettext.gettext` and `gettext.ngettext` when they are imported. Both look up
`dgettext` and `dngettext` in their own module at each call, for the default domain: that is where
importing this file answers from our catalogue. The documented way, `textdomain` and LANGUAGE in the
environment, would hand LANGUAGE on to the editor and the browser we start, and costs every command
1.3 ms for the `locale` module and 40 µs a message, in English too.
"""

from __future__ import annotations

import gettext
import re
import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from ledger.language import N_, _, _n
from ledger.language.text import fold, width

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_dgettext, _dngettext = gettext.dgettext, gettext.dngettext


def _words(domain: str, message: str) -> str:
    if domain == gettext.textdomain():
        return _(message)
    return _dgettext(domain, message)


def _plural_words(domain: str, singular: str, plural: str, n: int) -> str:
    if domain == gettext.textdomain():
        return _n(singular, plural, n)
    return _dngettext(domain, singular, plural, n)


vars(gettext).update(dgettext=_words, dngettext=_plural_words)

# Words that click writes without gettext, looks up when an option is declared, or keeps in a variable;
# here for the catalogue.
UNTRANSLATED: Final = (
    N_("ARGS"),
    N_("BOOLEAN"),
    N_("COMMAND"),
    N_("DIRECTORY"),
    N_("FILE"),
    N_("FILENAME"),
    N_("FLOAT"),
    N_("INTEGER"),
    N_("OPTIONS"),
    N_("PATH"),
    N_("RANGE"),
    N_("TEXT"),
    N_("required"),
)


def titled(heading: str) -> str:
    """A heading in the current language, with the space that French writes before the colon to come."""
    return _(heading) + _(": ").rstrip().removesuffix(":")


def _said(metavar: str) -> str:
    """A metavar with its words, the runs of capitals, in the current language."""
    return re.sub("[A-Z]{2,}", lambda word: _(word[0]), metavar)


class Spoken:
    """An attribute that is set in English and read in the current language."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._slot = f"_english_{name}"

    def __get__(self, thing: object, owner: type) -> object:
        text = self if thing is None else vars(thing).get(self._slot)
        if not isinstance(text, str):
            return text
        return _(text)

    def __set__(self, thing: object, text: object) -> None:
        vars(thing)[self._slot] = text


DESCRIBE: Final = frozenset(
    {"ADDRESS", "CODE", "NUMBER", "PLACE", "TAG", "TEXT", "URL"}
)
"""The metavars of values that describe something; an empty one says: none. All others name something."""


OTHER_WORDS: Final = {
    "autre": "other",
    "conservation": "retention",
    "demande": "request",
    "favor": "favour",
    "mois": "month",
    "opposition": "objection",
    "organization": "organisation",
    "recu": "received",
    "rendu": "given",
    "reçu": "received",
    "semaine": "week",
}
"""Names of options and choices in American spelling and in French, and those that they stand for."""


def known_word(word: str) -> str:
    """The name that an option or a choice has here; click asks for every one that is typed."""
    return OTHER_WORDS.get(word, word)


WHOLE: Final = 1000
"""No first sentence of a help is as long."""

FILES: Final = frozenset({"CHECKPOINT", "FILE", "FILE...", "PATH"})
"""The metavars of files, whose names may be any bytes."""


def _is_text(value: object) -> bool:
    """False for a text with bytes that are no UTF-8, which Python keeps as lone surrogates."""
    if not isinstance(value, str):
        return True
    if value.isascii():
        return True
    return not re.search("[\ud800-\udfff]", value)


def _is_blank(value: object) -> bool:
    """Whether a value is a text of white space, or none at all."""
    return isinstance(value, str) and not value.strip()


class WordChoice(click.Choice[str]):
    """A choice whose values may also be given by other words, in French for instance."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(list(words), case_sensitive=False)
        self._values: Final = {
            fold(word): value
            for value, others in words.items()
            for word in (value, *others.split())
        }

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The value that a word stands for."""
        known = self._values.get(fold(str(value)), value)
        return str(super().convert(known, param, ctx))


class Completed(click.Parameter):
    """A parameter whose values the program knows, where its group offers some."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value; refused if it is empty and should name something, or if it is no text and names no file."""
        found = super().process_value(ctx, value)
        values = found
        if not isinstance(found, tuple | list):
            values = [found]
        is_blank = any(map(_is_blank, values)) and self.metavar not in DESCRIBE
        if is_blank:
            raise click.BadParameter(_("an empty text is not a name."), ctx, self)
        is_unreadable = self.metavar not in FILES and not all(map(_is_text, values))
        if is_unreadable:
            raise click.BadParameter(
                _("it contains bytes that are not UTF-8."), ctx, self
            )
        return found

    def shell_complete(
        self, ctx: click.Context, incomplete: str
    ) -> list[CompletionItem[str]]:
        program = ctx.find_root().command
        found = None
        if isinstance(program, Group):
            found = program.offered(ctx, self, incomplete)
        if found is not None:
            return found
        return super().shell_complete(ctx, incomplete)


class Option(Completed, click.Option):
    """An option whose help, prompt and metavar are message ids."""

    help: Any = Spoken()
    prompt: Any = Spoken()

    def make_metavar(self, ctx: click.Context) -> str:
        return _said(super().make_metavar(ctx))


class Argument(Completed, click.Argument):
    """An argument whose help and metavar are message ids; one that may be left out stands in brackets."""

    help: Any = Spoken()

    def make_metavar(self, ctx: click.Context) -> str:
        metavar = _said(super().make_metavar(ctx))
        is_shown_plainly = self.required or metavar.startswith("[")
        if is_shown_plainly:
            return metavar
        return f"[{metavar}]"


def _as_typed(words: str, formatter: click.HelpFormatter) -> list[str]:
    """A command on the lines of a narrow terminal, each but the last ended so that the shell goes on."""
    room = formatter.width - formatter.current_indent
    fits = width(words) <= room or not sys.stdout.isatty()
    if fits:
        return [words]
    lines = [""]
    for word in _QUOTED.findall(words):
        longer = f"{lines[-1]} {word}"
        is_full = lines[-1] and width(longer) + len(_GOES_ON) > room
        if is_full:
            lines[-1] += _GOES_ON
            lines.append(f"    {word}")
        else:
            lines[-1] = f"{lines[-1]} {word}".removeprefix(" ")
    return lines


_QUOTED: Final = re.compile(r'(?:"[^"]*"|\S)+')
_GOES_ON: Final = " \\"
_NAMED_BY_WORDS: Final = frozenset({"PERSON", "MEETING", "EVENT"})
"""Arguments that may be the name of a person."""


class Command(click.Command):
    """A command whose help, short help and epilog are message ids."""

    help: Any = Spoken()
    short_help: Any = Spoken()
    epilog: Any = Spoken()

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """An example, where the program has one, and the epilog."""
        program = ctx.find_root().command
        words = None
        if isinstance(program, Group):
            words = program.example(ctx)
        if words is not None:
            with formatter.section(titled(N_("Example"))):
                for line in _as_typed(words, formatter):
                    formatter.write(f"{'':{formatter.current_indent}}{line}\n")
        super().format_epilog(ctx, formatter)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; those after the only name belong to it: `trust Ada Okafor`, without quotes."""
        arguments = [param for param in self.params if isinstance(param, Argument)]
        is_one_name = len(arguments) == 1 and arguments[0].metavar in _NAMED_BY_WORDS
        if ctx.resilient_parsing or not is_one_name:
            return super().parse_args(ctx, args)
        (name,) = arguments
        ctx.allow_extra_args = True
        more_words = super().parse_args(ctx, args)
        if more_words and name.name:
            checked = [name.process_value(ctx, word) for word in more_words]
            ctx.params[name.name] = " ".join([ctx.params[name.name], *checked])
            ctx.args = []
        return ctx.args

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return list(map(_said, super().collect_usage_pieces(ctx)))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        if option := super().get_help_option(ctx):
            option.help = _(
                "Show this message and exit."
            )  # click keeps the words of the first call
        return option


class Group(Command, click.Group):
    """A group whose help, short help and epilog are message ids, and so those of its commands.

    `elsewhere` says of some commands in which module they are, as `module:name`; it is loaded when one is used.
    """

    command_class = Command
    group_class = type

    def __init__(
        self, *arguments: Any, elsewhere: Mapping[str, str] | None = None, **given: Any
    ) -> None:
        super().__init__(*arguments, **given)
        self._elsewhere: Final = elsewhere or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, those of other modules too."""
        return sorted({*super().list_commands(ctx), *self._elsewhere})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded now if it is in another module."""
        if cmd_name not in self._elsewhere:
            return super().get_command(ctx, cmd_name)
        module, _colon, name = self._elsewhere[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def offered(
        self,
        ctx: click.Context,  # noqa: ARG002 - for whoever offers something
        param: click.Parameter,  # noqa: ARG002 - the same
        begun: str,  # noqa: ARG002 - the same
    ) -> list[CompletionItem[str]] | None:
        """What a shell may complete the value of a parameter with that begins so; None where click knows best."""
        return None

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """The commands, each with all that it says of itself."""
        rows: list[tuple[str, str]] = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                row = (self.shown_name(name), command.get_short_help_str(limit=WHOLE))
                rows.append(row)
        if rows:
            with formatter.section(titled(N_("Commands"))):
                formatter.write_dl(rows)

    def shown_name(self, name: str) -> str:
        """A command as its group's help shows it."""
        return name

    def example(
        self,
        ctx: click.Context,  # noqa: ARG002 - for a program that has some
    ) -> str | None:
        """An example of the command of a context, as it is typed."""
        return None


option: Final = partial(click.option, cls=Option)
argument: Final = partial(click.argument, cls=Argument)


Function = TypeVar("Function", bound=Callable[..., Any])


def shared(*decorators: Callable[[Any], Any]) -> Callable[[Function], Function]:
    """Several options or arguments as one decorator, in the order they are listed."""

    def decorate(function: Function) -> Function:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def ask(question: str, default: str | None = None) -> str:
    """The answer typed to a translated question; asked on standard error."""
    suffix = _(": ")
    return click.prompt(
        question,
        default=default,
        show_default=bool(default),
        prompt_suffix=suffix,
        err=True,
    )


ANSWERS: Final = {
    "y": True,
    "yes": True,
    "o": True,
    "oui": True,
    "n": False,
    "no": False,
    "non": False,
}
"""Understood in every language of the program, whatever the current one."""


def confirm(question: str, *, default: bool = False) -> bool:
    """Whether the answer to a translated question is yes; asked on standard error until it is clear."""
    answer = _answer(question, _("Y/n") if default else _("y/N"))
    if answer is None:
        return default
    return answer


def ask_or_later(question: str) -> bool | None:
    """Whether the answer to a translated question is yes; None for Enter alone."""
    return _answer(question, _("y/n"))


def _answer(question: str, shown: str) -> bool | None:
    while True:
        answer = click.prompt(
            f"{question} [{shown}]",
            default="",
            show_default=False,
            prompt_suffix=" ",
            err=True,
        )
        said = answer.strip().casefold()
        if not said or said in ANSWERS:
            return ANSWERS.get(said)
        click.echo(_("Please answer y for yes or n for no."), err=True)
