#!/bin/sh
# `make try`: the whole path on the invented export of docs/sample, each command before what it prints.
# Everything stays in .try, which is made anew each time; your own ledger, if you have one, is not touched.
set -eu
cd "$(dirname "$0")/.."

rm -rf .try
mkdir .try
export XDG_DATA_HOME="$PWD/.try"
unset HANDSHAKE_LEDGER

say() { printf '\n\033[1m# %s\033[0m\n' "$*"; }

# The command as one would type it, then what it does.
run() {
    printf '\n$'
    for word in "$@"; do
        case $word in
            *[!A-Za-z0-9_./:=-]*) printf ' "%s"' "$word" ;;
            *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    "$@"
}

[ -t 1 ] || say() { printf '\n# %s\n' "$*"; }

say "Clicks: years of connections, from a LinkedIn export. They create no trust."
run handshake import linkedin docs/sample/linkedin
run handshake trust --top 5

say "Meetings: a coffee, and a lunch of three."
run handshake coffee "Camille Lefèvre" --on yesterday
run handshake lunch "Camille Lefèvre" "Yanis Moreau" --on -3d --minutes 100 --at "Chez Odette"

say "Trust, and why it is what it is."
run handshake trust
run handshake trust "Camille Lefèvre" --explain
run env HANDSHAKE_LANG=fr handshake trust "Camille Lefèvre"

say "Whom you never met: one coffee each."
run handshake queue

say "Everything shown is computed from the facts: throw it away and compute it again."
run handshake rebuild

say "All that was ever recorded, in a file that anybody can check: with the program, and without it."
run handshake export audit -o .try/audit.ndjson
run handshake verify .try/audit.ndjson
run python3 docs/verify.py .try/audit.ndjson

say "That ledger is in .try; yours will be where \`handshake status\` says. Next: docs/tutorial.md"
