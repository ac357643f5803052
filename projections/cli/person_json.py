"""The page to read before a meeting as JSON, in the shape that scripts rely on."""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger.facts.event import PersonId
from projections.cli.event_line import as_json, texts_of
from projections.cli.person_page import LATEST, other_of, sheet_of
from projections.cli.read_session import ReadSession, reference
from projections.network.acquaintances import Introduction, Together
from projections.queue.query import Open
from projections.queue.tables import ConnectionRow
from projections.timeline.entries import TimelineEntry
from projections.trust.model import level


def page_json(reading: ReadSession, person: PersonId, today: date) -> dict[str, Any]:
    """The page as JSON."""
    sheet = sheet_of(reading, person, today)
    meetings, notes = sheet.meetings[:LATEST], sheet.notes[:LATEST]
    favours = sheet.favours[:LATEST]
    begun = list(filter(None, (sheet.since, sheet.first_meeting)))
    texts = texts_of(reading, [*meetings, *notes, *favours, *begun])

    def event(row: TimelineEntry | None) -> dict[str, Any] | None:
        if not row:
            return None
        return as_json(reading, row, texts)

    tie = sheet.tie
    curve_told = [
        {"day": day.isoformat(), "trust": trust} for day, trust in sheet.curve
    ]
    plans_told = [_plan_json(reading, plan) for plan in sheet.plans]
    introduced_by_told = [
        _introduction_json(reading, introduction)
        for introduction in sheet.introduced_by
    ]
    introductions_told = [
        _introduction_json(reading, introduction)
        for introduction in sheet.introductions
    ]
    common_people = [_common_json(reading, person, pair) for pair in sheet.common]
    return {
        "trust": tie.trust,
        "level": level(tie),
        "days_met": tie.days_met,
        "last_met": tie.last_met,
        "with_coffee": sheet.with_coffee,
        "minutes_met": sheet.minutes,
        "curve": curve_told,
        "since": event(sheet.since),
        "first_meeting": event(sheet.first_meeting),
        "connections": list(map(_connection_json, sheet.connections)),
        "last_meetings": list(map(event, meetings)),
        "notes": list(map(event, notes)),
        "plans": plans_told,
        "favours": {
            "given": sheet.balance.given,
            "received": sheet.balance.received,
            "last": list(map(event, favours)),
        },
        "introduced_by": introduced_by_told,
        "introductions": introductions_told,
        "promises": sheet.promises._asdict(),
        "rhythm": sheet.rhythm and sheet.rhythm._asdict(),
        "common": common_people,
    }


def _connection_json(connection: ConnectionRow) -> dict[str, Any]:
    return {
        "network": connection.network,
        "standing": connection.standing or None,
        "since": connection.since or None,
        "precision": connection.precision or None,
        "messages": connection.messages,
    }


def _plan_json(reading: ReadSession, plan: Open) -> dict[str, Any]:
    plan_people = [reference(reading, person) for person in plan.people]
    return {
        "meeting": plan.stream,
        "form": plan.form,
        "status": plan.status,
        "planned_for": plan.planned_for,
        "planned_at": plan.planned_at,
        "people": plan_people,
    }


def _introduction_json(
    reading: ReadSession, introduction: Introduction
) -> dict[str, Any]:
    people = sorted(introduction.people)
    return {
        "event": introduction.id,
        "occurred_on": introduction.day.isoformat(),
        "by": reference(reading, introduction.by),
        "people": [reference(reading, person) for person in people],
        "met_on": introduction.met_on,
    }


def _common_json(
    reading: ReadSession, person: PersonId, pair: Together
) -> dict[str, Any]:
    return {
        "person": reference(reading, other_of(pair, person)),
        "times": pair.times,
        "last": pair.last.isoformat(),
    }
