"""One event as a sentence, in the current language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from itertools import filterfalse
from typing import TYPE_CHECKING, Any, Final

from ledger.facts.meeting.events import forms
from ledger.language import N_, _, _n
from ledger.language.phrases import (
    show_date,
    show_form,
    show_list,
    show_network,
    show_preset,
)
from ledger.language.text import fold, shell_word, visible
from ledger.named_tuple import NamedTuple
from projections.directory.tables import Person

if TYPE_CHECKING:
    from projections.directory.resolve import Directory


class Naming(NamedTuple):
    """Names of people by id, and the owner's id; `mine` are those of entries merged into the owner's."""

    name: Callable[[str], str]
    me: str
    mine: Collection[str] = ()

    def of(self, person: str) -> str:
        """A person's name, safe to show; the owner is "you"."""
        if self._is_me(person):
            return _("you")
        return visible(self.name(person))

    def _is_me(self, person: str) -> bool:
        return person == self.me or person in self.mine

    def others(self, people: list[str]) -> str:
        """Everyone but the owner, as a list in the order of the names: ids have none that means anything."""
        everybody_else = list(filterfalse(self._is_me, people))
        return self.all(everybody_else)

    def all(self, people: Sequence[str]) -> str:
        """These people, as a list in the order of the names."""
        return show_list(
            sorted(map(self.of, people), key=lambda name: (fold(name), name))
        )


def argument_for(queries: Directory, person: str) -> str:
    """What to type for a person: the name in quotes, with what tells namesakes apart; else the beginning of the id."""
    name = visible(queries.name(person))
    if list(queries.resolve(name)) != [person]:
        details = visible(told_apart_by_traits(queries, name, person))
        name = f"{name} ({details})"
    if list(queries.resolve(name)) != [person]:
        return person[:8]
    return shell_word(name)


def told_apart_by_traits(queries: Directory, name: str, person: str) -> str:
    """The firm, position or place that tells a person from others of the same name."""
    from projections.directory.namesakes import differences, traits

    bearers = queries.full(name)
    bearer_names = {bearer: queries.name(bearer) for bearer in bearers}
    bearer_traits = {bearer: traits(queries.card(bearer)) for bearer in bearers}
    return differences(
        bearer_names,
        bearer_traits,
    ).get(person, "")


def role(card: Person) -> str:
    """Position, organisation and place on one line, safe to show; empty if none is known."""
    details = (card.position, card.organisation, card.place)
    return ", ".join(map(visible, filter(None, details)))


PLAIN: Final[Mapping[str, str]] = {
    "PeopleMerged": N_("Merged {person} into {into}"),
    "PeopleUnmerged": N_("{person} is a separate person again"),
    "PeopleDistinguished": N_("{people} are not the same person"),
    "DistinctionWithdrawn": N_("Reopened: are {people} the same person?"),
    "LedgerJoined": N_("Joined another ledger"),
    "MeetingsJoined": N_("Made one meeting of two records"),
    "MeetingsParted": N_("Made two meetings of one again"),
    "MeetingsDistinguished": N_("Two records are not one meeting"),
    "MeetingDistinctionWithdrawn": N_("Reopened: are two records one meeting?"),
    "OwnerAdded": N_("{owner} also records in this ledger"),
    "SigningKeyRevoked": N_("Revoked a key that signed checkpoints"),
    "SigningKeySet": N_("Set a new key to sign checkpoints"),
    "PersonAdded": N_("Added {stream}"),
    "PersonRenamed": N_("Renamed {stream}"),
    "AliasAdded": N_("Added an alias for {stream}"),
    "AliasRemoved": N_("Removed an alias of {stream}"),
    "DetailsChanged": N_("Updated the details of {stream}"),
    "NoteTaken": N_("Note about {stream}"),
    "NoteRetracted": N_("Removed a note about {stream}"),
    "PersonRestricted": N_("{stream} is hidden from lists"),
    "PersonUnrestricted": N_("{stream} appears in lists again"),
    "PersonRetracted": N_("Removed {stream}"),
    "PersonReinstated": N_("Put {stream} back"),
    "PersonErased": N_("Erased {stream}"),
    "TextErased": N_("Erased the text of an event"),
    "ConnectionAccepted": N_("Connected with {person} on {network}"),
    "ConnectionDeclined": N_("Request declined: {person} on {network}"),
    "ConnectionWithdrawn": N_("Request withdrawn: {person} on {network}"),
    "ConnectionRemoved": N_("No longer connected with {person} on {network}"),
    "ConnectionRetracted": N_("Retracted an event about a connection"),
    "ConnectionReinstated": N_("Reinstated an event about a connection"),
    "MeetingCorrected": N_("Corrected a meeting"),
    "MeetingRetracted": N_("Retracted a meeting"),
    "MeetingReinstated": N_("Reinstated a meeting"),
    "FavourGiven": N_("Favour to {person}"),
    "FavourReceived": N_("Favour from {person}"),
    "ExchangeCorrected": N_("Corrected a favour"),
    "ExchangeRetracted": N_("Retracted a favour"),
    "ExchangeReinstated": N_("Reinstated a favour"),
}
"""The sentence of each kind; `{stream}` is the person of the stream."""

