"""`completion`: what makes a shell ask the program how a word may go on."""

from __future__ import annotations

from typing import Final

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from ledger.language import N_
from ledger.language.console import Command, argument

BASH: Final = """\
%(complete_func)s() {
    local IFS=$'\\n' item type value
    local word="${COMP_WORDS[COMP_CWORD]}"
    COMPREPLY=()
    for item in $(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete "$1"); do
        type=${item%%%%,*} value=${item#*,}
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                # Within quotes a name stands as it is.
                [[ $word == [\\"\\']* ]] || printf -v value %%q "$value"
                COMPREPLY+=("$value")
                ;;
        esac
    done
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""
"""As click's own, but that words with a space in them arrive as one word."""

FISH: Final = """\
function %(complete_func)s
    set -l words (commandline -cp | string collect)
    set -l word (commandline -ct | string collect)
    for item in (env %(complete_var)s=fish_complete COMP_WORDS=$words COMP_CWORD=$word %(prog_name)s)
        set -l parts (string split -m 1 "," -- $item)
        switch $parts[1]
            case dir
                __fish_complete_directories $word
            case file
                __fish_complete_path $word
            case plain
                echo $parts[2]
        end
    end
end

complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""
"""As click's own, but that a comma does not end a word."""


class _Bash(BashComplete):
    source_template = BASH


class _Fish(FishComplete):
    source_template = FISH


SHELLS: Final[dict[str, type[ShellComplete]]] = {"bash": _Bash, "zsh": ZshComplete, "fish": _Fish}


@click.command(
    "completion", cls=Command, help=N_("Print what makes a shell complete commands, names and days.")
)
@argument("shell", type=click.Choice(list(SHELLS)))
@click.pass_context
def completion(ctx: click.Context, *, shell: str) -> None:
    """Print the shell's script."""
    root = ctx.find_root()
    name = root.info_name or ""
    click.echo(SHELLS[shell](root.command, {}, name, f"_{name.upper()}_COMPLETE").source(), nl=False)
