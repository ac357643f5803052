"""The manual page `handshake(1)` in each language, from what `--help` says; `make docs` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import click

from ledger.language import Language, use
from projections.cli.program import program

BEFORE: Final[dict[Language, str]] = {
    "en": r"""
.SH NAME
handshake \- a ledger of the meetings that build trust
.SH SYNOPSIS
.B handshake
[\fB\-\-ledger\fR \fIPATH\fR] \fICOMMAND\fR [\fIARGUMENTS\fR]
.SH DESCRIPTION
You note the people you meet;
.B handshake
works out how far trust between you has grown, shows why, and suggests who to see next.
Clicks on social networks are kept and count for nothing.
Your first meeting creates the ledger; nothing recorded is ever overwritten.
.PP
Without a command,
.B handshake
shows what to do next.
Days are written as
.BR yesterday ,
.BR \-3d ,
.BR friday ,
.B 2026\-11\-20
or
.BR 2009 .
.SH OPTIONS
.TP
.B \-h, \-\-help
Show the help of the program, or of a command, and exit.
""",
    "fr": r"""
.SH NOM
handshake \- le registre des rencontres qui créent la confiance
.SH SYNOPSIS
.B handshake
[\fB\-\-ledger\fR \fICHEMIN\fR] \fICOMMANDE\fR [\fIARGUMENTS\fR]
.SH DESCRIPTION
Vous notez vos rencontres ;
.B handshake
calcule jusqu'où va la confiance, montre pourquoi, et propose qui revoir.
Les clics des réseaux sociaux sont gardés et ne comptent pas.
La première rencontre crée le registre ; rien de ce qui est enregistré n'est jamais écrasé.
.PP
Sans commande,
.B handshake
montre que faire ensuite.
Les jours s'écrivent
.BR hier ,
.BR \-3j ,
.BR vendredi ,
.B 20/11/2026
ou
.BR 2009 .
.SH OPTIONS
.TP
.B \-h, \-\-help
Afficher l'aide du programme, ou d'une commande, et quitter.
""",
}

COMMANDS: Final[dict[Language, str]] = {"en": ".SH COMMANDS\n", "fr": ".SH COMMANDES\n"}

AFTER: Final[dict[Language, str]] = {
    "en": r""".SH ENVIRONMENT
.TP
.B HANDSHAKE_LEDGER
The ledger to use: a file, or the address of a PostgreSQL database.
.TP
.B HANDSHAKE_LANG
The language,
.B en
or
.BR fr ,
instead of that of the system.
.TP
.B HANDSHAKE_TODAY
The day to take for today, for scripts:
.B 2026\-11\-20
or
.BR 2026\-11\-20T14:30 .
.SH FILES
.TP
.I ~/.local/share/handshake/ledger.db
The ledger;
.B handshake status
shows where it is.
.SH EXIT STATUS
0 done, 2 wrong usage, 3 not found, 4 ambiguous, 5 refused by a rule, 6 bad input file,
7 ledger damaged or verification failed, 75 busy: try again.
""",
    "fr": r""".SH ENVIRONNEMENT
.TP
.B HANDSHAKE_LEDGER
Le registre : un fichier, ou l'adresse d'une base PostgreSQL.
.TP
.B HANDSHAKE_LANG
La langue,
.B en
ou
.BR fr ,
à la place de celle du système.
.TP
.B HANDSHAKE_TODAY
Le jour à prendre pour aujourd'hui, dans les scripts :
.B 2026\-11\-20
ou
.BR 2026\-11\-20T14:30 .
.SH FICHIERS
.TP
.I ~/.local/share/handshake/ledger.db
Le registre ;
.B handshake status
dit où il est.
.SH CODES DE RETOUR
0 c'est fait, 2 commande mal écrite, 3 introuvable, 4 ambigu, 5 refusé par une règle, 6 fichier illisible,
7 registre abîmé ou vérification en échec, 75 occupé : réessayer.
""",
}


class ManualFormatter(click.HelpFormatter):
    """Writes what a command says of itself in the language of manual pages."""

    def write(self, string: str) -> None:
        """A line as it is typed, such as an example."""
        self.buffer.append(f".RS\n.nf\n{roff(string.strip())}\n.fi\n.RE\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:  # noqa: ARG002 - the heading names it
        """The command as a heading, then how it is typed."""
        self.buffer.append(f".SS {roff(prog)}\n.B {roff(prog)}\n{roff(args)}\n")

    def write_heading(self, heading: str) -> None:
        """A heading within a command."""
        self.buffer.append(f".PP\n{roff(heading)}:\n")

    def write_paragraph(self) -> None:
        """Nothing: each text begins a paragraph of its own."""

    def write_text(self, text: str) -> None:
        """Paragraphs of prose."""
        for paragraph in text.split("\n\n"):
            self.buffer.append(f".PP\n{roff(' '.join(paragraph.split()))}\n")

    def write_dl(
        self,
        rows: Iterable[tuple[str, str]],
        col_max: int = 30,  # noqa: ARG002 - columns of a terminal
        col_spacing: int = 2,  # noqa: ARG002 - the same
    ) -> None:
        """Options, each with what it does."""
        for term, text in rows:
            if term.endswith("--help"):
                continue  # every command has it: the page says so once
            self.buffer.append(f".TP\n.B {roff(term)}\n{roff(text)}\n")


def roff(text: str) -> str:
    """A text that troff shows as it is."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text.startswith((".", "'")) else text


def manual(language: Language = "en") -> str:
    """The page of all commands, in the order of the alphabet."""
    use(language)
    context = click.Context(program, info_name="handshake", **program.context_settings)
    context.formatter_class = ManualFormatter
    options = context.make_formatter()
    records = [option.get_help_record(context) for option in program.get_params(context)]
    options.write_dl([record for record in records if record is not None])
    entries = "".join(_entries(program, context))
    use("en")
    title = '.\\" Written by `make docs` from `--help`.\n.TH HANDSHAKE 1 "" handshake'
    pieces = [title, BEFORE[language], options.getvalue(), COMMANDS[language], entries, AFTER[language]]
    return "".join(pieces)


def _entries(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        inner.formatter_class = ManualFormatter
        if isinstance(command, click.Group):
            yield from _entries(command, inner)
        else:
            yield command.get_help(inner) + "\n"