_PEOPLE: Final = frozenset(
    {"person", "into", "by", "missed_by", "proposed_by", "owner"}
)


def describe(kind: str, stream: str, state: Mapping[str, Any], naming: Naming) -> str:
    """What an event says, without its day and its personal text; a kind not known by its name."""
    if (special := _SPECIAL.get(kind)) is not None:
        return special(state, naming, stream)
    if kind in ANSWERS:
        return _answered(kind, state, naming)
    for form in forms().values():
        if form.__name__ == kind:
            return met(_(form.title), state["participants"], naming)
    if (sentence := PLAIN.get(kind)) is None:
        return kind
    return _(sentence).format(**_fields(stream, state, naming))


def _fields(stream: str, state: Mapping[str, Any], naming: Naming) -> dict[str, str]:
    """What the sentence of an event may name: people by their names, texts made visible."""
    fields: dict[str, str] = {"stream": visible(naming.name(stream))}
    for field, value in state.items():
        if field in _PEOPLE:
            fields[field] = naming.of(value)
        elif field == "people":
            fields[field] = naming.all(value)
        elif field == "network":
            fields[field] = show_network(value)
        elif isinstance(value, str):
            fields[field] = visible(value)
    return fields


def met(title: str, people: list[str], naming: Naming) -> str:
    """`Lunch with Ada Lovelace`."""
    return _("{form} with {people}").format(form=title, people=naming.others(people))


def dated(sentence: str, day: str | None, precision: str | None) -> str:
    """The sentence with its day, if it has one: `… on 20 November 2026`, `… in 2009`."""
    if day is None:
        return sentence
    shown = show_date(date.fromisoformat(day), precision)
    pattern = (
        _("{sentence} on {day}")
        if precision in {"day", None}
        else _("{sentence} in {day}")
    )
    return pattern.format(sentence=sentence, day=shown)


def _opened(state: Mapping[str, Any], _naming: Naming, _stream: str) -> str:
    return _("Created the ledger (trust preset: {preset})").format(
        preset=show_preset(state["culture"], state["trust_permille"])
    )


def _culture(state: Mapping[str, Any], _naming: Naming, _stream: str) -> str:
    return _("Trust preset: {preset}").format(
        preset=show_preset(state["culture"], state["trust_permille"])
    )


def _requested(state: Mapping[str, Any], naming: Naming, _stream: str) -> str:
    sent = state.get("direction") == "sent"
    pattern = (
        _("Request to {person} on {network}")
        if sent
        else _("Request from {person} on {network}")
    )
    return pattern.format(
        person=naming.of(state["person"]), network=show_network(state["network"])
    )


def _messages(state: Mapping[str, Any], naming: Naming, _stream: str) -> str:
    count = state["count"]
    pattern = _n(
        "{count} message with {person} on {network}",
        "{count} messages with {person} on {network}",
        count,
    )
    return pattern.format(
        count=count,
        person=naming.of(state["person"]),
        network=show_network(state["network"]),
    )


def _plan(state: Mapping[str, Any], people: Sequence[str], naming: Naming) -> str:
    """`lunch with Ada Lovelace`, to stand inside a sentence; `a meeting` if its proposal is not there."""
    if "form" not in state:
        return _("a meeting")
    title = show_form(state["form"])
    return _("{form} with {people}").format(
        form=title[:1].lower() + title[1:], people=naming.all(people)
    )


def _proposed(state: Mapping[str, Any], naming: Naming, _stream: str) -> str:
    others = [person for person in state["participants"] if person != naming.me]
    plan = _plan(state, others, naming)
    if (day := state.get("planned_for")) is None:
        return _("Proposed {plan}, no date yet").format(plan=plan)
    shown = show_date(date.fromisoformat(day))
    if state.get("planned_at") is None:
        return _("Proposed {plan} for {day}").format(plan=plan, day=shown)
    return _("Proposed {plan} for {day}, {time}").format(
        plan=plan, day=shown, time=state["planned_at"]
    )


