"""How many examples the property tests try, and which tests start processes.

Three profiles: `quick` for `make check`, `short` for `make test`, `long` for `make test-long`. A law that deserves more
examples says so in proportion: ``@settings(max_examples=10 * settings().max_examples)``.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

from ledger import language
from ledger.facts.event import KINDS
from ledger.store import unlock
from tests.store import postgres_server
from tests.store.postgres_server import Server

# No deadline: how long an example takes says more about the machine than about the code.
COMMON = settings(
    deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)

settings.register_profile("quick", parent=COMMON, max_examples=5)
settings.register_profile("short", parent=COMMON, max_examples=40)
settings.register_profile("long", parent=COMMON, max_examples=10_000)
settings.load_profile("short")

# Started in the background by a script, Ctrl-C is ignored, also by the programs that the tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# What a shell may have set that changes what the program says; HANDSHAKE_TEST_POSTGRES is ours.
for _name in (
    *("CLICOLOR_FORCE", "COLUMNS", "EDITOR", "LINES", "NO_COLOR", "PAGER", "VISUAL"),
    *("HANDSHAKE_LANG", "HANDSHAKE_LEDGER", "HANDSHAKE_PASSPHRASE_COMMAND"),
    *("HANDSHAKE_PROMPT", "HANDSHAKE_TODAY", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"),
):
    os.environ.pop(_name, None)

STARTS_PROCESSES = {"subprocess", "pexpect", "multiprocessing"}
STARTING = {"browser", "kept_place", "server", "start"}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark each test that starts processes, by its module or a fixture, so that `make check` can leave it out."""
    module = getattr(item, "module", None)
    names = vars(module).keys() if isinstance(module, ModuleType) else ()
    fixtures = getattr(item, "fixturenames", ())
    if not (STARTS_PROCESSES.isdisjoint(names) and STARTING.isdisjoint(fixtures)):
        item.add_marker("process")


@pytest.fixture
def registry() -> Iterator[None]:
    """The kinds of events, put back after the test: the same ones in the same order."""
    before = dict(KINDS)
    yield
    KINDS.clear()
    KINDS.update(before)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server for all tests of one process."""
    with postgres_server.started("fsync=off") as server:
        yield server


@pytest.fixture(scope="session")
def usual_database(server: Server) -> str:
    """The database that most tests use, one after the other."""
    return server.new_database()


@pytest.fixture
def database(
    server: Server, usual_database: str, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The address of a database without a ledger, whose password clients find."""
    monkeypatch.setenv("PGPASSFILE", str(server.passfile))
    return server.url(server.emptied(usual_database))


@pytest.fixture(autouse=True)
def _days_in_full() -> Iterator[None]:
    """Days are shown in full unless a command of the test has said which day it is."""
    yield
    language.see_days_from(None)


@pytest.fixture(autouse=True)
def _nothing_unlocked() -> Iterator[None]:
    """No test has the key of an encrypted ledger that another one opened."""
    yield
    unlock._unlocked.clear()
