"""The commands about what people do for each other: favour, introduce."""

from __future__ import annotations

from typing import Final, Literal

from ledger.cli import who
from ledger.cli.options import NEW, NOTE, ON, PERSON, day, writing_command
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.facts.exchange import RecordFavour, RecordIntroduction
from ledger.language import N_
from ledger.language.console import WordChoice, argument, option, shared

_DIRECTIONS: Final = {
    "given": "gave did done rendu donné fait",
    "received": "got reçu obtenu",
}
"""The two directions of a favour, and other words for them."""


@writing_command(
    "favour",
    N_("Record a favour you did (given) or received."),
)
@argument("direction", type=WordChoice(_DIRECTIONS))
@shared(PERSON, ON, NOTE, NEW)
def favour(
    session: Session,
    *,
    direction: Literal["given", "received"],
    person: str,
    on: str | None,
    note: str | None,
    new: bool,
) -> Written:
    """Record a favour."""
    occurred_on, precision = day(session, on)

    def build(writing: Writing) -> None:
        command = RecordFavour(
            direction=direction,
            owner=writing.me,
            person=who.person(writing, person, new=new),
            on=occurred_on,
            today=session.today,
            precision=precision,
            note=note,
        )
        writing.do("exchange", command)

    return write(session, build)


@writing_command(
    "introduce", N_("Record that two people were introduced to each other.")
)
@argument("person", metavar="PERSON")
@argument("to", metavar="PERSON")
@option("--by", metavar="PERSON", help=N_("Who introduced them; you if not given."))
@shared(ON, NOTE, NEW)
def introduce(
    session: Session,
    *,
    person: str,
    to: str,
    by: str | None,
    on: str | None,
    note: str | None,
    new: bool,
) -> Written:
    """Record an introduction."""
    occurred_on, precision = day(session, on)

    def build(writing: Writing) -> None:
        command = RecordIntroduction(
            by=who.person(writing, by, new=new) if by else writing.me,
            people=tuple(who.people(writing, [person, to], new=new)),
            on=occurred_on,
            today=session.today,
            precision=precision,
            note=note,
        )
        writing.do("exchange", command)

    return write(session, build)
