"""A rebuild on a Dask cluster: the views of one process, whatever becomes of the workers."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="Dask is not installed")

from distributed import LocalCluster

from ledger.errors import Busy, Damaged
from ledger.store.ledger import Ledger
from projections.engine import cluster
from projections.engine.sqlite.build import Progress, rebuild, silent
from projections.engine.sqlite.views_file import views_path
from tests.benchmarks.work import fill
from tests.engine.keeping import dumps, ledger_of, story
from tests.store.histories import fill as fill_world

pytestmark = pytest.mark.process
ROOT = Path(__file__).parents[2]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    (tmp_path / "ledger").mkdir()
    with ledger_of(tmp_path / "ledger", story(3, 400)) as opened:
        yield opened


def program(module: str, *words: str, before: Sequence[str] = ()) -> list[str]:
    return [*before, sys.executable, "-m", f"distributed.cli.dask_{module}", *words]


@contextmanager
def running(command: Sequence[str]) -> Iterator[None]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def free_port(host: str = "127.0.0.1") -> int:
    with socket.socket() as listening:
        listening.bind((host, 0))
        port: int = listening.getsockname()[1]
    return port


@contextmanager
def cluster_of(
    *workers: Sequence[str], host: str = "127.0.0.1", folder: Path
) -> Iterator[str]:
    """The address of a scheduler with a worker for each of these words before its command."""
    port = free_port(host)
    address = f"tcp://{host}:{port}"
    with ExitStack() as stack:
        place = (f"--host={host}", f"--port={port}", "--no-dashboard")
        stack.enter_context(running(program("scheduler", *place)))
        for before in workers:
            where = f"--local-directory={folder}"
            words = (address, "--nthreads=1", "--no-dashboard", "--no-nanny", where)
            stack.enter_context(running(program("worker", *words, before=before)))
        yield address


def check(
    ledger: Ledger,
    scheduler: str | None,
    views: Path | None = None,
    progress: Progress = silent,
) -> None:
    """Compare a rebuild on a cluster with one of this process, and see that nothing is left of it."""
    views = views or views_path(ledger.path)
    rebuild(ledger.store, views)
    alone = dumps(ledger, path=views)
    before = {*views.parent.iterdir()} - {views, views.resolve()}
    engine = cluster.engine(scheduler, None if scheduler else 2, views)
    assert rebuild(ledger.store, views, None, progress, engine=engine) == ledger.size
    assert {*views.parent.iterdir()} - {views, views.resolve()} == before
    assert dumps(ledger, path=views) == alone


def test_processes_of_this_machine_make_the_views_of_one(ledger: Ledger) -> None:
    check(ledger, None)


@pytest.mark.parametrize("problem", [TimeoutError(), RuntimeError("no start")])
def test_processes_that_do_not_start_cost_time_alone(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    def fail(*_anything: object) -> None:
        raise problem

    monkeypatch.setattr(cluster, "_local", fail)
    check(ledger, None)


def test_workers_of_a_scheduler_do(tmp_path: Path, ledger: Ledger) -> None:
    with cluster_of((), (), folder=tmp_path) as scheduler:
        check(ledger, scheduler)


def test_an_empty_ledger_has_empty_views(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        check(ledger, None)


def test_a_worker_killed_half_way_costs_time_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_WAIT_SECONDS", 0.01)
    fill(tmp_path / "ledger.db", 8_000)
    killed: list[int] = []
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as workers,
        Ledger.open(tmp_path / "ledger.db") as ledger,
    ):

        def kill(done: int, _size: int) -> None:
            if done and not killed:
                killed.append(workers.workers[0].pid)
                os.kill(killed[0], signal.SIGKILL)

        check(ledger, workers.scheduler_address, progress=kill)
    assert killed


NAMESPACES = pytest.mark.skipif(
    subprocess.run(["unshare", "--mount", "true"], check=False).returncode != 0
    if shutil.which("unshare")
    else True,
    reason="no namespaces can be made here (they need root, and unshare)",
)


def hiding(folder: Path) -> list[str]:
    """The words before a command for which this folder is empty, as on another machine."""
    script = f'mount -t tmpfs none "{folder}" && exec "$@"'
    return ["unshare", "--mount", "sh", "-c", script, "sh"]


@NAMESPACES
def test_a_worker_that_does_not_see_the_ledger_says_so(
    tmp_path: Path, ledger: Ledger
) -> None:
    before = dumps(ledger)
    with (
        cluster_of(hiding(ledger.path.parent), folder=tmp_path) as scheduler,
        pytest.raises(Busy, match=r"cannot read the ledger .*ledger\.db; put it where"),
    ):
        check(ledger, scheduler)
    assert dumps(ledger) == before


@NAMESPACES
def test_a_worker_that_does_not_see_the_views_hands_its_part_over(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "views").mkdir()
    others = hiding(tmp_path / "views")
    with cluster_of(others, others, folder=tmp_path) as scheduler:
        check(ledger, scheduler, tmp_path / "views" / "views")


@contextmanager
def network() -> Iterator[list[str]]:
    """A network with one machine on it: the words before a command that runs there."""
    made = [
        "ip netns add handshake-test",
        "ip link add handshake0 type veth peer name handshake1 netns handshake-test",
        "ip addr add 10.199.7.1/30 dev handshake0",
        "ip link set handshake0 up",
        "ip -n handshake-test addr add 10.199.7.2/30 dev handshake1",
        "ip -n handshake-test link set handshake1 up",
        "ip -n handshake-test link set lo up",
    ]
    try:
        for command in made:
            done = subprocess.run(command.split(), check=False, capture_output=True)
            if done.returncode:
                pytest.skip(
                    f"no network namespace here: {done.stderr.decode().strip()}"
                )
        yield ["ip", "netns", "exec", "handshake-test"]
    finally:
        subprocess.run(
            ["ip", "netns", "del", "handshake-test"], check=False, capture_output=True
        )


@NAMESPACES
def test_workers_on_another_machine_of_the_network_do(
    tmp_path: Path, ledger: Ledger
) -> None:
    if not shutil.which("ip"):
        pytest.skip("no ip here, which makes network namespaces")
    with (
        network() as there,
        cluster_of(there, there, host="10.199.7.1", folder=tmp_path) as scheduler,
    ):
        check(ledger, scheduler)


def test_a_scheduler_out_of_reach_is_named(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    engine = cluster.engine(address, None, views_path(ledger.path))
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 1)
    with pytest.raises(Busy, match=f"Cannot reach the Dask scheduler {address}"):
        rebuild(ledger.store, views_path(ledger.path), engine=engine)


def test_a_scheduler_without_workers_is_named(
    tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_SECONDS", 5)
    with cluster_of(folder=tmp_path) as scheduler:
        engine = cluster.engine(scheduler, None, views_path(ledger.path))
        with pytest.raises(Busy, match=f"No worker is connected .*{scheduler}"):
            rebuild(ledger.store, views_path(ledger.path), engine=engine)


def test_an_event_that_was_changed_is_named_as_by_one_process(ledger: Ledger) -> None:
    spoil(ledger)
    with pytest.raises(Damaged) as alone:
        rebuild(ledger.store, views_path(ledger.path))
    engine = cluster.engine(None, 2, views_path(ledger.path))
    with pytest.raises(Damaged) as in_parts:
        rebuild(ledger.store, views_path(ledger.path), engine=engine)
    assert in_parts.value.message == alone.value.message


def spoil(ledger: Ledger) -> None:
    with closing(sqlite3.connect(ledger.path, isolation_level=None)) as connection:
        guards = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        for (guard,) in connection.execute(guards).fetchall():
            connection.execute(f"DROP TRIGGER {guard}")
        connection.execute(
            "UPDATE stored_events SET state = CAST(replace(state, '2026', '2025') AS BLOB)"
            " WHERE rowid = 100"
        )


def test_workers_read_a_ledger_on_a_server_by_its_address(
    tmp_path: Path, database: str
) -> None:
    with Ledger.open(database, create=True) as ledger:
        fill_world(ledger, 5, (60, 60))
        check(ledger, None, tmp_path / "views")
