"""Flipped bits and cut files: every answer is the right one, or a sentence that says what is damaged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from tests.faults.sample import QUESTIONS, Answer, answers, ask, copied

WRITE: Final = "note|Camille Lefèvre|written on top"
REMADE: Final = "recalculat"
DAMAGED: Final = 7


class Outcome(NamedTuple):
    """What came of a change: one word, and the question that showed it where it is a bad one."""

    word: str
    question: str = ""
    answer: Answer | None = None


BAD: Final = frozenset({"wrong", "traceback", "other exit", "recorded on top"})

Damage = Callable[[bytes, Random], bytes]


def flip(data: bytes, random: Random) -> bytes:
    """The bytes with one bit changed."""
    place, bit = random.randrange(len(data)), 1 << random.randrange(8)
    return changed(data, place, bit)


def changed(data: bytes, place: int, bit: int) -> bytes:
    """The bytes with one bit of one place changed."""
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


def cut(data: bytes, random: Random) -> bytes:
    """The bytes up to somewhere."""
    return data[: random.randrange(len(data))]


def views_of(ledger: Path) -> Path:
    """The build of the views that is in service."""
    return ledger.with_name(f"{ledger.name}.views").resolve()


def remove_views(ledger: Path) -> None:
    """Leave the ledger without its views."""
    for file in ledger.parent.glob(f"{ledger.name}.views*"):
        file.unlink()


class Trial:
    """A ledger whose copies are damaged, one at a time, always in the same place."""

    def __init__(self, ledger: Path, place: Path, questions: Sequence[str]) -> None:
        self._ledger = ledger
        self._place = place
        self._questions = questions
        self._truth = dict(answers(copied(ledger, place), questions))

    def run(self, part: str, damage: Damage, random: Random) -> Outcome:
        """Damage a part (`ledger`, `ledger alone`: without views, `views`), ask, write, and judge the answers."""
        ledger = copied(self._ledger, self._place)
        if part == "ledger alone":
            remove_views(ledger)
        file = views_of(ledger) if part == "views" else ledger
        file.write_bytes(damage(file.read_bytes(), random))
        outcome = self._asked(ledger)
        return outcome if outcome.word in BAD else self._written(ledger, part, outcome)

    def _asked(self, ledger: Path) -> Outcome:
        words = Counter[str]()
        for question, answer in answers(ledger, self._questions):
            word = _judged(answer, self._truth[question])
            if word in BAD:
                return Outcome(word, question, answer)
            words[word] += 1
        if words["refused"] == len(self._questions):
            return Outcome("all refused")
        worst = next(word for word in ("refused", "remade", "right") if words[word])
        return Outcome(worst)

    def _written(self, ledger: Path, part: str, outcome: Outcome) -> Outcome:
        """Judge whether a write is refused where all reading was: it may not know of damage that it does not read."""
        answer = ask(ledger, WRITE, as_json=False)
        if answer.is_traceback:
            return Outcome("traceback", WRITE, answer)
        if answer.code not in {0, DAMAGED}:
            return Outcome("other exit", WRITE, answer)
        if answer.code == 0 and outcome.word == "all refused":
            return Outcome("recorded on top", WRITE, answer)
        if answer.code == DAMAGED and part == "views":
            return Outcome("other exit", WRITE, answer)
        return outcome


def _judged(answer: Answer, truth: Answer) -> str:
    if answer.is_traceback:
        return "traceback"
    if answer.code == DAMAGED:
        return "refused"
    if answer.code != truth.code:
        return "other exit"
    if answer.output != truth.output:
        return "wrong"
    return "remade" if REMADE in answer.words else "right"


SHORT: Final = ("trust", "timeline", "person|show|Camille Lefèvre", "queue")


def campaign(
    ledger: Path,
    place: Path,
    part: str,
    damage: Damage,
    count: int,
    seed: int,
    questions: Sequence[str] = QUESTIONS,
) -> tuple[Counter[str], list[Outcome]]:
    """What came of so many changes, and the bad ones."""
    random = Random(f"{part} {damage.__name__} {seed}")
    trial = Trial(ledger, place, questions)
    came, bad = Counter[str](), []
    for _time in range(count):
        outcome = trial.run(part, damage, random)
        came[outcome.word] += 1
        if outcome.word in BAD:
            bad.append(outcome)
    return came, bad
