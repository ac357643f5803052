"""`completion`: what makes a shell ask the program how a word may go on."""

from __future__ import annotations

from typing import Final

import click
from click.shell_completion import (
    BashComplete,
    FishComplete,
    ShellComplete,
    ZshComplete,
)

from ledger.language import N_
from ledger.language.console import Command, argument

BASH: Final = r"""\
%(complete_func)s() {
    local at before char escaped item quote substitution type value written
    COMPREPLY=()
    # Which quote is open at the cursor: a name is written so that it cannot leave it.
    for ((at = 0; at < COMP_POINT; at++)); do
        before=$char char=${COMP_LINE:at:1}
        if [[ $escaped ]]; then
            escaped=
        elif [[ $char == \\ && $quote != \' ]]; then
            escaped=yes
        elif [[ $char == \` && $quote != \' ]]; then
            return
        elif [[ $quote == \" && $before == \$ && $char == [\(\{] ]]; then
            substitution=yes
        elif [[ $quote == '$' && $char == \' || $quote == "$char" ]]; then
            quote=
        elif [[ -z $quote && $before == \$ && $char == \' ]]; then
            quote='$'
        elif [[ -z $quote && $char == [\"\'] ]]; then
            quote=$char
        fi
    done
    [[ $quote == '$' || $quote && $substitution ]] && return
    # Read line by line: word splitting would expand a * in a name.
    while IFS=, read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                if [[ $quote ]]; then
                    written=
                    for ((at = 0; at < ${#value}; at++)); do
                        char=${value:at:1}
                        case $quote$char in
                            "''") written+="'\\''" ;;
                            '"!') written+='"\!"' ;;
                            '""' | '"$' | '"\' | '"`') written+=\\$char ;;
                            *) written+=$char ;;
                        esac
                    done
                    # Readline closes the quote only if the name does not end with that character.
                    [[ $written == *"$quote" ]] && written+=$quote
                else
                    printf -v written %%q "$value"
                fi
                COMPREPLY+=("$written")
                ;;
        esac
    done <<< "$(
        IFS=$'\n'
        env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete "$1"
    )"
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""
"""As click's own, but a name arrives as one word and nothing in it is run, whatever quote is open."""

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
                printf '%%s\\n' $parts[2]
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


SHELLS: Final[dict[str, type[ShellComplete]]] = {
    "bash": _Bash,
    "zsh": ZshComplete,
    "fish": _Fish,
}


@click.command(
    "completion",
    cls=Command,
    help=N_(
        "Print a script for shell completion. It completes commands, names and days."
    ),
)
@argument("shell", type=click.Choice(list(SHELLS)))
@click.pass_context
def completion(ctx: click.Context, *, shell: str) -> None:
    """Print the shell's script."""
    root = ctx.find_root()
    name = root.info_name or ""
    click.echo(
        SHELLS[shell](root.command, {}, name, f"_{name.upper()}_COMPLETE").source(),
        nl=False,
    )
