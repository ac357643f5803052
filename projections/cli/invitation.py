"""An invitation to a coffee: in words, in the language of the person, and as a slot in a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID, uuid5

from ledger.facts.meeting.events import CoffeeHad
from ledger.language import Language, _, current, preferred, use
from ledger.language.phrases import show_date
from ledger.language.safe_text import visible
from projections.cli.calendar_file import Slot
from projections.cli.read_session import ReadSession
from projections.suggestions import Prospect
from projections.trust.model import COFFEE_MINUTES

HOUR: Final = 10
"""When a coffee is proposed."""


def message(reading: ReadSession, candidate: Prospect, day: date) -> str:
    """A short invitation in the language of the person, else that of the program."""
    card = reading.queries.card(candidate.person)
    with _speaking(_language(card.language)):
        name = visible(card.given or reading.name(candidate.person))
        return _(
            "Hello {name}, shall we have a coffee? On {day} at {hour}:00, for instance."
        ).format(name=name, day=show_date(day), hour=HOUR)


def _language(code: str | None) -> Language:
    """The language that a person's code names, if the program speaks it."""
    letters = (code or "").strip().lower()[:2]
    return preferred({"LANG": letters}) if letters in {"en", "fr"} else current()


@contextmanager
def _speaking(language: Language) -> Iterator[None]:
    before = current()
    use(language)
    try:
        yield
    finally:
        use(before)


def slot(reading: ReadSession, candidate: Prospect, day: date, why: str) -> Slot:
    """The coffee as an entry of a calendar; the next one with a person is one entry until it is held."""
    return Slot(
        uid=str(uuid5(UUID(candidate.person), str(candidate.days_met))),
        start=start(day),
        length=timedelta(minutes=COFFEE_MINUTES),
        summary=_("{form} with {people}").format(
            form=_(CoffeeHad.title), people=reading.name(candidate.person)
        ),
        description=f"{why}\n\n{message(reading, candidate, day)}",
    )


def start(day: date) -> datetime:
    """When on a day a coffee is proposed, on the clock of wherever one is."""
    return datetime.combine(day, time(HOUR))
