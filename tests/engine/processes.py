"""What other processes do to views in the tests: python -m tests.engine.processes WHAT LEDGER ..."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from ledger.store.ledger import Ledger
from projections.engine.sqlite.open import open_views
from projections.engine.sqlite.rebuild import rebuild
from projections.engine.sqlite.views_file import views_path
from projections.timeline.tables import DAYS
from tests.engine.keeping import record, story


def record_and_look(name: str, seed: str, count: str) -> None:
    """Records events one by one, on streams of its own, and opens the views after each."""
    with Ledger.open(Path(name)) as ledger:
        said = [each for each in story(int(seed), 10 * int(count)) if each[1].stream_kind == "meeting"]
        own = {stream: f"{int(seed):08x}{stream[8:]}" for stream, _event in said}
        for stream, event in said[: int(count)]:
            record(ledger, [(own[stream], event)])
            with open_views(ledger.connection, views_path(ledger.path)) as views:
                assert views.size <= ledger.size


def rebuild_again(name: str, count: str) -> None:
    """Rebuilds so many times."""
    with Ledger.open(Path(name)) as ledger:
        for _time in range(int(count)):
            rebuild(ledger.connection, views_path(ledger.path))


def rebuild_slowly(name: str) -> None:
    """Begins to rebuild, says so, and never ends."""

    def told(done: int, _total: int) -> None:
        print(done, flush=True)
        time.sleep(600)

    with Ledger.open(Path(name)) as ledger:
        rebuild(ledger.connection, views_path(ledger.path), progress=told)


def look(name: str, count: str) -> None:
    """Opens the views so many times; each time they are of one moment, and not of an earlier one."""
    before = 0
    with Ledger.open(Path(name)) as ledger:
        for _time in range(int(count)):
            with open_views(ledger.connection, views_path(ledger.path)) as views, views.snapshot():
                (now,) = {each.position for each in views.positions()}
                assert max(before, views.size) <= now <= ledger.size
                assert len(list(views.tables.scan(DAYS))) == now
                before = now


if __name__ == "__main__":
    {each.__name__: each for each in (record_and_look, rebuild_again, rebuild_slowly, look)}[sys.argv[1]](
        *sys.argv[2:]
    )
