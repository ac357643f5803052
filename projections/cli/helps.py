"""What each command does, in the words of its own help: so that a list of all loads none of them."""

from __future__ import annotations

from typing import Final

from ledger.language import N_

HELPS: Final[dict[str, str]] = {
    "accept": N_("Record that a request was accepted."),
    "agenda": N_("What is planned, and what waits for you."),
    "agree": N_("Record that somebody agreed to a plan."),
    "backup": N_("Copy the ledger, also while it is in use, and verify the copy."),
    "cancel": N_("Record that a plan was called off beforehand."),
    "checkpoint": N_(
        "Print the ledger's size and root, to keep elsewhere; signed with a key."
    ),
    "circle": N_("Who you spend your time with: the 5, 15, 50 and 150 closest."),
    "completion": N_("Print what makes a shell complete commands, names and days."),
    "connect": N_(
        "Record a request to connect, or a connection. It is worth no trust."
    ),
    "correct": N_(
        "Say that a meeting or an exchange happened otherwise than recorded."
    ),
    "decline": N_("Record that a request was declined."),
    "decline-meeting": N_("Record that somebody declined a plan."),
    "disconnect": N_("Record that a connection was removed, or a request withdrawn."),
    "doctor": N_("Look whether all is well, and finish what was left unfinished."),
    "erase-text": N_("Delete for good the text of one event. The fact stays."),
    "export": N_("Export what was recorded."),
    "favour": N_(
        "Record something done for somebody (given), or by somebody for you (received)."
    ),
    "import": N_(
        "Bring in what you have already. Importing again adds only what is new."
    ),
    "init": N_("Say who you are and how trust is earned. Nothing else needs it."),
    "introduce": N_("Record that two people were introduced to each other."),
    "introductions": N_("Who met at the same table, and who introduced them."),
    "log": N_("Record a meeting as one would say it, in English or French."),
    "missed": N_("Record that somebody did not come."),
    "move": N_("Move a plan to another day or time."),
    "network": N_(
        "Whether your network is safe, efficient and responsive, or a row of clicks."
    ),
    "next": N_("Whom to meet next, and why: a few people, not a wall."),
    "note": N_("Note something about a person; - reads it from standard input."),
    "past": N_("Record many meetings of the past at once, spread over a time."),
    "person": N_("People: who is known, and what is known of them."),
    "projections": N_("The views, their versions and how far they are."),
    "propose": N_(
        "Record that a meeting is proposed. It is worth no trust until held."
    ),
    "queue": N_("People you never met: one coffee each. And what waits for an answer."),
    "rebuild": N_("Throw the views away and make them again from the facts."),
    "reinstate": N_("Say that something retracted did happen after all."),
    "restore": N_(
        "Make the ledger again from a backup or an audit file; never over another."
    ),
    "retract": N_("Say that something recorded did not happen."),
    "schema": N_("Print the JSON Schema of a kind of event, such as CoffeeHad."),
    "search": N_("Where words are written: in names, notes and places."),
    "status": N_("Where the ledger is and what it holds."),
    "timeline": N_("What happened, by day."),
    "trust": N_("How far you can trust whom, on any day, and why."),
    "undo": N_("Take back everything that one invocation recorded, by later events."),
    "verify": N_("Check the ledger, or an audit file, and say what that proves."),
    "via": N_("How to reach a person: the strongest chain of at most three steps."),
}
