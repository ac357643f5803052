"""Random histories, each event decided by the facts' own rules; what they refuse is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeAlias

from hypothesis import strategies as st

from ledger.errors import LedgerError
from ledger.facts import exchange as exchanges
from ledger.facts import ledger_stream
from ledger.facts.connection import decide as connections
from ledger.facts.deciders import STREAMS
from ledger.facts.event import UNSET, Event
from ledger.facts.meeting import commands as plans
from ledger.facts.meeting.events import forms
from ledger.facts.person import commands as persons
from ledger.facts.undo import take_back
from tests.read_models.given import ME, ORIGIN, OTHERS, day, identity, opening

TODAY = day(500)
NETWORKS = ("linkedin", "xing")
WORDS = ("Zoé", "Ada", "Lovelace", "=1+1", "Jean-Pierre", "O’Brien")


class Numbers(Random):
    """What one step of a story draws; hypothesis draws the seed."""

    def below(self, limit: int) -> int:
        return self.randrange(limit)

    def one(self, items: Sequence[Any]) -> Any:
        return self.choice(items)

    def some(self, items: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(item for item in items if self.random() < 0.4)


@dataclass
class Story:
    """What was said so far, stream by stream and in order."""

    said: list[tuple[str, Event]] = field(default_factory=opening)
    streams: dict[str, list[str]] = field(
        default_factory=lambda: {"meeting": [], "exchange": []}
    )

    def history(self, stream: str) -> list[Event]:
        return [event for name, event in self.said if name == stream]

    def do(self, kind: str, command: Any, stream: str | None = None) -> None:
        decider = STREAMS[kind]
        name = stream or identity(1000 + len(self.said))
        try:
            events = decider.decide(command, decider.state(self.history(name)))
        except LedgerError:
            return
        self.said += [(name, event) for event in events]
        if stream is None and events:
            self.streams[kind].append(name)

    def take_back(self, stream: str, position: int) -> None:
        try:
            events = take_back(self.history(stream), position)
        except LedgerError:
            return
        self.said += [(stream, event) for event in events]


def meet(story: Story, n: Numbers) -> None:
    people = {*n.some(OTHERS), n.one(OTHERS), *(() if n.below(8) == 7 else (ME,))}
    command = plans.RecordMeeting(
        form=n.one(list(forms())),
        on=day(n.below(12) * n.one((1, 7, 30))),
        participants=tuple(people),
        minutes=n.one((None, None, 1, 45, 1440)),
        note=n.one((None, "a note")),
        today=TODAY,
    )
    story.do("meeting", command)


def plan(story: Story, n: Numbers) -> None:
    people = (ME, n.one(OTHERS), *n.some(OTHERS[:2]))
    story.do(
        "meeting",
        plans.ProposeMeeting(
            form="lunch", participants=people, proposed_by=ME, on=day(0)
        ),
    )


def answer(story: Story, n: Numbers) -> None:
    if story.streams["meeting"]:
        stream, who, on = (
            n.one(story.streams["meeting"]),
            n.one((ME, *OTHERS)),
            day(n.below(200)),
        )
        match n.below(4):
            case 0:
                command: Any = plans.AnswerMeeting(
                    answer=n.one(("agree", "decline", "cancel")),
                    by=who,
                    on=on,
                    today=TODAY,
                )
            case 1:
                people = (ME, n.one(OTHERS))
                command = plans.RecordMeeting(
                    form="coffee", participants=people, on=on, today=TODAY
                )
            case _:
                command = plans.MissMeeting(missed_by=who, on=on, today=TODAY)
        story.do("meeting", command, stream)


def amend(story: Story, n: Numbers) -> None:
    if story.streams["meeting"]:
        stream = n.one(story.streams["meeting"])
        event = n.one((None, None, 1, 2, 3))
        match n.below(6):
            case 0:
                command: Any = plans.RetractMeeting(
                    event=event, why=n.one((None, "because"))
                )
            case 1:
                command = plans.ReinstateMeeting(event=event)
            case _:
                command = plans.CorrectMeeting(
                    today=TODAY,
                    form=n.one((None, "call", *forms())),
                    participants=n.one(
                        (None, (ME, *n.some(OTHERS)), n.some(OTHERS) or None)
                    ),
                    on=n.one((None, day(n.below(300)))),
                    minutes=n.one((UNSET, None, 30, 200)),
                    text=bool(n.below(2)),
                    note=n.one((None, "another note")),
                )
        story.do("meeting", command, stream)


def exchange(story: Story, n: Numbers) -> None:
    on = day(n.below(12) * n.one((1, 7, 30)))
    if n.below(3):
        command: Any = exchanges.RecordFavour(
            direction=n.one(("given", "received")),
            owner=ME,
            person=n.one(OTHERS),
            on=on,
            today=TODAY,
        )
    else:
        command = exchanges.RecordIntroduction(
            by=n.one((ME, *OTHERS)),
            people=(n.one((ME, *OTHERS)), n.one(OTHERS)),
            on=on,
            today=TODAY,
        )
    story.do("exchange", command)


def amend_exchange(story: Story, n: Numbers) -> None:
    if story.streams["exchange"]:
        match n.below(3):
            case 0:
                command: Any = exchanges.CorrectExchange(
                    today=TODAY, on=day(n.below(300)), note="n"
                )
            case 1:
                command = exchanges.RetractExchange()
            case _:
                command = exchanges.ReinstateExchange()
        story.do("exchange", command, n.one(story.streams["exchange"]))


def click(story: Story, n: Numbers) -> None:
    person, network = n.one(OTHERS), n.one(NETWORKS)
    said: dict[str, Any] = {
        "owner": ME,
        "person": person,
        "network": network,
        "today": TODAY,
    }
    said["on"] = n.one((None, day(n.below(300))))
    stream = identity(500 + 10 * OTHERS.index(person) + NETWORKS.index(network))
    match n.below(8):
        case 0 | 1:
            command: Any = connections.RequestConnection(
                **said, direction=n.one(("sent", "received"))
            )
        case 2 | 3:
            command = connections.RecordConnection(**said, fact="accepted")
        case 4:
            command = connections.AnswerRequest(
                **said, answer=n.one(("accept", "decline"))
            )
        case 5:
            command = connections.Disconnect(**said)
        case 6:
            command = connections.CountMessages(**said, total=n.below(50))
        case _:
            command = connections.RetractConnection(event=1 + n.below(4))
    story.do("connection", command, stream)


def merge(story: Story, n: Numbers) -> None:
    match n.below(5):
        case 0:
            command: Any = ledger_stream.UnmergePeople(person=n.one(OTHERS))
        case 1:
            command = ledger_stream.DistinguishPeople(
                people=(n.one(OTHERS), n.one(OTHERS))
            )
        case 2:
            command = ledger_stream.ChooseCulture(
                culture=n.one(("french", "anglo", "nordic"))
            )
        case _:
            command = ledger_stream.MergePeople(
                person=n.one(OTHERS), into=n.one((ME, *OTHERS))
            )
    story.do("ledger", command, ORIGIN)


def describe(story: Story, n: Numbers) -> None:
    word = n.one(WORDS)
    commands: tuple[Callable[[], Any], ...] = (
        lambda: persons.RenamePerson(name=f"{word} {n.one(WORDS)}"),
        lambda: persons.NamePersonAlso(alias=word, remove=bool(n.below(2))),
        lambda: persons.ChangeDetails(
            details=persons.Details(emails=(f"{n.below(3)}@example.org",))
        ),
        lambda: persons.ChangeDetails(details=persons.Details(emails=(), place=word)),
        lambda: persons.TakeNote(text=word),
        lambda: persons.RetractNote(note=n.below(5)),
        lambda: persons.SetCadence(every_days=n.one((None, 30))),
        lambda: persons.SnoozePerson(until=n.one((None, day(3)))),
        lambda: persons.RestrictPerson(restrict=bool(n.below(2))),
        lambda: persons.RetractPerson(reinstate=bool(n.below(2))),
        lambda: persons.EraseText(event=_event(story, n)),
        persons.ErasePerson,
    )
    story.do("person", n.one(commands)(), n.one(OTHERS))


def _event(story: Story, n: Numbers) -> str:
    stream = n.one((*OTHERS, n.one(story.said)[0]))
    return f"{stream}/{1 + n.below(len(story.history(stream)))}"


def undo(story: Story, n: Numbers) -> None:
    stream, _event = n.one(story.said)
    story.take_back(stream, 1 + n.below(len(story.history(stream))))


STEPS = (
    meet,
    meet,
    meet,
    plan,
    answer,
    amend,
    exchange,
    amend_exchange,
    click,
    merge,
    describe,
    undo,
)
TRUST_STEPS = (
    meet,
    meet,
    meet,
    plan,
    answer,
    answer,
    amend,
    amend,
    exchange,
    amend_exchange,
    merge,
    undo,
)


Step: TypeAlias = Callable[[Story, Numbers], None]


def tell(steps: list[tuple[Step, int]]) -> list[tuple[str, Event]]:
    """The events of a story with these steps."""
    story = Story()
    for step, seed in steps:
        step(story, Numbers(seed))
    return story.said


def stories(
    steps: Sequence[Step] = STEPS, max_size: int = 50
) -> st.SearchStrategy[list[tuple[str, Event]]]:
    """Histories of every kind of event, in any order that the rules allow; short ones and long ones."""
    one = st.tuples(st.sampled_from(steps), st.integers(0, 2**32))
    return st.one_of(
        st.lists(one, max_size=8), st.lists(one, min_size=15, max_size=max_size)
    ).map(tell)
