"""What was filled in on the page, as the words of a command: each value stays one word, whatever it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol

from ledger.errors import Usage
from ledger.facts.meeting.events import forms

_OPTIONS: Final = {
    "day": "--on",
    "planned": "--for",
    "minutes": "--minutes",
    "place": "--at",
    "note": "--note",
    "kind": "--form",
}
"""The option of each field."""

_STANDARD_INPUT: Final = "-"


class FormFields(Protocol):
    """The fields of a form, some of them given several times."""

    def get(self, name: str, default: str, /) -> str:
        """The value of a field."""

    def getlist(self, name: str, /) -> list[str]:
        """All values of a field."""


def meeting_words(fields: FormFields) -> list[str]:
    """`coffee --on=yesterday -- "Ada Lovelace"`."""
    return [
        _kind(fields),
        *_options(fields, ("day", "minutes", "place", "note")),
        *_new(fields),
        "--",
        *_people(fields),
    ]


def plan_words(fields: FormFields) -> list[str]:
    """`propose --for="friday 9:00" -- coffee "Ada Lovelace"`."""
    return [
        "propose",
        *_options(fields, ("planned", "minutes", "place", "note")),
        *_new(fields),
        "--",
        _kind(fields),
        *_people(fields),
    ]


def note_words(fields: FormFields) -> list[str]:
    """`note -- "Ada Lovelace" TEXT`."""
    people = _people(fields)
    return ["note", "--", *people[:1], _literal(fields.get("note", ""))]


def correct_words(fields: FormFields) -> list[str]:
    """`correct --on=yesterday -- EVENT`, with the fields that were filled in."""
    options = _options(fields, ("kind", "day", "minutes", "place", "note"))
    return ["correct", *options, "--", fields.get("event", "")]


def retract_words(fields: FormFields) -> list[str]:
    """`retract -- EVENT`."""
    return ["retract", "--", fields.get("event", "")]


def undo_words(fields: FormFields) -> list[str]:
    """`undo --yes -- COMMAND`."""
    return ["undo", "--yes", "--", fields.get("command", "")]


ACTIONS: Final[Mapping[str, Callable[[FormFields], list[str]]]] = {
    "meeting": meeting_words,
    "plan": plan_words,
    "note": note_words,
    "correct": correct_words,
    "retract": retract_words,
    "undo": undo_words,
}
"""What can be recorded on the page, by the last part of the address."""


def _kind(fields: FormFields) -> str:
    kind = fields.get("kind", "")
    if kind not in forms():
        raise Usage('No such kind of meeting: "{text}".', text=kind)
    return kind


def _options(fields: FormFields, names: Iterable[str]) -> list[str]:
    options: list[str] = []
    for name in names:
        value = _literal(fields.get(name, ""))
        if value:
            options.append(f"{_OPTIONS[name]}={value}")
    return options


def _new(fields: FormFields) -> list[str]:
    if not fields.get("new", ""):
        return []
    return ["--new"]


def _people(fields: FormFields) -> Sequence[str]:
    names = [name.strip() for name in fields.getlist("person")]
    people = list(filter(None, names))
    if not people:
        raise Usage("Name at least one person.")
    return people


def _literal(value: str) -> str:
    """A value without space around it; a lone hyphen, which would mean standard input, as a dash."""
    text = value.strip()
    if text == _STANDARD_INPUT:
        return "–"
    return text