ANSWERS: Final[Mapping[str, tuple[str, str]]] = {
    "MeetingAgreed": (N_("You agreed to {plan}"), N_("{by} agreed to {plan}")),
    "MeetingDeclined": (N_("You declined {plan}"), N_("{by} declined {plan}")),
    "MeetingCancelled": (N_("You called off {plan}"), N_("{by} called off {plan}")),
    "MeetingMissed": (N_("You missed {plan}"), N_("{by} missed {plan}")),
}
"""What was answered to a plan: the owner's sentence, and that of everyone else."""

NAMES_A_PLAN: Final = frozenset({*ANSWERS, "MeetingScheduled"})
"""The kinds whose sentence names the plan that they are about."""


def _answered(kind: str, state: Mapping[str, Any], naming: Naming) -> str:
    """`Tom agreed to lunch with you`; the state holds the form and participants of the plan."""
    person = state["missed_by"] if kind == "MeetingMissed" else state["by"]
    others = [someone for someone in state.get("participants", ()) if someone != person]
    plan = _plan(state, others, naming)
    yours, theirs = ANSWERS[kind]
    sentence = yours if person == naming.me else theirs
    return _(sentence).format(by=naming.of(person), plan=plan)


def _introduced(state: Mapping[str, Any], naming: Naming, _stream: str) -> str:
    people = naming.all(state["people"])
    if state["by"] == naming.me:
        return _("You introduced {people}").format(people=people)
    return _("{by} introduced {people}").format(
        by=naming.of(state["by"]), people=people
    )


def with_plan(states: Sequence[Mapping[str, Any]], v: int) -> dict[str, Any]:
    """Return the `v`th state of a plan with the form and participants of its proposal, and whether it was moved."""
    earlier = states[: v - 1]
    days = [state["planned_for"] for state in earlier if state.get("planned_for")]
    state = dict(states[v - 1])
    is_first = not days or days == [state.get("planned_for")]
    return {**states[0], "moved": not is_first, **state}


def _scheduled(state: Mapping[str, Any], naming: Naming, _stream: str) -> str:
    """`Moved lunch with Ada to Friday 4 December, 13:00`, or the first day or time that a plan gets."""
    by = state["by"]
    others = [person for person in state.get("participants", ()) if person != by]
    is_mine = naming.of(by) == naming.of(naming.me)
    if state.get("moved"):
        pattern = (
            _("Moved {plan} to {day}") if is_mine else _("{by} moved {plan} to {day}")
        )
    else:
        pattern = (
            _("Set {plan} for {day}") if is_mine else _("{by} set {plan} for {day}")
        )
    day = show_date(date.fromisoformat(state["planned_for"]))
    if state.get("planned_at") is not None:
        day = _("{day}, {time}").format(day=day, time=state["planned_at"])
    plan = _plan(state, others, naming)
    return pattern.format(by=naming.of(by), plan=plan, day=day)


def _cadence(state: Mapping[str, Any], naming: Naming, stream: str) -> str:
    if (days := state["every_days"]) is None:
        return _("No meeting goal for {stream}").format(stream=naming.of(stream))
    pattern = _n(
        "{stream}: meet every day",
        "{stream}: meet every {days} days",
        days,
    )
    return pattern.format(stream=naming.of(stream), days=days)


def _snoozed(state: Mapping[str, Any], naming: Naming, stream: str) -> str:
    if (until := state["until"]) is None:
        return _("{stream} is suggested again").format(stream=naming.of(stream))
    day = show_date(date.fromisoformat(until))
    return _("{stream} is not suggested before {day}").format(
        stream=naming.of(stream), day=day
    )


def _goal(state: Mapping[str, Any], _naming: Naming, _stream: str) -> str:
    title = show_form(state["form"])
    if (count := state["count"]) is None:
        return _("{form}: no goal").format(form=title)
    if state["per"] == "month":
        return _("{form}: goal of {count} a month").format(form=title, count=count)
    return _("{form}: goal of {count} a week").format(form=title, count=count)


_SPECIAL: Final[Mapping[str, Callable[[Mapping[str, Any], Naming, str], str]]] = {
    "LedgerOpened": _opened,
    "CultureChosen": _culture,
    "GoalSet": _goal,
    "ConnectionRequested": _requested,
    "MessagesExchanged": _messages,
    "MeetingProposed": _proposed,
    "MeetingScheduled": _scheduled,
    "IntroductionMade": _introduced,
    "CadenceSet": _cadence,
    "PersonSnoozed": _snoozed,
}
