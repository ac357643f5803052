"""The agenda of a session's ledger; what concerns everyone is computed once a day."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from projections.agenda import (
    Agenda,
    Balance,
    Cadence,
    Gap,
    Standing,
    agenda,
)
from projections.cli.read_session import ReadSession
from projections.engine.sqlite import memo
from projections.queue.query import Click

_NAME: Final = "agenda"


def todays_page(reading: ReadSession, today: date, until: date) -> Agenda:
    """The agenda of a day, with the plans up to and including `until`."""
    return agenda(
        reading.tables,
        reading.identity,
        reading.listed,
        today,
        until,
        standing=_standing(reading, today),
    )


def _standing(reading: ReadSession, today: date) -> Standing:
    import orjson

    text = memo.kept(reading.views, _NAME, today)
    if text is not None:
        return _decoded(orjson.loads(text))
    from projections.standing import standing_on

    standing = standing_on(reading.tables, reading.identity, today)
    memo.keep(reading.views, _NAME, today, _encoded(standing))
    return standing


def _encoded(standing: Standing) -> str:
    """Records as lists, days in ISO."""
    import json

    return json.dumps(standing._asdict(), default=str, separators=(",", ":"))


def _decoded(fields: dict[str, Any]) -> Standing:
    cadences_read = [
        Cadence(person, every_days, _day(last_met))
        for person, every_days, last_met in fields["cadences"]
    ]
    gaps_read = [
        Gap(person, usual_days, date.fromisoformat(last_met))
        for person, usual_days, last_met in fields["gaps"]
    ]
    requests_read = [
        Click(person, standing, network, _day(day), *others)
        for person, standing, network, day, *others in fields["requests"]
    ]
    return Standing(
        cadences=cadences_read,
        gaps=gaps_read,
        requests=requests_read,
        balances=list(map(Balance._make, fields["balances"])),
        connections=fields["connections"],
        met=fields["met"],
    )


def _day(text: str | None) -> date | None:
    if not text:
        return None
    return date.fromisoformat(text)
