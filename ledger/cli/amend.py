"""The commands that say an earlier event was wrong: correct, retract, reinstate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger.cli import event_ids, list_numbers, who
from ledger.cli.event_ids import EventPlace
from ledger.cli.options import (
    MINUTES,
    NOTE,
    PLACE,
    TAGS,
    TEXT,
    day,
    form_of,
    writing_command,
)
from ledger.cli.session import Session, Written
from ledger.cli.undo_command import take_back_all
from ledger.cli.write import Writing, write
from ledger.errors import Refused, Usage
from ledger.facts.deciders import STREAMS
from ledger.facts.event import UNSET, StreamId
from ledger.facts.exchange import CorrectExchange, ReinstateExchange, RetractExchange
from ledger.facts.meeting import state as meeting_state
from ledger.facts.meeting.commands import (
    CorrectMeeting,
    ReinstateMeeting,
    RetractMeeting,
)
from ledger.language import N_, _
from ledger.language.console import argument, option, shared

EVENT = argument("event", metavar="EVENT")
"""An id, a number of the last list, `last`, or a person: see `event_ids.meant`."""


OTHER_DAY = option(
    "--on", metavar="DATE", help=N_("The day: 2026-11-20, yesterday, -3d, 2009.")
)


@writing_command("correct", N_("Correct a meeting or a favour."))
@shared(EVENT, OTHER_DAY, MINUTES)
@option(
    "--with",
    "people",
    multiple=True,
    metavar="PERSON",
    help=N_("Who was there besides you; repeatable, replaces the whole list."),
)
@option("--form", metavar="FORM", help=N_("The kind of meeting: coffee, lunch, …"))
@option(
    "--unknown-minutes",
    is_flag=True,
    help=N_("Clear the length."),
)
@shared(PLACE, NOTE, TAGS)
def correct(session: Session, *, event: str, **options: Any) -> Written:
    """Correct a meeting or an exchange."""

    def build(writing: Writing) -> None:
        place = event_ids.meant(writing, event, event_ids.HAPPENED)
        match place.kind:
            case "meeting":
                command: object = _meeting(writing, place, options)
            case "exchange":
                command = _exchange(session, options)
            case _:
                raise Refused(
                    "Only meetings and favours can be corrected; retract this one instead."
                )
        if writing.do(place.kind, command, place.stream) not in writing.entries:
            writing.say(_("No change: already set."))

    return _amend(session, event, build)


def _meeting(
    writing: Writing, place: EventPlace, options: dict[str, Any]
) -> CorrectMeeting:
    occurred_on, precision = (
        day(writing.session, options["on"]) if options["on"] else (None, None)
    )
    form = None
    if options["form"]:
        form = form_of(options["form"])
    people = None
    if options["people"]:
        people = who.people(writing, options["people"])
    fields_given = (
        options[field] not in (None, ()) for field in ("place", "note", "tags")
    )
    text = any(fields_given)
    minutes = options["minutes"]
    if options["unknown_minutes"]:
        minutes = None
    participants = None
    if people:
        participants = (writing.me, *people)
    texts_after = {}
    if text:
        texts_after = _texts(writing, place.stream, options)
    minutes_after = (
        UNSET if minutes is None and not options["unknown_minutes"] else minutes
    )
    return CorrectMeeting(
        today=writing.session.today,
        form=form,
        participants=participants,
        on=occurred_on,
        precision=precision,
        minutes=minutes_after,
        text=text,
        **texts_after,
    )


def _texts(
    writing: Writing, stream: StreamId, options: dict[str, Any]
) -> dict[str, Any]:
    """Place, note and tags as they will be: those not given stay, as they are replaced together."""
    state = STREAMS["meeting"].state(writing.history(stream))
    met = meeting_state.held(state)
    standing = {field: getattr(met, field, None) for field in ("place", "note", "tags")}
    changes = {
        field: options[field] for field in standing if options[field] not in (None, ())
    }
    merged = standing | changes
    return {**merged, "tags": tuple(merged["tags"] or ())}


def _exchange(session: Session, options: dict[str, Any]) -> CorrectExchange:
    wrong = [
        name for name in ("minutes", "people", "form", "place", "tags") if options[name]
    ]
    if wrong:
        raise Usage(
            "A favour has only a day and a note; {wrong} cannot be corrected.",
            wrong=tuple(wrong),
        )
    occurred_on, precision = (
        day(session, options["on"]) if options["on"] else (None, None)
    )
    return CorrectExchange(
        today=session.today, on=occurred_on, precision=precision, note=options["note"]
    )


@writing_command("retract", N_("Retract an event that did not happen."))
@shared(EVENT)
@option("--why", metavar="TEXT", type=TEXT, help=N_("The reason for retracting."))
def retract(session: Session, *, event: str, why: str | None) -> Written:
    """Retract an event."""

    def build(writing: Writing) -> None:
        place = event_ids.meant(writing, event, event_ids.RECORDED)
        match place.kind:
            case "meeting" if not _is_correction(writing, place):
                v = None if place.v in {None, 1} else place.v
                writing.do("meeting", RetractMeeting(event=v, why=why), place.stream)
            case "exchange" if not _is_correction(writing, place):
                writing.do("exchange", RetractExchange(why=why), place.stream)
            case _ if place.v is None:
                raise Usage(
                    "{event} stands for several events; add /1, /2, …",
                    event=event,
                )
            case _:
                _refuse_opening(writing, place.stream, place.v)
                take_back_all(
                    writing,
                    place.stream,
                    writing.history_as_mine(place.stream),
                    [place.v],
                )
                if not writing.entries:
                    raise Refused(
                        "Nothing to undo: {event} no longer applies.",
                        event=event,
                    )

    return _amend(session, event, build)


def _amend(session: Session, event: str, build: Callable[[Writing], None]) -> Written:
    """Record an amendment; the numbers of a list that named its event hold on."""
    written = write(session, build)
    is_a_list_number = event_ids.is_number(event) and not session.dry_run
    if is_a_list_number:
        list_numbers.still_holds(session, session.ledger)
    return written


def _refuse_opening(writing: Writing, stream: StreamId, v: int) -> None:
    """Refuse to retract that the ledger was opened, or that its owner is in it."""
    is_the_opening = v == 1 and stream in {writing.origin, writing.me}
    if is_the_opening:
        raise Refused(
            "The opening of a ledger cannot be retracted; delete its file if you don't want it."
        )


@writing_command("reinstate", N_("Reinstate a retracted event that did happen."))
@shared(EVENT)
def reinstate(session: Session, *, event: str) -> Written:
    """Reinstate what was retracted."""

    def build(writing: Writing) -> None:
        place = event_ids.meant(writing, event, event_ids.RECORDED, live=False)
        match place.kind:
            case "meeting":
                v = None if place.v in (None, 1) else place.v
                writing.do("meeting", ReinstateMeeting(event=v), place.stream)
            case "exchange":
                writing.do("exchange", ReinstateExchange(), place.stream)
            case _:
                history = writing.history_as_mine(place.stream)
                take_back_all(
                    writing, place.stream, history, [_retraction(writing, place)]
                )

    return _amend(session, event, build)


def _is_correction(writing: Writing, place: EventPlace) -> bool:
    """Whether a correction is meant: taking it back says again what it replaced."""
    history = writing.history(place.stream)
    if place.v is None:
        return False
    return type(history[place.v - 1]).__name__.endswith("Corrected")


def _retraction(writing: Writing, place: EventPlace) -> int:
    """The position of the last event of the stream, if it took something back."""
    history = writing.history(place.stream)
    if not type(history[-1]).__name__.endswith(("Retracted", "Unmerged")):
        raise Refused("This was not retracted; there is nothing to reinstate.")
    return len(history)
