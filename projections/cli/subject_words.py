"""The words of the page that a person gets about themselves: what each fact was, as they would see it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final

from ledger.facts.event import PersonId
from ledger.facts.meeting.events import forms
from ledger.language import N_, _, _n, current
from ledger.language.phrases import show_date, show_network, show_number
from projections.audit.subject_page import PagePart, SubjectPage
from projections.audit.third_parties import Others
from projections.cli.event_line import texts_of, when
from projections.cli.read_session import ReadSession
from projections.directory import query as directory
from projections.directory.tables import as_list
from projections.timeline import query as timeline
from projections.timeline.entries import TimelineEntry
from projections.trust import query as ties
from projections.trust.model import level_in_words

_DIGITS: Final = 3

_KINDS: Final = {
    "MeetingProposed": N_("Meeting proposed"),
    "MeetingScheduled": N_("Time of a meeting set"),
    "MeetingAgreed": N_("Meeting agreed"),
    "MeetingDeclined": N_("Meeting declined"),
    "MeetingCancelled": N_("Meeting called off"),
    "MeetingMissed": N_("Meeting missed"),
    "FavourGiven": N_("{owner} did you a favour"),
    "FavourReceived": N_("You did {owner} a favour"),
    "IntroductionMade": N_("Introduction"),
    "ConnectionAccepted": N_("Connected on {network}"),
    "ConnectionDeclined": N_("Request declined on {network}"),
    "ConnectionWithdrawn": N_("Request withdrawn on {network}"),
    "ConnectionRemoved": N_("Connection removed on {network}"),
    "NoteTaken": N_("Note about you"),
}
"""What an event is called on the page."""


def subject_page(
    reading: ReadSession,
    card: directory.Person,
    people: Collection[PersonId],
    third_parties: Others,
    today: date,
) -> SubjectPage:
    """The page about a person, in the current language. `card` has nothing in it that names others."""
    owner = _owner(reading)
    person = reading.identity.root(next(iter(people)))
    rows = [
        row
        for row in timeline.happenings(reading.tables, reading.identity, person)
        if row.live
    ]
    facts = _Facts(reading, owner, people, third_parties, texts_of(reading, rows))
    return SubjectPage(
        language=current(),
        title=_("What {owner} has recorded about {name}").format(
            owner=owner, name=card.name or _("you")
        ),
        introduction=_(
            "On {day}, the ledger of {owner} holds what follows about you. Texts that also concern other people are withheld."
        ).format(day=show_date(today), owner=owner),
        parts=[
            PagePart(_("Details"), _details(card)),
            PagePart(_("Meetings and plans"), facts.of(rows, {"met", "plan"})),
            PagePart(_("Favours and introductions"), facts.of(rows, {"exchange"})),
            PagePart(_("Online"), facts.of(rows, {"click"})),
            PagePart(_("Notes"), facts.of(rows, {"note"})),
            PagePart(_("Trust"), _trust(reading, person, today)),
        ],
        closing=_(
            "You may ask {owner} to correct this, to keep it out of lists, or to erase it. The complete record, with proofs, is a file of its own."
        ).format(owner=owner),
    )


def _owner(reading: ReadSession) -> str:
    name = reading.name(reading.owner)
    if name != "me":
        return name
    return _("the owner")


def _details(card: directory.Person) -> list[tuple[str, str]]:
    labelled = [
        (_("Name"), card.name),
        (_("Also called"), ", ".join(as_list(card.aliases))),
        (_("Position"), card.position),
        (_("Organisation"), card.organisation),
        (_("Place"), card.place),
        (_("E-mail"), ", ".join(as_list(card.emails))),
        (_("Phone"), ", ".join(as_list(card.phones))),
        (_("Profile"), ", ".join(as_list(card.urls))),
        (_("Language"), card.language),
        (_("Tags"), ", ".join(as_list(card.tags))),
    ]
    return [(label, value) for label, value in labelled if value]


def _trust(
    reading: ReadSession, person: PersonId, today: date
) -> list[tuple[str, str]]:
    """The score, and what it is."""
    tie = ties.tie(reading.tables, reading.identity, reading.owner, person, today)
    sentence = _(
        "{trust} ({level}); computed from the meetings and favours above, it decides nothing by itself."
    )
    score = sentence.format(
        trust=show_number(tie.trust, _DIGITS), level=level_in_words(tie)
    )
    return [(_("Score from 0 to 1"), score)]


class _Facts:
    """The events of a person in words, without what names others."""

    def __init__(
        self,
        reading: ReadSession,
        owner: str,
        people: Collection[PersonId],
        third_parties: Others,
        texts: dict[int, bytes],
    ) -> None:
        self.reading: Final = reading
        self.owner: Final = owner
        self.parties: Final = {*people, *reading.identity.group(reading.owner)}
        self.third_parties: Final = third_parties
        self.texts: Final = texts

    def of(
        self, rows: Iterable[TimelineEntry], sorts: Collection[str]
    ) -> Sequence[tuple[str, str]]:
        """The day of each event of these sorts, and what it was."""
        return [(when(row), self.words(row)) for row in rows if row.sort in sorts]

    def words(self, row: TimelineEntry) -> str:
        """An event with its text, or with a word that the text is withheld."""
        parts = [self._event(row), self._others(row), self._text(row)]
        return " · ".join(filter(None, parts))

    def _event(self, row: TimelineEntry) -> str:
        for kind in forms().values():
            if kind.__name__ == row.kind:
                return _(kind.title)
        network = show_network(row.about or "")
        if row.kind == "ConnectionRequested":
            fact = self.reading.tables.fact(row.i)
            sent = fact is not None and fact.state["direction"] == "sent"
            sentence = (
                _("{owner} asked to connect on {network}")
                if sent
                else _("You asked to connect on {network}")
            )
        elif row.kind == "MessagesExchanged":
            sentence = _("Messages on {network}")
        else:
            sentence = _(_KINDS.get(row.kind, row.kind))
        return sentence.format(owner=self.owner, network=network)

    def _others(self, row: TimelineEntry) -> str:
        """How many others took part, without their names."""
        count = len(set(row.participants) - self.parties)
        if not count:
            return ""
        sentence = _n("with {count} other person", "with {count} other people", count)
        return sentence.format(count=show_number(count))

    def _text(self, row: TimelineEntry) -> str:
        stored = None
        if row.text is not None:
            stored = self.texts.get(row.text)
        if stored is None:
            return ""
        text: dict[str, Any] = json.loads(stored)
        written = list(map(text.get, ("place", "note", "message", "text")))
        if not any(written):
            return ""
        is_shared = set(row.participants) - self.parties
        is_hidden = is_shared or self.third_parties.named_in(row.kind, text)
        if is_hidden:
            return _("(text withheld)")
        return " · ".join(filter(None, written))
