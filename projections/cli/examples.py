"""An example of every command, shown at the end of its help; it works in every language of the program."""

from __future__ import annotations

from typing import Final

EXAMPLES: Final[dict[str, str]] = {
    "accept": 'accept "Ada Okafor"',
    "agenda": "agenda --week",
    "agree": 'agree "Ada Okafor"',
    "appointment": 'appointment "Ada Okafor" --on 2026-11-20 --minutes 45',
    "backup": "backup ledger-2026-11.db",
    "breakfast": 'breakfast "Ada Okafor" "Tom Reed" --on 2026-11-20',
    "brief": "brief --days 7",
    "calendar": "calendar 2026",
    "call": 'call "Ada Okafor" --minutes 20',
    "cancel": 'cancel "Ada Okafor"',
    "checkpoint": "checkpoint > checkpoint.txt",
    "circle": "circle --place Lyon",
    "coffee": 'coffee "Ada Okafor" --on 2026-11-20 --at "Café de Flore"',
    "completion": "completion bash > ~/.local/share/bash-completion/completions/handshake",
    "connect": 'connect "Ada Okafor" --received --new',
    "connection": 'connection accept "Ada Okafor"',
    "connection accept": 'connection accept "Ada Okafor"',
    "connection decline": 'connection decline "Ada Okafor"',
    "connection remove": 'connection remove "Ada Okafor"',
    "connection request": 'connection request "Ada Okafor" --received --new',
    "copy": "copy ledger.db postgresql://localhost/handshake",
    "correct": "correct last --minutes 60",
    "decline": 'decline "Ada Okafor"',
    "decline-meeting": 'decline-meeting "Ada Okafor"',
    "decrypt": "decrypt",
    "dinner": 'dinner "Ada Okafor" "Tom Reed" --on 2026-11-20 --at "Chez Paul"',
    "disconnect": 'disconnect "Ada Okafor" --network xing',
    "doctor": "doctor",
    "encounter": 'encounter "Ada Okafor" --on 2026-11-20 --new',
    "encrypt": "encrypt --sheet recovery-sheet.txt",
    "erase-text": "erase-text a599f29f",
    "export": "export audit -o audit.ndjson",
    "export audit": "export audit -o audit.ndjson",
    "export cloudevents": "export cloudevents -o events.ndjson",
    "export csv": "export csv -o events.csv",
    "export friends": "export friends -o friends.md",
    "export meetings": "export meetings -o meetings.csv",
    "export people": "export people -o people.csv",
    "export subject": 'export subject "Ada Okafor" -o ada.json',
    "export vcard": "export vcard -o people.vcf",
    "favour": 'favour received "Ada Okafor" --note "CV"',
    "gathering": 'gathering "Ada Okafor" "Tom Reed" --on 2026-11-20 --at "Lyon"',
    "feed": "feed -o meetings.ics --alarm 30min",
    "goal": "goal coffee 3 --per week",
    "import": "import linkedin Connections.csv --dry-run",
    "import csv": "import csv people.csv --dry-run",
    "import facebook": "import facebook friends.json",
    "import friends": "import friends friends.md",
    "import google": "import google contacts.csv",
    "import ics": "import ics calendar.ics --review",
    "import linkedin": "import linkedin Connections.csv",
    "import monica": "import monica monica.json",
    "import outlook": "import outlook contacts.csv",
    "import twitter": "import twitter follower.js",
    "import vcard": "import vcard contacts.vcf",
    "import viadeo": "import viadeo contacts.csv",
    "import xing": "import xing contacts.csv",
    "inbox": "inbox ~/Notes/inbox.txt",
    "init": 'init --me "Camille Lefèvre" --culture french',
    "introduce": 'introduce "Ada Okafor" "Tom Reed"',
    "introductions": 'introductions "Ada Okafor"',
    "invite": 'invite "Ada Okafor" --form lunch --for 2026-12-04',
    "join": "join laptop.ndjson --mine",
    "log": 'log "Lunch with Ada Okafor yesterday"',
    "lunch": 'lunch "Ada Okafor" "Tom Reed" --on 2026-11-20 --minutes 90',
    "meeting": 'meeting "Ada Okafor" "Tom Reed" --on 2026-11-20',
    "missed": 'missed "Ada Okafor"',
    "move": 'move "Ada Okafor" --for "2026-12-04 12:30"',
    "network": "network --as-of 2025-12-31",
    "next": "next 3 --message",
    "note": 'note "Ada Okafor" "Python, Lagos"',
    "owner": 'owner add "Camille Lefèvre" --role camille',
    "owner add": 'owner add "Camille Lefèvre" --role camille',
    "same": "same a599f29f 5b0e4f9e",
    "owner list": "owner list",
    "owner share": "owner share a599f29f",
    "passphrase": "passphrase --recovery-sheet",
    "past": 'past coffee "Ada Okafor" --times 12 --from 2019 --to 2023',
    "person": 'person show "Ada Okafor"',
    "person add": 'person add "Ada Okafor" --email ada@example.org --place Lyon',
    "person alias": 'person alias "Ada Okafor" Addie',
    "person cadence": 'person cadence "Ada Okafor" 30',
    "person details": 'person details "Ada Okafor" --organisation "Exemple SA"',
    "person duplicates": "person duplicates",
    "person erase": 'person erase "Ada Okafor"',
    "person list": "person list --tag donor --sort trust",
    "person merge": 'person merge "A. Okafor" "Ada Okafor"',
    "person rename": 'person rename "Ada Okafor" "Ada Okafor-Reed"',
    "person restrict": 'person restrict "Ada Okafor"',
    "person show": 'person show "Ada Okafor"',
    "person snooze": 'person snooze "Ada Okafor" for 3 weeks',
    "person tag": 'person tag "Ada Okafor" +donor -cold',
    "person unmerge": 'person unmerge "A. Okafor"',
    "plan": 'plan propose coffee "Ada Okafor" --for 2026-12-04',
    "plan agree": 'plan agree "Ada Okafor"',
    "plan cancel": 'plan cancel "Ada Okafor"',
    "plan decline": 'plan decline "Ada Okafor"',
    "plan missed": 'plan missed "Ada Okafor"',
    "plan move": 'plan move "Ada Okafor" --for "2026-12-04 12:30"',
    "plan propose": 'plan propose coffee "Ada Okafor" --for 2026-12-04',
    "projections": "projections",
    "propose": 'propose coffee "Ada Okafor" --for 2026-12-04',
    "queue": "queue --since 2026-11",
    "rebuild": "rebuild",
    "reinstate": "reinstate last",
    "report": "report -o network.html --open",
    "restore": "restore ledger-2026-11.db",
    "retract": "retract last",
    "review": "review",
    "schema": "schema CoffeeHad",
    "search": "search Lagos --with Ada",
    "serve": "serve --open",
    "stats": "stats --by week --form coffee",
    "status": "status",
    "timeline": 'timeline "Ada Okafor" --since 2026-Q3 --form lunch',
    "trust": "trust --place Lyon --limit 10",
    "undo": "undo",
    "verify": "verify audit.ndjson --against checkpoint.txt",
    "sync": "sync ~/Sync/handshake",
    "who-knows": 'who-knows "Ada Okafor"',
    "week": "week --as-of 2026-11-20",
    "via": 'via "Ada Okafor"',
    "video": 'video "Ada Okafor" --minutes 30',
}
"""The example of each command, without the name of the program, by the names that lead to it.

A kind of meeting needs none of its own: `example` gives it the usual one.
"""


_FRENCH: Final[dict[str, str]] = {
    "log": 'journal "Déjeuner avec Ada Okafor hier"',
    "person snooze": 'personne snooze "Ada Okafor" pendant 3 semaines',
    "person tag": 'personne étiquette "Ada Okafor" +mécène -froid',
    "report": "rapport -o réseau.html --open",
}
"""Examples that hold words of a language."""


def example(path: str, language: str) -> str | None:
    """The example of a command; in French by the French name of the command, if it has one."""
    words = EXAMPLES.get(path) or _of_form(path)
    if words is None or language != "fr":
        return words
    if path in _FRENCH:
        return _FRENCH[path]
    from ledger.language.command_words import in_reader_language

    return in_reader_language(words)


def _of_form(path: str) -> str | None:
    """The usual example of a kind of meeting."""
    from ledger.facts.meeting.events import forms

    if path in forms():
        return f'{path} "Ada Okafor" --on 2026-11-20'
    return None
