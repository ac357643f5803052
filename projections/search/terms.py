"""What people wrote about each event, read from the facts of its stream: names, notes, places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from ledger.facts.event import PersonId, StreamId
from ledger.facts.meeting import state as meeting_state
from ledger.facts.meeting.events import MeetingProposed, Met
from ledger.language.folding import words
from projections.directory import tables as directory
from projections.engine.replay import replay
from projections.engine.tables import Fact

_DETAILS: Final = ("organisation", "position", "place", "tags")
_APOSTROPHES: Final = frozenset("'‘’‛`´ʼ")
_ELISIONS: Final = dict.fromkeys(map(ord, _APOSTROPHES), " ")
_SEARCHED: Final = (*_DETAILS, "note", "message", "text")


class Text(NamedTuple):
    """What is written about one event: its folded words, sorted and parted by spaces.

    A person's details stand at the leaf that added the person; the words of names, by which the
    directory finds people, do not. No words where the text was erased, or the event is retracted.
    """

    i: int
    stream: StreamId
    people: str
    words: str


def _words(texts: Iterable[Any]) -> set[str]:
    """The folded words of texts, and of lists of texts; `l'été` is `lete` and, apart, `l` and `ete`."""
    found: set[str] = set()
    for text in texts:
        for each in (text,) if isinstance(text, str) else text or ():
            found.update(words(each))
            if not _APOSTROPHES.isdisjoint(each):
                found.update(words(each.translate(_ELISIONS)))
    return found


def written(fact: Fact) -> str:
    """The folded words of what stands in an event."""
    return words_of(fact.text)


def words_of(text: dict[str, Any] | None) -> str:
    """The folded words of a sealed text."""
    return " ".join(sorted(_words(text[name] for name in _SEARCHED if name in text))) if text else ""


def words_of_person(names: Iterable[str | None], details: Iterable[Any]) -> str:
    """The folded words of details, and of parts of names, but for the words by which the directory finds the names."""
    found, known = _words(details), set[str]()
    for name in filter(None, names):
        known.update(words(name))
        if not _APOSTROPHES.isdisjoint(name):
            found |= _words((name,))
    return " ".join(sorted(found - known))


def words_of_added(text: dict[str, Any]) -> str:
    """The same of a text with which a person was added."""
    details = [text[name] for name in _DETAILS if name in text]
    name = text.get("name")
    if not details and (not name or _APOSTROPHES.isdisjoint(name)):
        return ""
    return words_of_person((name,), details)


def _of_person(facts: Sequence[Fact]) -> Iterator[Text]:
    """The person's details, and each note."""
    import json

    stream, known = facts[0].stream, directory.Person(facts[0].stream)
    for each in facts:
        known = change(known, each) if (change := directory.CHANGES.get(each.kind)) else known
    gone = _flipped(facts, "note", "NoteRetracted", "NoteReinstated")
    here = not (known.retracted or known.erased)
    names = (known.name, *json.loads(known.aliases))
    details = (known.organisation, known.position, known.place, json.loads(known.tags))
    yield Text(facts[0].i, stream, stream, words_of_person(names, details) if here else "")
    for each in facts:
        if each.kind == "NoteTaken":
            yield Text(each.i, stream, stream, written(each) if here and each.v not in gone else "")


def _of_meeting(facts: Sequence[Fact]) -> Iterator[Text]:
    """The plan's text, and that of what was held, each as last corrected."""
    state = replay(facts, meeting_state.INITIAL, meeting_state.evolve)
    still = dict(replay(_as_said(facts), meeting_state.INITIAL, meeting_state.evolve).steps)
    for v, step in state.steps:
        if isinstance(step, Met | MeetingProposed) and step.note:
            live = not state.gone and v not in state.retracted
            now: Any = still[v]
            yield _in_force(facts, v, step.participants, now.note if live else None)


def _of_exchange(facts: Sequence[Fact]) -> Iterator[Text]:
    """The note of the exchange, as last corrected."""
    from ledger.facts import exchange

    state = replay(facts, exchange.INITIAL, exchange.evolve)
    still = replay(_as_said(facts), exchange.INITIAL, exchange.evolve)
    if (made := state.made) is None or still.made is None or not made.note:
        return
    people = (
        (made.by, *made.people) if isinstance(made, exchange.IntroductionMade) else (made.owner, made.person)
    )
    *before, last = (each.v for each in facts if each.kind == type(made).__name__)
    yield from (_in_force(facts, v, people, None) for v in before)
    yield _in_force(facts, last, people, None if state.retracted else still.made.note)


def _of_connection(facts: Sequence[Fact]) -> Iterator[Text]:
    """The message of each request."""
    gone = _flipped(facts, "event", "ConnectionRetracted", "ConnectionReinstated")
    for each in facts:
        if each.kind == "ConnectionRequested" and "sealed" in each.state:
            yield request(each) if each.v not in gone else request(each)._replace(words="")


def request(fact: Fact) -> Text:
    """The message of a request to connect."""
    return Text(
        fact.i, fact.stream, " ".join(sorted({fact.state["owner"], fact.state["person"]})), written(fact)
    )


def _flipped(facts: Iterable[Fact], name: str, away: str, back: str) -> set[int]:
    """The positions that events of the kind `away` named and none of the kind `back` has since."""
    gone: set[int] = set()
    for each in facts:
        if each.kind == away:
            gone.add(each.state[name])
        elif each.kind == back:
            gone.discard(each.state[name])
    return gone


def _as_said(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts as if those whose text was erased had said none: an erased correction corrects nothing."""
    for each in facts:
        state = {name: value for name, value in each.state.items() if name != "sealed" or each.text}
        yield each._replace(state=state)


def _in_force(facts: Sequence[Fact], v: int, people: Sequence[PersonId], leaf: str | None) -> Text:
    """What is written about the event at `v`; the text stands at a leaf, see `fold.event`."""
    fact = facts[v - 1]
    source = next((each for each in facts if leaf and each.i == int(leaf)), None)
    return Text(fact.i, fact.stream, " ".join(sorted({*people})), written(source) if source else "")


TextsOf: TypeAlias = Callable[[Sequence[Fact]], Iterator[Text]]

TEXTS_OF: Final[Mapping[str, TextsOf]] = {
    "person": _of_person,
    "meeting": _of_meeting,
    "exchange": _of_exchange,
    "connection": _of_connection,
}
"""By kind of stream, how its texts are read from its facts."""
