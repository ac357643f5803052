"""click speaks the user's language: whole outputs of a small program, to the letter."""

from __future__ import annotations

import gettext
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import click
import pytest
from click.testing import CliRunner, Result

from ledger import language
from ledger.language import N_
from ledger.language.console import Group, argument, ask, confirm, option


@click.group(cls=Group, help=N_("Record a coffee."), epilog=N_("Coffee"))
def program() -> None:
    pass


@program.command(help=N_("Record a lunch."))
@argument("person", metavar="TEXT...", nargs=-1, required=True)
@option(
    "--minutes",
    type=click.IntRange(1, 1440),
    default=90,
    show_default=True,
    help=N_("Lunch"),
)
@option("--place", help=N_("Appointment"), required=True)
@option("--form", type=click.Choice(["coffee", "lunch"]))
@option("--from-file", type=click.Path(exists=True, dir_okay=False))
@option("--pair", nargs=2, type=float)
def lunch(**given: object) -> None:
    click.echo(f"{given}")


@program.command(help=N_("Record drinks."), deprecated=True)
def drinks() -> None:
    click.confirm("?", abort=True)


@program.group(help=N_("Record a dinner."))
def dinner() -> None:
    pass


@dinner.command(short_help=N_("Dinner"))
def served() -> None:
    pass


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(
        program,
        arguments,
        input=typed,
        prog_name="handshake",
        terminal_width=76,
        color=False,
    )


def said(*arguments: str, typed: str = "") -> str:
    """All that the program writes, with no-break spaces shown as ~."""
    return run(*arguments, typed=typed).output.replace("\N{NO-BREAK SPACE}", "~")


@pytest.fixture(autouse=True)
def _in_french() -> None:
    language.use("fr")


def test_the_help_of_a_group_is_french() -> None:
    assert said("--help") == dedent("""\
        Usage~: handshake [OPTIONS] COMMANDE [ARGUMENTS]...

          Noter un café.

        Options~:
          --help  Afficher cette aide et quitter.

        Commandes~:
          dinner  Noter un dîner.
          drinks  Noter un verre pris ensemble. (DÉPRÉCIÉ)
          lunch   Noter un déjeuner.

          Café
        """)


def test_the_help_of_a_command_is_french() -> None:
    assert said("lunch", "--help") == dedent("""\
        Usage~: handshake lunch [OPTIONS] TEXTE...

          Noter un déjeuner.

        Options~:
          --minutes ENTIER BORNÉ  Déjeuner  [par défaut~: 90; 1<=x<=1440]
          --place TEXTE           Rendez-vous  [obligatoire]
          --form [coffee|lunch]
          --from-file FICHIER
          --pair NOMBRE...
          --help                  Afficher cette aide et quitter.
        """)


def test_the_help_of_a_command_with_a_short_help_only_is_french() -> None:
    assert "  served  Dîner\n" in said("dinner", "--help")


USAGE = "Usage~: handshake lunch [OPTIONS] TEXTE...\nPour l'aide~: handshake lunch --help\n\nErreur~: "


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ([], "Il manque l'argument 'TEXTE...'."),
        (["Ada"], "Il manque l'option '--place'."),
        (
            ["Ada", "--places"],
            "L'option '--places' n'existe pas. Peut-être '--place'~?",
        ),
        (
            ["--p"],
            "L'option '--p' n'existe pas. Peut-être~: '--help', '--pair', '--place'~?",
        ),
        (["--fo"], "L'option '--fo' n'existe pas. Peut-être '--form'~?"),
        (
            ["--minutes", "x"],
            "Valeur non valide pour '--minutes'~: 'x' n'est pas un nombre valide.",
        ),
        (
            ["--minutes", "0"],
            "Valeur non valide pour '--minutes'~: 0 n'est pas dans l'intervalle 1<=x<=1440.",
        ),
        (
            ["--form", "tea"],
            "Valeur non valide pour '--form'~: Valeur inconnue~: 'tea'. Valeurs possibles~: 'coffee', 'lunch'.",
        ),
        (
            ["--from-file", "/nowhere"],
            "Valeur non valide pour '--from-file'~: '/nowhere' n'existe pas.",
        ),
        (
            ["--from-file", "/"],
            "Valeur non valide pour '--from-file'~: '/' est un répertoire.",
        ),
    ],
)
def test_a_usage_error_is_french(arguments: list[str], error: str) -> None:
    assert said("lunch", *arguments) == f"{USAGE}{error}\n"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--minutes"], "L'option '--minutes' demande un argument."),
        (["--pair", "1"], "L'option '--pair' demande 2 arguments."),
        (["--help=1"], "L'option '--help' ne prend pas de valeur."),
    ],
)
def test_an_error_in_the_options_is_french(arguments: list[str], error: str) -> None:
    # click says these without the line of usage
    assert said("lunch", *arguments) == f"Erreur~: {error}\n"


