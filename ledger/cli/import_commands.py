"""The import commands, one a format: each reads its files and hands the reading on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from shlex import quote
from typing import IO, Any

import click

from ledger.cli import import_unclear
from ledger.cli.gc_pause import collecting_later
from ledger.cli.import_run import owner_identifiers, owner_names, run_import
from ledger.cli.options import writing_command
from ledger.cli.session import Session, Written
from ledger.errors import BadInput, Usage
from ledger.importers import registry
from ledger.importers.api import ImportFile, Named
from ledger.importers.io.archive import bears, is_wanted, is_zip, members, unpack
from ledger.importers.io.encoding import LARGEST
from ledger.language import N_, _
from ledger.language.command_words import command_line
from ledger.language.console import Group, argument, confirm, option, shared
from ledger.language.text import visible

FILES = argument("files", metavar="FILE...", nargs=-1, required=True)
ENCODING = option(
    "--encoding",
    metavar="NAME",
    help=N_("The files' encoding, if it is not recognised."),
)
REVIEW = option("--review", is_flag=True, help=N_("Ask about each unclear entry."))
ACCEPT = option(
    "--accept-unclear", is_flag=True, help=N_("Count unclear entries as meetings.")
)
MAP = option(
    "--map",
    "mapping",
    metavar="FIELD=COLUMN,...",
    help=N_("What each column holds: name=Nom,date=Date,kind=Type."),
)


NETWORK = option(
    "--network", metavar="NAME", help=N_("The rows are connections on this network.")
)
DATES = option(
    "--dates",
    type=click.Choice(["dmy", "mdy"]),
    help=N_("The order of day, month and year in 12/11/2026."),
)
OTHERS = option(
    "--others",
    is_flag=True,
    help=N_("Import the addresses Google collected by itself too."),
)
NOTES = option(
    "--notes",
    "wants_notes",
    is_flag=True,
    help=N_("Import your notes about people too."),
)


class ImportGroup(Group):
    """The import commands: those of the program, and one for each format that another package adds."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the formats."""
        return sorted({*super().list_commands(ctx), *registry.added()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a format. Raises Usage for a file in its place, with the format that it seems to be of."""
        if command := super().get_command(ctx, cmd_name):
            return command
        if cmd_name in registry.added():
            return _added(cmd_name)
        is_a_file = not ctx.resilient_parsing and Path(cmd_name).is_file()
        if is_a_file:
            raise _is_a_file(cmd_name)
        return None


def _is_a_file(path: str) -> Usage:
    try:
        with Path(path).open("rb") as file:
            head = file.read(registry.HEAD)
    except OSError:
        head = b""
    if name := registry.guess(path, head):
        return Usage(
            "{file} is a file; import it with '{command}'.",
            file=path,
            command=command_line(f"import {name} {quote(path)}"),
        )
    return Usage(
        "{file} is a file; give its format first, as in 'handshake import csv FILE'.",
        file=path,
    )


@click.group(
    "import",
    cls=ImportGroup,
    help=N_(
        "Import contacts, calendars and exports. Importing again adds only what is new."
    ),
)
def bring() -> None:
    """Nothing of its own: its subcommands import."""


def _files(module: Any, files: Sequence[str]) -> list[Named]:
    """The files of a format: by their names where it has some, else by how they end."""
    if hasattr(module, "FILES"):
        return files_of(files, module.FILES)
    return files_ending(files, module.SUFFIXES)


def _added(name: str) -> click.Command:
    """The command of a format that another package adds."""
    added = registry.load(name)

    def read(
        _session: Session, _module: Any, files: list[Named], encoding: str | None
    ) -> Any:
        return added.read(files, encoding=encoding)

    def named(paths: Sequence[str]) -> list[Named]:
        if added.files:
            return files_of(paths, added.files)
        return files_ending(paths, added.suffixes)

    return _sifted(name, added.summary, read, find=named)


def _plain(
    name: str, words: str, *options: Callable[[Any], Any], owner: bool = False
) -> click.Command:
    """A command for an importer of files, with the options of its format."""

    @collecting_later()
    def read(
        session: Session, files: Sequence[str], chosen: dict[str, Any]
    ) -> ImportFile:
        # A function of its own, so that the files' bytes are let go of before anything is recorded.
        module = registry.module_of(name)
        named_files, addresses = (
            _files(module, files),
            (owner_identifiers(session),) if owner else (),
        )
        if name == "xing":
            chosen["me"] = owner_names(session)
        reading: ImportFile = module.read(named_files, *addresses, **chosen)
        return reading

    def run(session: Session, *, files: Sequence[str], **chosen: Any) -> Written:
        return run_import(session, name, read(session, files, chosen))

    return writing_command(name, words)(shared(FILES, ENCODING, *options)(run))


def _sifted(
    name: str,
    words: str,
    read: Callable[[Session, Any, list[Named], str | None], Any],
    *,
    find: Callable[[Sequence[str]], list[Named]] | None = None,
) -> click.Command:
    """A command for an importer with unclear rows, to be asked about, taken or listed."""

    def run(
        session: Session,
        *,
        files: Sequence[str],
        encoding: str | None,
        review: bool,
        accept_unclear: bool,
    ) -> Written:
        if review and accept_unclear:
            raise Usage("Use either --review or --accept-unclear, not both.")
        module = None
        if not find:
            module = registry.module_of(name)
        named_files = find(files) if find else _files(module, files)
        with collecting_later():
            sifted = read(session, module, named_files, encoding)
        if session.dry_run and not session.as_json:
            import_unclear.show_judged(sifted)
        outcome = import_unclear.settled(
            session, sifted, review=review, accept=accept_unclear
        )
        written = run_import(session, name, outcome.file)
        listed = import_unclear.listed(session, name, outcome)
        return written._replace(words=[*written.words, *listed])

    return writing_command(name, words)(shared(FILES, ENCODING, REVIEW, ACCEPT)(run))


def _calendar(
    session: Session, module: Any, files: list[Named], encoding: str | None
) -> Any:
    """What calendars hold; on a terminal the owner is asked whether the address in every entry is theirs."""
    read = partial(
        module.read,
        files,
        owner_identifiers(session),
        now=session.now,
        encoding=encoding,
    )
    try:
        return read()
    except BadInput as error:
        address = error.details.get("address")
        if not isinstance(address, str) or not session.can_ask:
            raise
        question = _("{address} is in every entry of the calendar. Is that you?")
        if not confirm(question.format(address=visible(address)), default=True):
            raise
        return read(mine=(address,))


def _simple(
    _session: Session, module: Any, files: list[Named], encoding: str | None
) -> Any:
    return module.read(files, encoding=encoding)


def _table(name: str, words: str) -> click.Command:
    """A command for any table."""

    def run(
        session: Session, *, files: Sequence[str], mapping: str | None, **chosen: Any
    ) -> Written:
        module = registry.module_of(name)
        columns = _mapping(mapping)
        with collecting_later():
            reading = module.read(_files(module, files), mapping=columns, **chosen)
        return run_import(session, name, reading)

    network = (NETWORK,) if name == "csv" else ()
    return writing_command(name, words)(
        shared(FILES, MAP, DATES, *network, ENCODING)(run)
    )


def _mapping(text: str | None) -> dict[str, str] | None:
    """`name=Nom,date=Date` as a mapping. Raises Usage."""
    if text is None:
        return None
    pairs = [pair.partition("=") for pair in text.split(",")]
    is_incomplete = not all(
        field.strip() and equals and column.strip() for field, equals, column in pairs
    )
    if is_incomplete:
        raise Usage(
            '"{text}" does not say what each column holds; write it like name=Nom,date=Date,kind=Type.',
            text=text,
        )
    fields = [(field.strip(), column.strip()) for field, _equals, column in pairs]
    mapping: dict[str, str] = {}
    for field, column in fields:
        if field in mapping:
            raise Usage(
                '"{text}" names the column for {field} twice.', text=text, field=field
            )
        mapping[field] = column
    return mapping


# ---------------------------------------------------------------- the files that an import is given


def files_of(paths: Sequence[str], names: Collection[str]) -> list[Named]:
    """The bytes of the files named, of those that bear these names in folders and zips.

    Raises BadInput for what cannot be read, is too large, or holds none of the wanted files.
    """
    return _read_all(paths, lambda path: is_wanted(path, names), names)


def files_ending(paths: Sequence[str], suffixes: Collection[str]) -> list[Named]:
    """The bytes of the files, in folders and zips those whose name ends in one of the suffixes (`.ics`)."""
    return unpack(_read_all(paths, lambda path: bears(path, suffixes), ()), suffixes)


def _read_all(
    paths: Sequence[str],
    is_wanted_file: Callable[[str], bool],
    names: Collection[str],
) -> list[Named]:
    files: list[Named] = []
    for path in paths:
        files += _inside(Path(path), is_wanted_file, names)
    return files


def _inside(
    path: Path, is_wanted_file: Callable[[str], bool], names: Collection[str]
) -> Iterator[Named]:
    try:
        if path.is_dir():
            yield from _of_folder(path, is_wanted_file, names)
        else:
            yield from _contents(path, names)
    except OSError as error:
        raise BadInput(
            "Cannot read {file}: {reason}.", file=str(path), reason=error
        ) from error


def _of_folder(
    path: Path, is_wanted_file: Callable[[str], bool], names: Collection[str]
) -> Iterator[Named]:
    files_inside = (
        path_inside
        for path_inside in path.rglob("*")
        if path_inside.is_file() and is_wanted_file(str(path_inside))
    )
    paths = sorted(files_inside)
    if not paths:
        raise BadInput("{file} has no files of this format.", file=str(path))
    for path_inside in paths:
        yield from _contents(path_inside, names)


def _contents(path: Path, names: Collection[str]) -> Iterator[Named]:
    """The file, or the members of a zip that bear one of the names; without names, the zip itself."""
    with path.open("rb") as opened:
        # A pipe cannot be gone back in: it is read whole.
        file: IO[bytes] = opened
        if not opened.seekable():
            file = BytesIO(opened.read(LARGEST + 1))
        head = file.read(4)
        file.seek(0)
        if names and is_zip(head):
            yield from members(str(path), file, names)
            return
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise BadInput(
            "{file} is larger than {most} MB.", file=str(path), most=LARGEST // 2**20
        )
    yield str(path), data


# ---------------------------------------------------------------- a command for each format

for command in (
    _table("csv", N_("Any CSV table of people, connections or meetings.")),
    _plain("facebook", N_("A Facebook export (JSON or HTML). Clicks earn no trust.")),
    _sifted(
        "friends",
        N_("A friends.md file; clearly worded activities become meetings."),
        _simple,
    ),
    _plain("google", N_("Google contacts, as CSV."), OTHERS),
    _sifted(
        "ics",
        N_("Calendars; entries with a place and no call become meetings."),
        _calendar,
    ),
    _plain(
        "linkedin",
        N_(
            "A LinkedIn export: the zip, its folder or its files. Clicks earn no trust."
        ),
        owner=True,
    ),
    _sifted("monica", N_("A Monica export; activities become meetings."), _simple),
    _plain("outlook", N_("Outlook contacts, as CSV.")),
    _plain("twitter", N_("An X or Twitter archive. Clicks earn no trust.")),
    _plain("vcard", N_("An address book: vCard files, or folders of them.")),
    _table(
        "viadeo",
        N_("A table of Viadeo contacts. Viadeo documents no official export."),
    ),
    _plain("xing", N_("A XING data archive. Clicks earn no trust."), NOTES),
):
    bring.add_command(command)
