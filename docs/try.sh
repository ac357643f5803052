#!/bin/sh
# `make try`: the whole path on the invented export of docs/sample, each command before what it prints.
# Everything stays in .try, which is made anew each time; your own ledger, if you have one, is not touched.
set -eu
cd "$(dirname "$0")/.."

rm -rf .try
mkdir .try
export XDG_DATA_HOME="$PWD/.try"
unset HANDSHAKE_LEDGER

case "${HANDSHAKE_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}}" in
    fr*) french=yes ;;
    *) french= ;;
esac

# What comes next, in English or in French.
say() {
    [ -z "$french" ] || shift
    if [ -t 1 ]; then printf '\n\033[1m# %s\033[0m\n' "$1"; else printf '\n# %s\n' "$1"; fi
}

# The command as one would type it, then what it does.
run() {
    printf '\n$'
    for word in "$@"; do
        case $word in
            *' '*) printf ' "%s"' "$word" ;;
            *) printf ' %s' "$word" ;;
        esac
    done
    printf '\n'
    "$@"
}

# The same under its French name, where there is one.
named() {
    english=$1
    [ -z "$french" ] || english=$2
    shift 2
    run handshake "$english" "$@"
}

yesterday=yesterday earlier=-3d
[ -z "$french" ] || { yesterday=hier earlier=-3j; }

say "Clicks: years of connections, from a LinkedIn export. They create no trust." \
    "Des clics : des années de relations, d'un export LinkedIn. Elles ne créent aucune confiance."
named import importer linkedin docs/sample/linkedin
named trust confiance --top 5

say "Meetings: a coffee, and a lunch of three." "Des rencontres : un café, et un déjeuner à trois."
named coffee café "Camille Lefèvre" --on "$yesterday"
named lunch déjeuner "Camille Lefèvre" "Yanis Moreau" --on "$earlier" --minutes 100 --at "Chez Odette"

say "Trust, and why it is what it is." "La confiance, et pourquoi elle est ce qu'elle est."
named trust confiance
named trust confiance "Camille Lefèvre" --explain
[ -n "$french" ] || run env HANDSHAKE_LANG=fr handshake confiance "Camille Lefèvre"

say "People you have never met: one coffee each." "Les personnes jamais rencontrées : un café avec chacune."
named queue file

say "Everything you see is computed from the events: delete it, and compute it again." \
    "Tout ce que vous voyez est calculé d'après les faits : l'effacer, et le recalculer."
run handshake rebuild

say "Everything you recorded, in a file that anyone can check: with the program, and without it." \
    "Tout ce qui a été enregistré, en un fichier que chacun peut vérifier : avec le programme, et sans lui."
named export exporter audit -o .try/audit.ndjson
named verify vérifier .try/audit.ndjson
run python3 docs/verify.py .try/audit.ndjson

say "That ledger is in .try; yours will be where \`handshake status\` says. Next: docs/tutorial.md" \
    "Ce registre est dans .try ; le vôtre sera là où l'indique « handshake status ». La suite : docs/tutorial.fr.md"
