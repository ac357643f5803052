"""The review command: one person, pair or plan at a time, each decided with one key."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import click

from ledger.cli import inbox_lines
from ledger.cli.inbox_lines import LeftLine
from ledger.cli.session import Session
from ledger.cli.write import Writing, write
from ledger.errors import Usage
from ledger.facts.ledger_stream import DistinguishPeople
from ledger.facts.meeting.events import Form, forms
from ledger.language import N_, _, _n
from ledger.language.meeting_words import form_named
from ledger.language.phrases import show_list, show_number
from ledger.language.text import fold
from ledger.named_tuple import NamedTuple
from projections.cli.output import print_indented, print_json, say
from projections.cli.read_session import (
    ReadSession,
    opened,
    queries,
    reading_command,
    reference,
)
from projections.cli.serve import LiveDesk
from projections.cli.terminal_keys import TerminalKeys, terminal_keys
from projections.cli.triage_cases import (
    KINDS,
    SNOOZE,
    CaseKind,
    TriageCase,
    cases,
    entry_lines,
    for_good,
    meeting_words,
    plan_words,
    snooze_words,
)
from projections.cli.triage_unclear import UnclearDesk
from projections.report.live_page import Outcome

_LABELS: Final[Mapping[str, str]] = {
    "met": N_("[m]et"),
    "plan": N_("[p]lan"),
    "move": N_("mo[v]e"),
    "absent": N_("n[o]-show"),
    "off": N_("[c]alled off"),
    "snooze": N_("[z] not for 30 days"),
    "never": N_("[n]ot again"),
    "none": N_("[n]o meeting"),
    "tell": N_("[r]ecord"),
    "add": N_("[a]dd the person and record"),
    "same": N_("sa[m]e person"),
    "apart": N_("[d]ifferent people"),
    "skip": N_("[s]kip"),
    "undo": N_("[u]ndo"),
    "why": N_("[w]hy"),
    "quit": N_("[q]uit"),
}
"""What can be done, its key in brackets."""

_EVERYWHERE: Final = ("skip", "undo", "why", "quit")
_ACTIONS: Final[Mapping[CaseKind, Sequence[str]]] = {
    "plan": ("met", "move", "absent", "off", *_EVERYWHERE),
    "duplicate": ("same", "apart", *_EVERYWHERE),
    "unclear": ("met", "snooze", "none", *_EVERYWHERE),
    "line": ("tell", "add", "none", "skip", "undo", "quit"),
    "coffee": ("met", "plan", "snooze", "never", *_EVERYWHERE),
}


@contextmanager
def _as_seen_on(day: str) -> Iterator[None]:
    """See days such as yesterday from the end of an earlier day."""
    before = os.environ.get("HANDSHAKE_TODAY")
    os.environ["HANDSHAKE_TODAY"] = f"{day}T23:59"
    try:
        yield
    finally:
        if before is None:
            del os.environ["HANDSHAKE_TODAY"]
        else:
            os.environ["HANDSHAKE_TODAY"] = before


class ReviewedStep(NamedTuple):
    """A step on from the case at a place: by a command, which `undo` takes back, or by `skip`.

    `is_decided` without a command: an unclear entry was let go or put off, which is no event.
    """

    place: int
    command: str = ""
    is_decided: bool = False


@reading_command(
    "review",
    N_("Decide about plans, duplicates, unclear entries and first coffees."),
)
def review(session: Session) -> None:
    """Show one case after the other until none is left or `quit` is pressed."""
    with opened(session):
        desk = UnclearDesk(session)
    entries = desk.open_entries()
    with ReadSession.open(session) as reading:
        lines = inbox_lines.left_lines(session.path)
        waiting = cases(reading, entries, lines, session.today)
        if session.as_json:
            print_json({"cases": [_as_json(reading, case) for case in waiting]})
            return
    if not waiting:
        say(_("Nothing to review."))
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Usage("This command waits for key presses; run it in a terminal.")
    with terminal_keys() as keys:
        screen = TriageScreen(session, waiting, keys)
        try:
            screen.run()
        except (KeyboardInterrupt, EOFError, click.Abort):
            click.echo()
    say(screen.summary())


def _as_json(reading: ReadSession, case: TriageCase) -> dict[str, object]:
    planned_for = None
    if case.day:
        planned_for = case.day.isoformat()
    people_told = [reference(reading, person) for person in case.people]
    return {
        "kind": case.kind,
        "people": people_told,
        "meeting": case.stream or None,
        "planned_for": planned_for,
    } | _entries_as_json(case)


def _entries_as_json(case: TriageCase) -> dict[str, object]:
    """The entries of a case of unclear ones, or the line of a file; nothing for another case."""
    if case.left:
        left = case.left._asdict()
        line = {name: left[name] for name in ("number", "sentence", "reason")}
        return {"line": {"file": str(case.left.file), **line}}
    if not case.entries:
        return {}
    entries = [
        {
            "day": entry.day.isoformat(),
            "text": entry.row.text,
            "guests": [guest.name for guest in entry.row.meeting.who],
            "file": entry.row.meeting.file,
            "line": entry.row.meeting.line,
        }
        for entry in case.entries
    ]
    return {"entries": entries}


def keys_of(kind: CaseKind) -> dict[str, str]:
    """What each key does with a case, in the current language."""
    return {_key(_(_LABELS[action])): action for action in _ACTIONS[kind]}


def _key(label: str) -> str:
    """The letter in brackets."""
    return label.partition("[")[2][:1]


class TriageScreen:
    """The cases, how far they are decided, and what can be undone."""

    def __init__(
        self, session: Session, waiting: Sequence[TriageCase], keys: TerminalKeys
    ) -> None:
        self._session: Final = session
        self._desk: Final = LiveDesk(session)
        self._cases: Final = waiting
        self._keys: Final = keys
        self._unclear: Final = UnclearDesk(session)
        self._undone: Final[dict[int, str]] = {}
        self._place = 0
        self._steps: Final[list[ReviewedStep]] = []

    def run(self) -> None:
        """Go through the cases until the last one, or until `quit`."""
        while self._place < len(self._cases):
            case = self._cases[self._place]
            self._show(case)
            action = self._action(case)
            click.echo(click.style(_(_LABELS[action]), bold=True))
            if action == "quit":
                return
            self._do(action, case)

    def summary(self) -> str:
        """How many cases are decided, and how many are left."""
        decisions = (step.is_decided or bool(step.command) for step in self._steps)
        decided = sum(decisions)
        left = len(self._cases) - decided
        sentence = _n(
            "Decided {decided}, {left} left for another time.",
            "Decided {decided}, {left} left for another time.",
            left,
        )
        return sentence.format(decided=show_number(decided), left=show_number(left))

    def _show(self, case: TriageCase) -> None:
        progress = _("{place} of {count}").format(
            place=show_number(self._place + 1), count=show_number(len(self._cases))
        )
        click.echo()
        click.echo(click.style(f"{progress}  {_(KINDS[case.kind])}", fg="cyan"))
        for line in case.lines:
            print_indented(line, 2)
        labels = [
            _(_LABELS[action]).replace(" ", "\N{NO-BREAK SPACE}")
            for action in _ACTIONS[case.kind]
        ]
        print_indented("  ".join(labels), 0)

    def _action(self, case: TriageCase) -> str:
        """What the next key that means something does."""
        actions = keys_of(case.kind)
        while True:
            key = self._keys.key()
            if not key:
                return "quit"
            if key == "\x04":
                return "quit"
            if key in actions:
                return actions[key]
            if key.strip():
                click.echo(_("Press one of: {keys}").format(keys=" ".join(actions)))

    def _do(self, action: str, case: TriageCase) -> None:
        """Carry out an action; the case stays if it was not recorded."""
        match action:
            case "skip":
                self._go_on(ReviewedStep(self._place))
            case "undo":
                self._undo()
            case "why":
                self._why(case)
            case "apart":
                self._tell_apart(case)
            case _ if case.entries:
                self._decide_entries(action, case)
            case _ if case.left:
                self._decide_line(action, case.left)
            case _:
                words = self._words(action, case)
                if words:
                    self._record(words)

    def _words(self, action: str, case: TriageCase) -> list[str]:
        """The words of the program's own command for an action."""
        today = self._session.today
        match action:
            case "met":
                return self._meeting(case)
            case "plan" | "move":
                return self._plan(case)
            case "absent":
                return ["missed", "--", case.stream]
            case "off":
                return ["cancel", "--", case.stream]
            case "snooze":
                return snooze_words(case, today + SNOOZE)
            case "never":
                return snooze_words(case, for_good(today))
            case _:
                former, latter = case.people
                return ["person", "merge", "--", latter, former]

    def _meeting(self, case: TriageCase) -> list[str]:
        """The words for a meeting that took place: a plan's on its day, another on the day typed."""
        if case.day is not None:
            return meeting_words(case, case.form, case.day.isoformat())
        text = self._keys.line(
            _("When? You can put a kind of meeting first"), _("today")
        )
        word, _space, rest = text.strip().partition(" ")
        form = form_named(word)
        if form is None:
            return meeting_words(case, case.form, text)
        return meeting_words(case, form, rest.strip() or "today")

    def _plan(self, case: TriageCase) -> list[str]:
        """The words for a plan on the day typed."""
        if case.stream:
            return plan_words(case, self._keys.line(_("To which day?"), _("tomorrow")))
        no_day = _("no day yet")
        text = self._keys.line(_("For which day?"), no_day)
        day_of_plan = "" if text == no_day else text
        return plan_words(case, day_of_plan)

    def _record(self, words: Sequence[str]) -> None:
        self._tell(self._desk.run(words))

    def _tell(self, outcome: Outcome) -> None:
        """Say what came of a case, and go on if something was recorded."""
        for line in outcome.words.splitlines():
            print_indented(line, 2)
        if outcome.done:
            self._go_on(ReviewedStep(self._place, outcome.command))

    def _decide_entries(self, action: str, case: TriageCase) -> None:
        """Record unclear entries as meetings, let them go as none, or ask about them later."""
        match action:
            case "met":
                self._meet_entries(case)
                return
            case "none":
                self._unclear.refuse(case.entries)
            case _:
                until = self._session.today + SNOOZE
                self._unclear.snooze(case.entries, until)
        self._go_on(ReviewedStep(self._place, is_decided=True))

    def _decide_line(self, action: str, left: LeftLine) -> None:
        """Record what a line of a file tells, as it is typed more clearly, or let it be."""
        if action == "none":
            inbox_lines.mark(left, inbox_lines.NOTHING)
            self._go_on(ReviewedStep(self._place, is_decided=True))
            return
        as_it_is = _("as it stands")
        text = self._keys.line(_("What happened? A clear sentence:"), as_it_is)
        new = ["--new"] if action == "add" else []
        words = ["log", "--yes", *new, "--"]
        is_unchanged = text == as_it_is and left.seen < self._session.today.isoformat()
        if is_unchanged:
            with _as_seen_on(left.seen):
                outcome = self._desk.run([*words, left.sentence])
        else:
            typed = left.sentence if text == as_it_is else text
            outcome = self._desk.run([*words, typed])
        if outcome.done:
            inbox_lines.mark(left, inbox_lines.DONE)
        self._tell(outcome)

    def _meet_entries(self, case: TriageCase) -> None:
        undone = self._undone.pop(self._place, "")
        if undone:  # recorded before, so that only the undoing can be undone
            self._record(["undo", "--yes", "--", undone])
            return
        form = self._form(case)
        if form is not None:
            self._tell(self._unclear.record(case.entries, form))

    def _form(self, case: TriageCase) -> Form | None:
        """The kind of meeting typed, or the one suggested; None for what is no kind."""
        titles = {form: _(kind.title) for form, kind in forms().items()}
        text = self._keys.line(
            _("What kind of meeting was it?"), titles.get(case.form, case.form)
        )
        form = form_named(fold(text))
        if form is None:
            known = show_list(list(titles.values()))
            print_indented(_("Possible values: {known}.").format(known=known), 2)
        return form

    def _tell_apart(self, case: TriageCase) -> None:
        """Record that two people of one name are two."""
        session = Session(reader=queries, given_path=self._session.given_path)

        def build(writing: Writing) -> None:
            command = DistinguishPeople(people=(case.people[0], case.people[1]))
            writing.do("ledger", command, writing.origin)

        with session.stack:
            written = write(session, build)
        self._go_on(ReviewedStep(self._place, written.batch))

    def _go_on(self, step: ReviewedStep) -> None:
        self._steps.append(step)
        self._place += 1

    def _why(self, case: TriageCase) -> None:
        """Show what is known of the people of a case, or all that an unclear entry says."""
        from projections.cli.program import program

        if case.entries:
            for line in entry_lines(case):
                print_indented(line, 2)
        for person in case.people:
            words = ["--ledger", self._session.file, "person", "show", "--", person]
            program.main(words, prog_name="handshake", standalone_mode=False)

    def _undo(self) -> None:
        """Go back a step, and take back what it recorded."""
        if not self._steps:
            print_indented(_("Nothing to undo."), 2)
            return
        step = self._steps.pop()
        self._place = step.place
        entries = self._cases[step.place].entries
        was_settled = step.is_decided or step.command
        if entries and was_settled:
            self._unclear.put_back(entries)
        left = self._cases[step.place].left
        if left and was_settled:
            sign = inbox_lines.NOTHING
            if step.command:
                sign = inbox_lines.DONE
            inbox_lines.unmark(left, sign)
        if not step.command:
            return
        outcome = self._desk.run(["undo", "--yes", "--", step.command])
        for line in outcome.words.splitlines():
            print_indented(line, 2)
        if entries and outcome.done:
            self._undone[step.place] = outcome.command
