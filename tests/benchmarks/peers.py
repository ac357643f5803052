"""Plain-text ledgers on the same facts as a journal; each is left out, with a word, where it is not installed.

They parse and balance every entry at each command, where we read rows that are kept: another job,
which their users pay for with time and ours with a second file.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator

from tests.benchmarks.jobs import ROOT, TODAY, Place, ledger, ours, somebody
from tests.benchmarks.measuring import repeated, run

PEERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "ledger": ("journal", ("ledger", "-f", "{file}", "balance", "{account}")),
    "hledger": ("journal", ("hledger", "-f", "{file}", "balance", "{account}")),
    "beancount": ("beancount", ("bean-check", "{file}")),
}


def peers(place: Place) -> Iterator[dict[str, object]]:
    """What each peer needs for the balance of one person, beside the trust in one person."""
    for name, (kind, command) in PEERS.items():
        if not (found := _installed(command[0])):
            print(f"{name} is not installed: left out")
            continue
        account = somebody(place.size).replace(" ", "-")
        path = place.path(f"{place.size}.{kind}")
        if not os.path.exists(path):  # noqa: PTH110 - as in `measuring`
            run(
                (
                    sys.executable,
                    "-m",
                    "tests.benchmarks.journal",
                    kind,
                    path,
                    str(place.size),
                ),
                PYTHONPATH=ROOT,
            )
        theirs = repeated(
            (found, *(each.format(file=path, account=account) for each in command[1:])),
            1,
        )
        trust = repeated(
            ours(ledger(place, place.size), "trust", somebody(place.size)),
            3,
            HANDSHAKE_TODAY=TODAY,
        )
        print(
            f"{name}: {theirs.cpu:.2f} s and {theirs.rss:.0f} MiB; ours: {trust.cpu:.2f} s and {trust.rss:.0f} MiB"
        )
        yield {"peer": name, "theirs": theirs._asdict(), "ours": trust._asdict()}


def _installed(name: str) -> str | None:
    beside = os.path.join(os.path.dirname(sys.executable), name)  # noqa: PTH118, PTH120 - as in `measuring`
    return beside if os.access(beside, os.X_OK) else shutil.which(name)
