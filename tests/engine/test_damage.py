"""Views whose bytes were changed, or whose folder gives no room, never answer wrongly and never with a traceback."""

from __future__ import annotations

import errno
import os
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ledger.store.ledger import Ledger
from projections import PROJECTIONS
from projections.engine.sqlite import views_file
from projections.engine.sqlite.build import rebuild
from projections.engine.sqlite.open import UNKEPT, dump, open_views
from projections.engine.sqlite.views_file import ViewsCorrupt, ViewsReadOnly, views_path
from tests.engine.keeping import dumps


def path_of(ledger: Ledger) -> Path:
    return views_path(ledger.path)


def answers(ledger: Ledger) -> dict[str, bytes] | None:
    """What the views hold; None if they say that they are damaged, or are made again."""
    told: list[str] = []
    try:
        with open_views(
            ledger.store,
            path_of(ledger),
            lambda message, _details: told.append(message),
        ) as views:
            found = {each.name: dump(views, each.name) for each in PROJECTIONS}
    except ViewsCorrupt:
        return None
    return None if told else found


def flips(ledger: Ledger, count: int, seed: int) -> Counter[str]:
    """Flip a bit at a time, and see what comes of it."""
    truth, random = dumps(ledger), Random(seed)
    whole = path_of(ledger).read_bytes()
    came = Counter[str]()
    for _time in range(count):
        place, bit = random.randrange(len(whole)), 1 << random.randrange(8)
        build = Path(str(views_file.in_service(path_of(ledger))))
        build.write_bytes(
            whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :]
        )
        found = answers(ledger)
        came["noticed" if found is None else "same" if found == truth else "wrong"] += 1
        if found != truth:
            rebuild(ledger.store, path_of(ledger))
            whole = path_of(ledger).read_bytes()
    return came


@pytest.mark.slow
def test_flipped_bits_are_noticed_or_do_no_harm(ledger: Ledger) -> None:
    came = flips(ledger, 60, 1)
    assert came["wrong"] == 0, came
    assert came["noticed"] > 2


@pytest.mark.long
def test_of_a_thousand_flipped_bits_one_may_do_harm(ledger: Ledger) -> None:
    came = flips(ledger, 2000, 2)
    assert came["wrong"] <= 2, came


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_a_cut_file_is_noticed(ledger: Ledger, seed: int) -> None:
    truth = dumps(ledger)
    whole = path_of(ledger).read_bytes()
    path_of(ledger).write_bytes(whole[: Random(seed).randrange(len(whole))])
    assert answers(ledger) is None
    assert answers(ledger) == truth


CALLS = ("open", "fchmod", "fsync", "symlink", "replace", "unlink")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
@pytest.mark.parametrize("call", CALLS)
def test_a_call_that_fails_while_views_are_made_is_one_sentence(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    truth = dumps(ledger)

    def fail(*_given: Any, **_more: Any) -> Any:
        raise OSError(code, os.strerror(code))

    said = os.strerror(code)
    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        try:
            rebuild(ledger.store, path_of(ledger))
        except ViewsReadOnly as error:
            said = str(error)
    assert os.strerror(code) in said
    assert dumps(ledger) == truth


def test_views_that_cannot_be_written_are_made_for_this_time_with_a_word(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    truth = dumps(ledger)
    path_of(ledger).unlink()

    def full(*_given: Any, **_more: Any) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    told: list[str] = []
    assert dumps(ledger, told) == truth
    assert [each.partition("(")[0] for each in told] == [UNKEPT.partition("(")[0]]
