"""Does the trust formula rank the friends that pupils name? `python -m tests.benchmarks.friendship --data PATH`.

Face-to-face contacts of a French high school become meetings in a ledger, as anybody's would, and the
trust projection computes the tie of each pair. The pairs are the same for every score.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from ledger.facts.event import NewEvents, PersonId
from ledger.facts.ledger_stream import LedgerOpened
from ledger.facts.meeting.events import CoffeeHad
from ledger.facts.person.events import PersonAdded
from ledger.store.encode import Stamp
from ledger.store.ledger import Ledger
from projections.directory import resolve
from projections.engine.sqlite.open import open_views
from projections.engine.sqlite.views_file import views_path
from projections.trust import query as ties
from projections.trust.model import Evidence, explained, scepticism
from tests.benchmarks.contacts import Encounter, Pair, Study, read
from tests.benchmarks.ranking import auc, average_precision, interval

FRENCH = scepticism(260)
Scores = dict[Pair, float]


def whole_minutes(minutes: float) -> int:
    """A length as a ledger keeps it: a started minute is a minute."""
    return max(1, math.ceil(minutes - 1e-9))


def through_the_ledger(study: Study, as_of: date) -> Scores:
    """The trust of each pair, from facts in a real ledger and its views."""
    ids = {who: str(uuid.uuid4()) for who in sorted(study.classes)}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        with Ledger.open(path, create=True) as ledger:
            _record(ledger, ids, study.encounters)
            with open_views(ledger.store, views_path(path)) as views:
                identity = resolve.Directory(views.tables, views.size).identity
                return {
                    (one, other): ties.tie(
                        views.tables, identity, ids[one], ids[other], as_of
                    ).trust
                    for one, other in study.pairs
                }


def _record(
    ledger: Ledger, ids: Mapping[int, PersonId], encounters: Iterable[Encounter]
) -> None:
    observer = str(uuid.uuid4())
    opened = LedgerOpened(owner=observer, culture="french", trust_permille=260)
    entries = [NewEvents(str(uuid.uuid4()), 0, (opened,))]
    people = {observer: "the observer"} | {
        each: f"pupil {who}" for who, each in ids.items()
    }
    entries += [
        NewEvents(person, 0, (PersonAdded(name=name),))
        for person, name in people.items()
    ]
    for each in encounters:
        there = tuple(sorted(ids[who] for who in each.pair))
        met = CoffeeHad(
            occurred_on=each.day,
            participants=there,
            minutes=whole_minutes(each.minutes),
        )
        entries.append(NewEvents(str(uuid.uuid4()), 0, (met,)))
    ledger.append(entries, Stamp(observer, f"import:sociopatterns:{uuid.uuid4()}"))


def exactly(study: Study, as_of: date) -> Scores:
    """The same formula on the measured lengths, which are multiples of 20 seconds."""
    found: defaultdict[Pair, list[Evidence]] = defaultdict(list)
    for i, each in enumerate(study.encounters):
        found[each.pair].append(
            Evidence(i, each.day.toordinal(), math.log2(1 + each.minutes / 30))
        )
    return {
        pair: explained(found[pair], (), (), FRENCH, as_of.toordinal()).trust
        for pair in study.pairs
    }


def counted(study: Study, count: Callable[[Sequence[Encounter]], float]) -> Scores:
    """A simpler score of the meetings of each pair."""
    found: defaultdict[Pair, list[Encounter]] = defaultdict(list)
    for each in study.encounters:
        found[each.pair].append(each)
    return {pair: count(found[pair]) for pair in study.pairs}


def scores(study: Study) -> dict[str, Scores]:
    """Every score by its name."""
    as_of = max(each.day for each in study.encounters)
    return {
        "trust, through the ledger": through_the_ledger(study, as_of),
        "trust, exact lengths": exactly(study, as_of),
        "number of meetings": counted(study, len),
        "distinct days": counted(study, lambda met: len({each.day for each in met})),
        "total minutes": counted(study, lambda met: sum(each.minutes for each in met)),
        "Facebook link": {pair: float(study.facebook[pair]) for pair in study.pairs},
    }


def report(study: Study, rounds: int) -> None:
    """Print a table for every kind of friendship, on all pairs and on those of one class."""
    found = scores(study)
    for what, is_friend in (
        ("either names the other", study.either),
        ("both name each other", study.mutual),
    ):
        for where, among in (
            ("all pairs", lambda _pair: True),
            ("one class", study.one_class),
        ):
            pairs = [pair for pair in study.pairs if among(pair)]
            sought = [is_friend(pair) for pair in pairs]
            print(f"\n{what}, {where}: {len(pairs)} pairs, {sum(sought)} friends")
            print(f"{'':26}{'ROC-AUC':>8}{'95 %':>17}{'AP':>8}{'95 %':>17}")
            for name, score in found.items():
                _line(name, pairs, [score[pair] for pair in pairs], sought, rounds)
    _by_days(study, found["distinct days"])


def _line(
    name: str, pairs: list[Pair], values: list[float], sought: list[bool], rounds: int
) -> None:
    cells = ""
    for measure in (auc, average_precision):
        value = measure(
            [(score, yes, 1) for score, yes in zip(values, sought, strict=True)]
        )
        low, high = interval(pairs, values, sought, measure, rounds)
        cells += f"{value:8.3f}  [{low:.3f}, {high:.3f}]"
    print(f"{name:26}{cells}")


def _by_days(study: Study, days: Scores) -> None:
    """The share of friends among the pairs that met on so many days."""
    print("\nshare of pairs in which either names the other, by days met")
    for met in sorted(set(days.values())):
        pairs = [pair for pair in study.pairs if days[pair] == met]
        share = sum(map(study.either, pairs)) / len(pairs)
        print(
            f"{met:4.0f} days {len(pairs):6} pairs {share:6.1%} {'█' * round(share * 40)}"
        )


def main() -> None:
    """The program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="the folder of the SocioPatterns files"
    )
    parser.add_argument(
        "--rounds", type=int, default=200, help="how often people are drawn anew"
    )
    asked = parser.parse_args()
    report(read(asked.data), asked.rounds)


if __name__ == "__main__":
    main()
