"""What each command does, in the words of its own help: so that a list of all loads none of them."""

from __future__ import annotations

from typing import Final

from ledger.language import N_

HELPS: Final[dict[str, str]] = {
    "accept": N_("Record that a request was accepted."),
    "agenda": N_("Your plans, and what awaits your answer."),
    "agree": N_("Record that someone agreed to a plan."),
    "backup": N_(
        "Copy the ledger and verify the copy. Works while the ledger is in use."
    ),
    "brief": N_("Everyone you are about to meet, each in a few lines."),
    "cancel": N_("Record that a plan was called off."),
    "calendar": N_("A year of days, with your meetings in person."),
    "checkpoint": N_(
        "Print the ledger's size and root. Keep them elsewhere; signed if there is a key."
    ),
    "circle": N_(
        "Show who you spend your face time with. The 5, 15, 50 and 150 closest."
    ),
    "completion": N_(
        "Print a script for shell completion. It completes commands, names and days."
    ),
    "connect": N_("Record a connection request, or a connection. It earns no trust."),
    "connection": N_("Record connection requests and their outcome."),
    "copy": N_("Copy a ledger to another store. From a file to a server, or back."),
    "correct": N_("Correct a meeting or a favour."),
    "decline": N_("Record that a request was declined."),
    "decline-meeting": N_("Record that someone declined a plan."),
    "decrypt": N_(
        "Decrypt the ledger. From then on its file can be read without a passphrase."
    ),
    "disconnect": N_("Record the end of a connection, or of a request."),
    "doctor": N_("Check that everything is in order. Finishes interrupted work, too."),
    "encrypt": N_(
        "Encrypt the ledger and its views with a passphrase. Losing it loses the ledger: keep the recovery sheet."
    ),
    "erase-text": N_("Delete the text of one event for good. The event itself stays."),
    "export": N_("Export your ledger."),
    "favour": N_("Record a favour you did (given) or received."),
    "goal": N_("Set a goal of meetings per week or month. For instance 3 coffees."),
    "feed": N_("Write your plans and the cadences due as a calendar to subscribe to."),
    "import": N_(
        "Import contacts, calendars and exports. Importing again adds only what is new."
    ),
    "inbox": N_("Record the sentences in a text file, or in a folder of them."),
    "init": N_("Set your name and trust preset (optional)."),
    "introduce": N_("Record that two people were introduced to each other."),
    "introductions": N_("Who met at the same table, and who introduced them."),
    "invite": N_("Write the message that proposes a meeting to a person."),
    "log": N_("Record a meeting in plain words, in English or French."),
    "missed": N_("Record that someone did not turn up."),
    "move": N_("Move a plan to another day or time."),
    "network": N_("Is your network strong, or just a list of clicks?"),
    "next": N_("Who to meet next, and why: a few people, not a long list."),
    "note": N_(
        "Add a note about a person. - reads it from standard input, or opens your editor."
    ),
    "owner": N_("Share a ledger: let owners and auditors in."),
    "passphrase": N_(
        "Change the passphrase of an encrypted ledger. Or add one, list them, or print a recovery sheet."
    ),
    "past": N_("Record many past meetings at once, spread over a period."),
    "person": N_("Add, edit, merge or erase people."),
    "join": N_(
        "Add what another ledger recorded: your other computer's, or a colleague's."
    ),
    "same": N_(
        "Say that two records are one meeting, such as yours and a colleague's."
    ),
    "plan": N_("Propose, answer, move or call off a meeting."),
    "projections": N_("List the views, their versions and how far they have read."),
    "propose": N_("Record a proposed meeting. It earns no trust until it takes place."),
    "queue": N_("Connections you have never met, and requests awaiting an answer."),
    "rebuild": N_("Rebuild all views from the ledger."),
    "reinstate": N_("Reinstate a retracted event that did happen."),
    "report": N_("Write a page that shows your network, to open, print and share."),
    "restore": N_(
        "Restore the ledger from a backup or audit file. Never overwrites one."
    ),
    "retract": N_("Retract an event that did not happen."),
    "review": N_("Decide about plans, duplicates, unclear entries and first coffees."),
    "schema": N_("Print the JSON Schema of a kind of event. For instance CoffeeHad."),
    "search": N_("Search names, notes and places."),
    "serve": N_(
        "Show the page in the browser and record there, on this computer only."
    ),
    "stats": N_("Your meetings over time, as bars by month or week."),
    "status": N_("Show where the ledger is and what it contains."),
    "sync": N_("Share what is new with your other devices, through a shared folder."),
    "timeline": N_("Show what happened, day by day."),
    "trust": N_("How far you can trust each person, on any day, and why."),
    "undo": N_("Undo the last command, or a given one, by recording new events."),
    "verify": N_("Check the ledger or an audit file. Says what the check proves."),
    "week": N_("The week in ten lines."),
    "via": N_("Find a way to a person. The strongest chain of up to three steps."),
    "who-knows": N_("Show which owners of a shared ledger know a person best."),
}
