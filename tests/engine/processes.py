"""What other processes do to views in the tests: python -m tests.engine.processes WHAT LEDGER ..."""

from __future__ import annotations

import sys
import time
from itertools import count
from pathlib import Path

from ledger.store.ledger import Ledger
from projections.engine.sqlite.build import rebuild
from projections.engine.sqlite.open import open_views
from projections.engine.sqlite.views_file import views_path
from projections.timeline.tables import DAYS
from tests.engine.keeping import record, story


def record_and_look(name: str, seed: str, seconds: str) -> None:
    """Records events one by one, on streams of its own, and opens the views after each."""
    end = time.monotonic() + float(seconds)
    with Ledger.open(Path(name)) as ledger:
        for turn in count():
            said = [
                each
                for each in story(int(seed) + turn, 200)
                if each[1].stream_kind == "meeting"
            ]
            own = {
                stream: f"{int(seed) * 1000 + turn:08x}{stream[8:]}"
                for stream, _event in said
            }
            for stream, event in said:
                if time.monotonic() > end:
                    return
                record(ledger, [(own[stream], event)])
                with open_views(ledger.store, views_path(ledger.path)) as views:
                    assert views.size <= ledger.size


def rebuild_again(name: str, seconds: str) -> None:
    """Rebuilds for so long."""
    end = time.monotonic() + float(seconds)
    with Ledger.open(Path(name)) as ledger:
        while time.monotonic() < end:
            rebuild(ledger.store, views_path(ledger.path))


def rebuild_slowly(name: str) -> None:
    """Begins to rebuild, says so, and never ends."""

    def told(done: int, _total: int) -> None:
        print(done, flush=True)
        time.sleep(600)

    with Ledger.open(Path(name)) as ledger:
        rebuild(ledger.store, views_path(ledger.path), progress=told)


def look(name: str, seconds: str, pause: float = 0.0) -> None:
    """Opens the views for so long; each time they are of one moment, and not of an earlier one."""
    end, before = time.monotonic() + float(seconds), 0
    with Ledger.open(Path(name)) as ledger:
        while time.monotonic() < end:
            with open_views(ledger.store, views_path(ledger.path)) as views:
                (position,) = {each.position for each in views.positions()}
                time.sleep(pause)
                assert max(before, views.size) == position <= ledger.size
                assert len(list(views.tables.scan(DAYS))) == position
                before = position


def look_slowly(name: str, seconds: str) -> None:
    """The same, by somebody who takes half a second to read."""
    look(name, seconds, 0.5)


if __name__ == "__main__":
    {
        each.__name__: each
        for each in (record_and_look, rebuild_again, rebuild_slowly, look, look_slowly)
    }[sys.argv[1]](*sys.argv[2:])
