"""Hostile strings in every field, through every command that prints, on a real terminal and in every file."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import sys
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pexpect
import pytest

from ledger.importers.formats.ics.read import read as read_calendar
from ledger.importers.formats.vcard.read import read as read_cards
from projections.cli.program import program
from tests.cli.conftest import Handshake
from tests.cli.hostile_strings import HOSTILE
from tests.cli.test_harmless_output import unseen

PROGRAM = str(Path(sys.executable).with_name("handshake"))


def recorded(home: Path) -> Handshake:
    """A ledger with every hostile string in every field that takes it."""
    handshake = Handshake(home)
    handshake("init", "--culture", "french")
    taken = 0
    for number, text in enumerate(HOSTILE):
        day = f"2026-{1 + number % 10:02}-{1 + number % 27:02}"
        options = ("--on", day, "--note", text, "--at", text, "--new")
        name = handshake.outcome("coffee", *options, "--", text)
        taken += name.exit_code == 0
        if name.exit_code != 0:
            assert name.exit_code in {2, 4, 5}, (text, name.output)
            assert unseen(name.stderr) == set(), repr(text)
            handshake("coffee", f"Person {number}", *options)
    assert taken > 60
    people = handshake.json("person", "list")["people"]
    for number, person in enumerate(people):
        text = HOSTILE[number % len(HOSTILE)]
        if number % 4:
            continue
        words = ["--organisation", text, "--position", text, "--place", text]
        handshake.outcome("person", "details", person["id"], *words, "--tag", text)
    for person in people[1:6]:
        future = (
            "--for",
            "2026-11-25 12:30",
            "--at",
            HOSTILE[-20],
            "--note",
            HOSTILE[70],
        )
        handshake("propose", "lunch", person["id"], *future)
        handshake("connect", person["id"], "--received", "--note", HOSTILE[90])
        handshake("favour", "given", person["id"], "--note", HOSTILE[95])
    handshake("introduce", people[1]["id"], people[2]["id"], "--note", HOSTILE[80])
    handshake("retract", "last", "--why", HOSTILE[81])
    handshake("trust")
    return handshake


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Handshake:
    return recorded(tmp_path_factory.mktemp("hostile"))


@pytest.fixture
def handshake(book: Handshake, tmp_path: Path) -> Handshake:
    shutil.copytree(book.home, tmp_path / "copy", symlinks=True)
    return Handshake(tmp_path / "copy")


def test_there_are_a_hundred_and_more() -> None:
    assert len(HOSTILE) > 150


SHOWN: dict[str, tuple[str, ...]] = {
    "": ("",),
    "agenda": ("agenda --days 40",),
    "brief": ("brief", "brief {person}"),
    "calendar": ("calendar",),
    "circle": ("circle",),
    "doctor": ("doctor",),
    "export": tuple(
        f"export {kind}"
        for kind in (
            "audit",
            "cloudevents",
            "csv",
            "friends",
            "meetings",
            "people",
            "vcard",
            "subject {person}",
        )
    ),
    "feed": ("feed",),
    "goal": ("goal",),
    "inbox": ("inbox {inbox}",),
    "introductions": ("introductions", "introductions {person}"),
    "invite": ("invite {person}",),
    "log": ("log coffee with nobody known {text}",),
    "network": ("network",),
    "next": ("next", "next --ics -"),
    "note": ("note {person} {text}",),
    "person": ("person list", "person show {person}", "person duplicates"),
    "queue": ("queue",),
    "report": ("report -o -",),
    "review": ("review",),
    "same": ("same",),
    "search": ("search eve", "search alert"),
    "stats": ("stats",),
    "status": ("status",),
    "timeline": ("timeline", "timeline --history", "timeline {person}"),
    "trust": ("trust", "trust --explain {person}", "trust {person} --plot"),
    "undo": ("undo --dry-run",),
    "verify": ("verify",),
    "via": ("via {person}",),
    "week": ("week",),
    "who-knows": ("who-knows {person}",),
}
"""Commands that print something of the ledger, and how they are called here."""

OTHERS = frozenset(
    [
        "accept",
        "agree",
        "backup",
        "cancel",
        "checkpoint",
        "completion",
        "connect",
        "connection",
        "copy",
        "correct",
        "decline",
        "decline-meeting",
        "decrypt",
        "disconnect",
        "encrypt",
        "erase-text",
        "favour",
        "import",
        "init",
        "introduce",
        "join",
        "missed",
        "move",
        "owner",
        "passphrase",
        "past",
        "plan",
        "projections",
        "propose",
        "rebuild",
        "reinstate",
        "restore",
        "retract",
        "schema",
        "serve",
        "sync",
    ]
)
"""Commands that print what was typed, ids, figures, or what a file says: tests of their own look at them."""

FORMS = frozenset(
    [
        "appointment",
        "breakfast",
        "call",
        "coffee",
        "dinner",
        "drinks",
        "encounter",
        "gathering",
        "lunch",
        "meeting",
        "video",
    ]
)


def test_every_command_is_looked_at() -> None:
    with program.make_context("handshake", ["status"]) as context:
        commands = {*program.list_commands(context)}
    assert commands == {*SHOWN} - {""} | OTHERS | FORMS


def called(handshake: Handshake, words: str) -> list[str]:
    """The words of a call, a hostile person or text in their places."""
    people = handshake.json("person", "list")["people"]
    hostile = next(person["id"] for person in people if "script" in person["name"])
    inbox = handshake.home / "inbox.txt"
    inbox.write_text("".join(f"coffee with {text!r}\n" for text in HOSTILE[60:100]))
    values = {"person": hostile, "text": HOSTILE[95], "inbox": str(inbox)}
    return [word.format_map(values) for word in words.split()]


def on_a_terminal(handshake: Handshake, words: list[str]) -> str:
    """What a command sends to a terminal; `q` and Enter are typed at whatever it asks."""
    here = {k: v for k, v in handshake.environment.items() if v is not None}
    environment = os.environ | here
    environment |= {
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "PAGER": "cat",
        "COLUMNS": "80",
    }
    child = pexpect.spawn(
        PROGRAM, words, env=environment, encoding="utf-8", timeout=60, echo=False
    )
    if words[:1] in (["review"], ["inbox"], ["log"], ["same"]):
        child.send("q\n")
        child.sendeof()
    shown = str(child.read())
    child.close()
    assert "Traceback" not in shown
    return shown


@pytest.mark.parametrize(
    "words", [words for calls in SHOWN.values() for words in calls]
)
def test_nothing_invisible_reaches_a_terminal(handshake: Handshake, words: str) -> None:
    shown = on_a_terminal(handshake, called(handshake, words))
    assert unseen(shown) == set(), words
    assert "\x1b]" not in shown


LINE_OF_CALENDAR = re.compile(r"[A-Z][A-Z0-9-]*[:;].*|[ \t].*")


def unfolded(text: str) -> list[str]:
    return re.sub(r"\r?\n[ \t]", "", text).splitlines()


@pytest.mark.parametrize("words", ["feed -o", "next --ics"])
def test_a_calendar_has_the_lines_of_the_standard_only(
    handshake: Handshake, tmp_path: Path, words: str
) -> None:
    file = tmp_path / "plans.ics"
    handshake(*words.split(), str(file))
    data = file.read_bytes()
    lines = data.decode().split("\r\n")
    assert all(LINE_OF_CALENDAR.fullmatch(line) for line in lines if line)
    names = [re.split("[:;]", line)[0] for line in unfolded(data.decode())]
    assert names.count("BEGIN") == names.count("END")
    assert names.count("BEGIN") - 1 <= names.count("UID") + names.count("TRIGGER")
    assert "ATTENDEE" not in names
    if b"BEGIN:VEVENT" in data:
        read_calendar([("plans.ics", data)], now=datetime.now(UTC))


def test_vcards_give_the_same_names_and_no_other_card(
    handshake: Handshake, tmp_path: Path
) -> None:
    file = tmp_path / "cards.vcf"
    handshake("export", "vcard", "-o", str(file))
    data = file.read_bytes()
    assert all(
        LINE_OF_CALENDAR.fullmatch(line) for line in data.decode().split("\r\n") if line
    )
    people = len(handshake.json("person", "list")["people"])
    cards = data.count(b"BEGIN:VCARD\r\n")
    assert cards in {people, people - 1}
    read_cards([("cards.vcf", data)])


@pytest.mark.parametrize("kind", ["csv", "people", "meetings"])
def test_a_table_has_as_many_rows_as_it_should_and_no_formula(
    handshake: Handshake, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "table.csv"
    handshake("export", kind, "-o", str(file))
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
    formulas = [cell for row in rows for cell in row if cell[:1] in {"=", "@"}]
    assert formulas == []


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            assert not (value or "").strip().lower().startswith("javascript:")


def test_a_page_runs_nothing_of_it(handshake: Handshake, tmp_path: Path) -> None:
    clean = Handshake(tmp_path / "clean")
    clean("coffee", "Zoé", "--new")
    counts = []
    for each in (clean, handshake):
        file = each.home / "page.html"
        each("report", "-o", str(file))
        page = _Tags()
        page.feed(file.read_text("utf-8"))
        counts.append(page.tags.count("script"))
        assert not [name for name in page.attributes if name.startswith("on")]
        assert "img" not in page.tags
    assert counts[0] == counts[1]


@pytest.mark.parametrize("begun", ["E", "<", "$", "Eve", "'", "="])
def test_completion_offers_nothing_that_a_terminal_obeys(
    handshake: Handshake, begun: str
) -> None:
    for shell in ("bash", "zsh", "fish"):
        environment = {
            "_HANDSHAKE_COMPLETE": f"{shell}_complete",
            "COMP_WORDS": f"handshake trust {begun}",
            "COMP_CWORD": "2",
        }
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            output = handshake.outcome().output
        assert unseen(output) == set(), (shell, output)


REPEATING = ("trust", "search", "timeline", "via", "verify")


@pytest.mark.parametrize("turn", range(len(REPEATING)), ids=REPEATING)
def test_what_was_typed_is_repeated_visibly(handshake: Handshake, turn: int) -> None:
    """Every text by `trust`, and by one of the others."""
    command = REPEATING[turn]
    texts = HOSTILE[turn - 1 :: 4] if turn else HOSTILE
    for text in texts:
        result = handshake.outcome(command, "--", text)
        assert result.exit_code in {0, 2, 3, 4, 6, 7, 75}, (text, result.output)
        assert unseen(result.output) == set(), repr(text)
