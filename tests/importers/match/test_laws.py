"""What holds whatever is imported, in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.facts.identifiers import occurrence
from ledger.importers.api import (
    Attended,
    Claim,
    Connected,
    Contact,
    ImportedRow,
    ImportFile,
    Messaged,
    Noted,
    Requested,
)
from ledger.importers.formats import linkedin
from ledger.importers.match.import_plan import Answer
from tests.importers.ledgers import TODAY, Memory
from tests.importers.linkedin.exports import (
    CAMILLE,
    INVITATIONS,
    ME,
    MESSAGES,
    NEW,
    YANIS,
    ZOE,
    connection,
    message,
    table,
)
from tests.importers.linkedin.test_reading import FILES
from tests.importers.match.readings import camille, row

NAMES = (
    "Camille Lefèvre",
    "camille lefevre",
    "Yanis Moreau",
    "李雷",
    "=1+1",
    "\x1b[31m",
    "",
)
DAYS = st.dates(date(2019, 1, 1), TODAY + timedelta(2))
KEYS = ("linkedin:a", "linkedin:b", "linkedin:c", "email:a@example.org", "email:b@example.org",
        row("a"), row("b"))  # fmt: skip


def contacts() -> st.SearchStrategy[Contact]:
    """People with at least one thing to tell them by."""
    return st.builds(
        lambda keys, name, firm: camille(*keys, name=name, organisation=firm),
        st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True),
        st.sampled_from(NAMES),
        st.sampled_from([None, "Exemple SA", "Atelier Durand"]),
    )


def whats() -> st.SearchStrategy[Claim]:
    """Whatever a row may say."""
    network = st.sampled_from(["linkedin", "xing"])
    key = st.sampled_from("ab").map(lambda uid: (occurrence(uid, "1"),))
    return st.one_of(
        st.none(),
        st.builds(Connected, network=network, on=st.none() | DAYS),
        st.builds(
            Requested,
            network=network,
            direction=st.sampled_from(["sent", "received"]),
            on=st.none() | DAYS,
        ),
        st.builds(
            Messaged, network=network, total=st.integers(0, 3), through=st.none() | DAYS
        ),
        st.builds(
            Attended,
            form=st.sampled_from(["coffee", "lunch"]),
            on=DAYS,
            identifiers=key,
        ),
        st.builds(
            Noted,
            text=st.sampled_from(["Vue", "Revue"]),
            identifiers=key.map(lambda k: (k[0] + "n",)),
        ),
    )


def readings() -> st.SearchStrategy[ImportFile]:
    """A few rows about few people, so that they meet."""
    rows = st.builds(
        lambda who, what, line: ImportedRow(
            file="f.csv", line=line, who=who, what=what
        ),
        st.lists(contacts(), min_size=1, max_size=2).map(tuple),
        whats(),
        st.integers(1, 9),
    )
    return st.lists(rows, max_size=7).map(
        lambda rows: ImportFile(rows=tuple(rows), problems=(), read=len(rows))
    )


@given(
    st.lists(readings(), min_size=1, max_size=4),
    st.sampled_from(["join", "separate", None]),
)
def test_importing_again_adds_nothing_and_every_row_is_accounted_for(
    imports: list[ImportFile], answer: Answer | None
) -> None:
    ledger = Memory(mine=("linkedin:c",))
    for each in imports:
        asked = ledger.plan(each).candidates
        plan = ledger.take(each, dict.fromkeys(asked, answer) if answer else {})
        assert plan.read == plan.added + plan.unchanged + plan.suppressed + len(
            plan.skipped
        )
        assert plan.changed <= plan.added
        again = ledger.plan(each)
        assert again.entries == ()
        assert again.candidates == ()
        assert (again.added, again.suppressed) == (0, plan.suppressed)


@given(st.lists(readings(), min_size=1, max_size=3))
def test_a_plan_writes_nothing_and_is_the_same_twice(imports: list[ImportFile]) -> None:
    ledger = Memory()
    for each in imports:
        ledger.take(each)
    streams = {stream: list(events) for stream, events in ledger.streams_.items()}
    one, other = ledger.plan(imports[0]), ledger.plan(imports[0])
    assert ledger.streams_ == streams
    assert [len(entry.events) for entry in one.entries] == [
        len(entry.events) for entry in other.entries
    ]


@pytest.mark.parametrize(
    "files", [*permutations(file for file in FILES if file[0] != "Profile.csv")]
)
def test_any_order_of_the_files_in_one_import_or_several_gives_the_same_people(
    files: tuple[tuple[str, bytes], ...],
) -> None:
    whole, each = Memory(), Memory()
    whole.take(linkedin.read([*files, *FILES]))
    for file in files:
        each.take(linkedin.read([file], ["linkedin:sacha-delorme-demo"]))
    assert _told(whole) == _told(each)
    assert whole.plan(linkedin.read(FILES)).entries == ()
    assert each.plan(linkedin.read(FILES)).entries == ()


def _told(ledger: Memory) -> set[tuple[object, ...]]:
    """Everybody by what does not depend on which file named them first, with how much is known of each."""
    return {
        (
            face.state.details.get("urls"),
            face.state.details.get("organisation"),
            face.state.details.get("emails"),
        )
        for face in ledger.standing()
    }


def test_a_newer_export_adds_only_what_is_new() -> None:
    ledger = Memory()
    old = table(
        NEW,
        connection(CAMILLE, "08 Feb 2019", "Avant SA"),
        connection(YANIS, "09 Feb 2019"),
    )
    new = table(
        NEW,
        connection(ZOE, "01 Jan 2026"),
        connection(YANIS, "09 Feb 2019"),
        connection(CAMILLE, "08 Feb 2019", "Après SA"),
    )
    invitation = f'{ZOE[0]},{ME[0]},"12/30/25, 1:45 AM",,INCOMING,{ZOE[1]},{ME[1]}'
    messages = table(MESSAGES, message("c1", ME, [CAMILLE]), message("c2", YANIS, [ME]))
    ledger.take(linkedin.read([("c.csv", old)]))
    plan = ledger.take(
        linkedin.read(
            [
                ("c.csv", new),
                ("i.csv", table(INVITATIONS, invitation)),
                ("m.csv", messages),
            ]
        )
    )
    kinds = sorted(
        type(event).__name__ for entry in plan.entries for event in entry.events
    )
    assert kinds == ["ConnectionAccepted", "ConnectionRequested", "DetailsChanged", "DetailsChanged",
                     "MessagesExchanged", "MessagesExchanged", "PersonAdded"]  # fmt: skip
    assert (plan.read, plan.added, plan.changed, plan.unchanged) == (6, 5, 1, 1)
    assert set(ledger.people()) == {"Camille Lefèvre", "Yanis Moreau", "Zoé Ménard"}


def test_an_export_of_before_there_were_addresses_and_one_of_after_are_of_the_same_people() -> (
    None
):
    name = "First Name,Last Name,Email Address,Company,Position,Connected On"
    old = table(name, "Camille,Lefèvre,,,,08 Feb 2019", "Yanis,Moreau,,,,09 Feb 2019")
    new = table(
        NEW, connection(YANIS, "09 Feb 2019"), connection(CAMILLE, "08 Feb 2019")
    )
    for first, second in ((old, new), (new, old)):
        ledger = Memory()
        ledger.take(linkedin.read([("a.csv", first)]))
        assert not any(
            type(event).__name__ == "PersonAdded"
            for entry in ledger.take(linkedin.read([("b.csv", second)])).entries
            for event in entry.events
        )
        assert (
            ledger.keys["linkedin:yanis-moreau-demo"]
            != ledger.keys["linkedin:camille-lefevre-demo"]
        )


def test_namesakes_stay_as_many_as_they_are() -> None:
    twins = [
        ("Nicolas Martin", f"https://www.linkedin.com/in/nicolas-martin-{n}-demo")
        for n in (1, 2, 3)
    ]
    rows = [connection(who, "08 Feb 2019") for who in twins]
    ledger = Memory()
    for some in (rows[:2], rows, rows[::-1], rows[2:]):
        assert not ledger.take(linkedin.read([("c.csv", table(NEW, *some))])).candidates
    assert len(ledger.standing()) == 3


def test_a_contact_that_text_cannot_hold_is_a_problem_of_its_row() -> None:
    for broken in (
        camille("linkedin:a", name="A\ud800"),
        camille("linkedin:a", position="\udc80"),
        camille("linkedin:a", position="\u00c9\udc80"),
        camille("linkedin:a", name="\u00c9" * 1_001),
    ):
        reading = ImportFile(
            rows=(ImportedRow(file="f", line=3, who=(broken,)),), problems=(), read=1
        )
        plan = Memory().plan(replace(reading))
        assert (plan.entries, [p.line for p in plan.skipped]) == ((), [3])
