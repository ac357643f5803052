"""A list on its way to the reader: which rows stay, in which order, and how many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from ledger.cli.options import form_of
from ledger.cli.session import Session
from ledger.errors import Usage
from ledger.language.text import fold
from projections.cli.read_options import ListChoice, first_day, last_day
from projections.cli.read_session import ReadSession, one_person

if TYPE_CHECKING:
    from ledger.facts.event import PersonId
    from projections.directory.query import Person
    from projections.engine.sqlite.ranking import Ranked
    from projections.filters import Filter, Occasion
    from projections.timeline.query import LeftOut

ROW = TypeVar("ROW")

_KEYS: Final = {
    "name": "name",
    "nom": "name",
    "trust": "trust",
    "confiance": "trust",
    "day": "day",
    "date": "day",
    "jour": "day",
    "place": "place",
    "lieu": "place",
    "ville": "place",
    "organisation": "organisation",
    "organization": "organisation",
    "societe": "organisation",
}
"""What a list may be sorted by, in English and French."""

_DESCENDING: Final = frozenset({"trust", "day"})
"""Sorted with the highest and the latest at the top."""


class Listing:
    """A list that is being made: which rows stay, in which order, and how many."""

    def __init__(
        self, reading: ReadSession, session: Session, choice: ListChoice
    ) -> None:
        if sum((session.as_json, choice.as_csv, choice.as_ids)) > 1:
            raise Usage("Use only one of --json, --csv and --ids.")
        if choice.limit is not None and choice.last is not None:
            raise Usage("Use only one of --limit and --last.")
        self.reading: Final = reading
        self.session: Final = session
        self.choice: Final = choice

    @cached_property
    def filter(self) -> Filter:
        """What the list is narrowed to."""
        from projections.filters import Filter

        choice = self.choice
        since = first_day(self.session, choice.since)
        until = last_day(self.session, choice.until)
        is_backwards = since is not None and until is not None and since > until
        if is_backwards:
            raise Usage("The --since day must not be after the --until day.")
        companions = [one_person(self.reading, text) for text in choice.list_companions]
        other_companions = (
            person for person in companions if person != self.reading.owner
        )
        return Filter(
            tags=choice.list_tags,
            organisations=choice.list_organisations,
            places=choice.list_places,
            companions=tuple(other_companions),
            forms=tuple(map(form_of, choice.list_forms)),
            since=since,
            until=until,
        )

    @property
    def as_text(self) -> bool:
        """Whether the list is shown as tables, to be read by people."""
        choice = self.choice
        return not (self.session.as_json or choice.as_csv or choice.as_ids)

    @cached_property
    def narrows(self) -> bool:
        """Whether any filter is given."""
        if not self.choice.narrows:
            return False
        return self.filter.about_people or self.filter.about_meetings

    @property
    def backwards(self) -> bool:
        """Whether events had best be read from the end: only the last few are shown."""
        return self.choice.last is not None and self.choice.sort is None

    @property
    def nearest(self) -> list[str]:
        """Known places, organisations and tags like those asked for that no one has."""
        from difflib import get_close_matches

        asked = (
            ("place", self.filter.places),
            ("organisation", self.filter.organisations),
            ("tags", self.filter.tags),
        )
        near: list[str] = []
        for field, texts in asked:
            known = {fold(value): value for value in self._known(field)}
            for text in map(fold, texts):
                if not any(text in value for value in known):
                    matches = get_close_matches(text, known, n=2)
                    near += [known[value] for value in matches]
        return near

    def _known(self, field: str) -> Iterable[str]:
        """Every value of a field that someone has."""
        from projections.directory.query import texts_of

        for entry in self.entries.values():
            value = getattr(entry, field) or ""
            known_values = [value]
            if field == "tags":
                known_values = texts_of(value)
            yield from known_values

    @cached_property
    def entries(self) -> dict[PersonId, Person]:
        """What is known of everyone shown in lists."""
        return {entry.id: entry for entry in self.reading.queries.people()}

    @cached_property
    def fitting(self) -> set[PersonId] | None:
        """The people that pass the filter; None if everyone passes."""
        if not self.narrows:
            return None
        from projections.filters import people

        reading = self.reading
        return people(
            reading.tables, reading.identity, self.entries.values(), self.filter
        )

    @cached_property
    def _ranking(self) -> dict[PersonId, Ranked]:
        """Trust in everyone met, today."""
        from projections.cli.ranked import ranking_of_today

        ranking = ranking_of_today(self.reading, self.session.today)
        return {place.person: place for place in ranking}

    def people(
        self,
        rows: Sequence[ROW],
        person_of: Callable[[ROW], PersonId],
        values: Mapping[str, Callable[[ROW], object]] = MappingProxyType({}),
    ) -> Sequence[ROW]:
        """The rows about people that fit, in the order and number asked for.

        `values` are those of the rows themselves to sort by, such as the trust on another day.
        """
        fitting = self.fitting
        if fitting is not None:
            rows = [row for row in rows if person_of(row) in fitting]
        return self._ordered(rows, person_of, values)

    def events(
        self,
        rows: Iterable[ROW],
        occasion: Callable[[ROW], Occasion],
        *,
        backwards: bool = False,
    ) -> Iterable[ROW]:
        """The rows about events that fit, in the order and number asked for; `backwards` if they come in reverse.

        They are read as they are needed, unless another order is asked for than their own.
        """
        if self.narrows:
            fitting = self._fitting()
            rows = (row for row in rows if fitting(occasion(row)))
        if backwards:
            return list(islice(rows, self.choice.last))[::-1]
        if self.choice.sort is None:
            return islice(rows, self.choice.limit)
        return self._ordered(
            list(rows),
            lambda row: self._foremost(occasion(row).people),
            {"day": lambda row: occasion(row).day},
        )

    def left_out(self, person: PersonId | None) -> LeftOut:
        """The events that need not be read, as they are known not to fit; none if there are only a few of a person."""
        from projections import filters
        from projections.timeline.query import NOTHING

        reading = self.reading
        if not self.narrows:
            return NOTHING
        if person is not None and filters.met_rarely(
            reading.tables, reading.identity, person
        ):
            return NOTHING
        return filters.left_out(
            reading.tables,
            reading.identity,
            self._listed,
            self.filter,
        )

    def _listed(self) -> Iterable[Person]:
        """Everyone shown in lists, read when it is first asked for."""
        return self.entries.values()

    def _fitting(self) -> Callable[[Occasion], bool]:
        """The test that the events of the list must pass."""
        from projections.filters import occasions

        return occasions(
            self.reading.tables,
            self.reading.identity,
            self.entries.values() if self.filter.about_people else (),
            self.filter,
            self._written,
        )

    def _written(self, leaf: int) -> tuple[Sequence[str], str]:
        """The tags and the place in the text of an event."""
        import json

        from projections.timeline import query as timeline

        row = timeline.at(self.reading.tables, leaf)
        if row is None:
            return (), ""
        if row.text is None:
            return (), ""
        texts = self.reading.ledger.store.texts([row.text])
        sealed = json.loads(texts.get(row.text, b"{}"))
        return sealed.get("tags") or (), sealed.get("place") or ""

    def _foremost(self, people: Iterable[PersonId]) -> PersonId:
        """The person that an event is sorted by: of the others there, the one whose name comes first."""
        identity = self.reading.identity
        others = set(map(identity.root, people)) - {self.reading.owner}
        return min(others, key=self._name, default="")

    def _ordered(
        self,
        rows: Sequence[ROW],
        person_of: Callable[[ROW], PersonId],
        values: Mapping[str, Callable[[ROW], object]],
    ) -> Sequence[ROW]:
        if self.choice.sort:
            key, reverse = _sort_key(self.choice.sort)
            value_of = values.get(key) or self._value(key, person_of)
            rows = _in_order(rows, value_of, reverse=reverse)
        return _cut(rows, self.choice.limit, self.choice.last)

    def _value(
        self, key: str, person_of: Callable[[ROW], PersonId]
    ) -> Callable[[ROW], object]:
        """What rows are sorted by, of the person they are about."""
        match key:
            case "name":
                return lambda row: self._name(person_of(row))
            case "trust":
                return lambda row: self._trust(person_of(row))
            case "day":
                return lambda row: self._last_met(person_of(row))
            case _:
                return lambda row: self._detail(person_of(row), key)

    def _detail(self, person: PersonId, field: str) -> str:
        entry = self.entries.get(person)
        if entry is None:
            return ""
        return fold(getattr(entry, field) or "")

    def _name(self, person: PersonId) -> str:
        entry = self.entries.get(person)
        name = entry.name if entry is not None else None
        return fold(name or self.reading.name(person))

    def _trust(self, person: PersonId) -> float | None:
        place = self._ranking.get(person)
        if place:
            return place.trust
        return None

    def _last_met(self, person: PersonId) -> str | None:
        place = self._ranking.get(person)
        if place:
            return place.last_met
        return None


def _sort_key(text: str) -> tuple[str, bool]:
    """What to sort by, and whether from the highest down."""
    key = _KEYS.get(fold(text.removeprefix("-")))
    if key is None:
        raise Usage(
            "Cannot sort by {text}; use name, trust, day, place or organisation.",
            text=text,
        )
    return key, (key in _DESCENDING) != text.startswith("-")


# ---------------------------------------------------------------- order and length


def _in_order(
    rows: Iterable[ROW], key: Callable[[ROW], object], *, reverse: bool
) -> list[ROW]:
    """The rows by a key, those without one after all others."""
    known: list[ROW] = []
    unknown: list[ROW] = []
    for row in rows:
        has_key = key(row) not in (None, "")
        side = known if has_key else unknown
        side.append(row)
    known.sort(key=key, reverse=reverse)  # type: ignore[arg-type]  # one key, one type
    return known + unknown


def _cut(rows: Sequence[ROW], limit: int | None, last: int | None) -> Sequence[ROW]:
    """The first `limit` rows, or the last `last`; all without either."""
    if last is not None:
        return rows[max(0, len(rows) - last) :]
    return rows[:limit]