def test_errors_about_commands_are_french() -> None:
    start = "Usage~: handshake [OPTIONS] COMMANDE [ARGUMENTS]...\nPour l'aide~: handshake --help\n\n"
    assert (
        said("luch")
        == f"{start}Erreur~: La commande 'luch' n'existe pas. Peut-être 'lunch'~?\n"
    )
    assert said("dinner", "served", "a", "b").endswith(
        "Erreur~: Arguments en trop (a b)\n"
    )


def test_giving_up_is_french() -> None:
    given_up = run("drinks", typed="maybe\n")
    assert "Réponse non comprise" in given_up.stdout
    assert (
        given_up.stderr
        == "Attention\N{NO-BREAK SPACE}: la commande 'drinks' est dépréciée.\nInterrompu.\n"
    )


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("o\n", True),
        ("OUI\n", True),
        ("y\n", True),
        ("n\n", False),
        ("non\n", False),
        ("\n", False),
    ],
)
def test_a_question_is_answered_in_either_language(typed: str, answer: bool) -> None:
    with CliRunner().isolation(input=typed) as (output, errors, _):
        assert confirm("Vraiment\N{NO-BREAK SPACE}?") is answer
        assert "Vraiment" not in output.getvalue().decode()
        assert "Vraiment" in errors.getvalue().decode()


def test_a_question_is_asked_until_the_answer_is_clear() -> None:
    with CliRunner().isolation(input="hein\n\n") as (_, _, written):
        assert confirm("Vraiment\N{NO-BREAK SPACE}?", default=True) is True
    assert written.getvalue().decode().replace("\N{NO-BREAK SPACE}", "~") == (
        "Vraiment~? [O/n] hein\nRépondre o pour oui ou n pour non.\nVraiment~? [O/n] \n"
    )


def test_no_answer_at_all_is_no_yes() -> None:
    with CliRunner().isolation(input=""), pytest.raises(click.Abort):
        confirm("Vraiment\N{NO-BREAK SPACE}?", default=True)


def test_a_text_is_asked_for_with_a_french_colon() -> None:
    with CliRunner().isolation(input="Zoé\n\n") as (_, _, written):
        assert ask("Nom") == "Zoé"
        assert ask("Culture", "french") == "french"
    assert (
        written.getvalue().decode()
        == "Nom\N{NO-BREAK SPACE}: Zoé\nCulture [french]\N{NO-BREAK SPACE}: \n"
    )


def test_the_same_program_is_english_again_when_english_is_asked_for() -> None:
    french = said("lunch", "--help")
    language.use("en")
    assert said("lunch", "--help") == dedent("""\
        Usage: handshake lunch [OPTIONS] TEXT...

          Record a lunch.

        Options:
          --minutes INTEGER RANGE  Lunch  [default: 90; 1<=x<=1440]
          --place TEXT             Appointment  [required]
          --form [coffee|lunch]
          --from-file FILE
          --pair FLOAT...
          --help                   Show this message and exit.
        """)
    language.use("fr")
    assert said("lunch", "--help") == french


def test_the_words_of_other_programs_are_not_ours() -> None:
    assert gettext.dgettext("another", "Aborted!") == "Aborted!"
    assert gettext.dngettext("another", "Coffee", "Coffees", 2) == "Coffees"
    assert gettext.gettext("Aborted!") == "Interrompu."


@pytest.mark.parametrize(
    ("environment", "first"),
    [
        (
            {"HANDSHAKE_LANG": "fr", "LANG": "en_US.UTF-8", "LANGUAGE": "en"},
            "Usage\N{NO-BREAK SPACE}:",
        ),
        ({"HANDSHAKE_LANG": "en", "LANG": "fr_FR.UTF-8", "LANGUAGE": "fr"}, "Usage:"),
        ({"LC_ALL": "fr_FR.UTF-8"}, "Usage\N{NO-BREAK SPACE}:"),
        ({}, "Usage:"),
    ],
)
def test_click_follows_the_language_of_the_program_whatever_the_locale(
    environment: dict[str, str], first: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.language.test_console", "--help"],
        cwd=Path(__file__).parents[2],
        env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8"} | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.startswith(first)


if __name__ == "__main__":
    program()
