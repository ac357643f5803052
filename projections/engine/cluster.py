"""Parts of a ledger folded by the workers of a Dask cluster: one started on this machine, or one that is there.

The scheduler carries next to nothing: which part to fold, how far it is, and where its file is. Dask is loaded in
the functions that use it: it takes long, and the ledger is looked through meanwhile.
"""

from __future__ import annotations

import gc
import logging
import os
import queue
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import projections as read_models
from ledger.errors import Busy, LedgerError, Refused
from ledger.named_tuple import NamedTuple
from ledger.store.ledger import Ledger
from ledger.store.port import Member, Perspective, Store
from projections.engine.sqlite import views_file
from projections.engine.sqlite.build import Engine, Progress
from projections.engine.sqlite.ledger_slices import Share, StreamParts
from projections.engine.sqlite.merge import FoldedPart
from projections.engine.sqlite.parts import STREAMS, fold_part, shares
from projections.engine.sqlite.views_file import LedgerSize, ledger_size, size_at
from projections.engine.tables import Projection, versions_of

if TYPE_CHECKING:
    from distributed import Client

PIECE: Final = 8 << 20
"""How many bytes of a file are fetched at once from a worker on another machine."""

_WAIT_SECONDS: Final = 0.2
"""How often progress is shown."""

_CONNECT_SECONDS: Final = 10
"""How long a scheduler, and its first worker, are waited for."""

_QUIET: Final = {
    # A clean process that has everything loaded, and of which each worker is a copy: they start in no time.
    "distributed.worker.multiprocessing-method": "forkserver",
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.admin.system-monitor.log-length": 10,
    "distributed.worker.profile.enabled": False,
}


class Job(NamedTuple):
    """What every worker needs: the ledger and its size, the read models, and the folder for files."""

    ledger: str
    origin: str
    size: int
    root: bytes
    member: Member | None
    viewpoint: Perspective | None
    versions: Mapping[str, int]
    folder: str
    token: str


class Folded(NamedTuple):
    """A part that a worker folded: its file, on the machine of that worker unless it `is_here`."""

    part: FoldedPart
    worker: str
    is_here: bool


# ---------------------------------------------------------------- what a worker does


def fold_share(job: Job, share: Share) -> Folded:
    """Fold a part of the ledger, and say where its file is."""
    from distributed import get_worker

    worker = get_worker()
    with closing(_opened(job, worker.address)) as ledger:
        models = [each for each in read_models.PROJECTIONS if each.name in job.versions]
        folder = Path(job.folder)
        is_here = _token(folder) == job.token
        if not is_here:
            folder = Path(tempfile.mkdtemp(prefix="handshake-"))
        file = folder / f"{share.number}.{os.urandom(8).hex()}"
        file.touch(mode=0o600)
        store = ledger.store
        if job.viewpoint is not None:
            store = store.seen_from(job.viewpoint)
        gc.disable()  # facts make no circles, and looking for some takes a tenth of the time
        try:
            part = fold_part(store, models, share, file, _reporting(job, share))
        finally:
            gc.enable()
            if not is_here:
                (folder / STREAMS).unlink(missing_ok=True)
    return Folded(part, worker.address, is_here)


def _opened(job: Job, worker: str) -> Ledger:
    """The ledger, as a worker sees it. Raises Busy if it is not the very one."""
    try:
        ledger = Ledger.open(job.ledger)
    except LedgerError as error:
        raise Busy(
            "The worker {worker} cannot read the ledger {path}; put it where every worker sees it, or on a PostgreSQL server ({reason}).",
            worker=worker,
            path=job.ledger,
            reason=str(error),
        ) from error
    expected = LedgerSize(job.origin, job.size, job.root)
    is_same = size_at(ledger.store, job.size) == expected
    if not is_same or ledger.store.me() != job.member:
        ledger.close()
        raise Busy(
            "The worker {worker} sees another ledger at {path}, or sees it with other rights.",
            worker=worker,
            path=job.ledger,
        )
    if any(read_models.versions().get(n) != v for n, v in job.versions.items()):
        ledger.close()
        raise Busy(
            "The worker {worker} has another version of handshake.", worker=worker
        )
    return ledger


def _token(folder: Path) -> str:
    with suppress(OSError):
        return (folder / "token").read_text("ascii")
    return ""


def _reporting(job: Job, share: Share) -> Progress:
    """A function that tells the client how far a part is, and ends it if no one waits for it any more."""
    from distributed import get_worker

    worker = get_worker()
    key = worker.get_current_task()

    def report(done: int, _size: int) -> None:
        worker.log_event(job.token, (share.number, done))
        task = worker.state.tasks.get(key)
        if task is None or task.state == "cancelled":
            raise InterruptedError

    return report


def read_piece(file: str, start: int) -> bytes:
    """Read a piece of a file on the machine of a worker; an empty one at its end, when the file goes."""
    path = Path(file)
    with path.open("rb") as opened:
        opened.seek(start)
        piece = opened.read(PIECE)
    if not piece:
        path.unlink()
        path.parent.rmdir()
    return piece


# ---------------------------------------------------------------- what the one who asks does


def engine(scheduler: str | None, workers: int | None, path: Path) -> Engine:
    """An engine for views at `path`: the cluster of a scheduler, or `workers` processes here, this one among them."""

    @contextmanager
    def fold(
        store: Store, projections: Sequence[Projection], size: int, progress: Progress
    ) -> Iterator[Sequence[FoldedPart]]:
        if store.views_key() is not None:
            raise Refused(
                "The key of an encrypted ledger is given to no other process; leave out --engine dask."
            )
        with views_file.scratch(path) as folder:
            run = _ClusterRun(_job(store, projections, folder), progress)
            if scheduler is not None:
                with _quiet(), _connected(scheduler) as client:
                    divide = shares(store, projections, size)
                    parts = divide(_threads(client, scheduler))
                    StreamParts.write(store, parts[0], folder / STREAMS)
                    run.submit(lambda: client, parts)
                    yield run.folded(parts, folder)
                return
            count = workers or len(os.sched_getaffinity(0))
            with _starting(count - 1, folder) as start:
                parts = shares(store, projections, size, folder)(count)
                StreamParts.write(store, parts[0], folder / STREAMS)
                start(run, parts[1:])
                fold_here = partial(run.own, store, projections, folder=folder)
                own = fold_here(parts[0])
                try:
                    others = run.folded(parts[1:], folder)
                except _NotStarted:  # a machine under load: it takes longer, no more
                    others = [fold_here(share) for share in parts[1:]]
                yield [own, *others]

    return fold


def _name(store: Store) -> str:
    """The ledger as every process on this machine finds it."""
    if "://" in store.name:
        return store.name
    return str(Path(store.name).absolute())


def _job(store: Store, projections: Sequence[Projection], folder: Path) -> Job:
    ledger = ledger_size(store)
    token = os.urandom(16).hex()
    (folder / "token").write_text(token, "ascii")
    return Job(
        _name(store),
        ledger.origin,
        ledger.size,
        ledger.root,
        store.me(),
        store.viewpoint,
        versions_of(projections),
        str(folder),
        token,
    )


def _threads(client: Client, scheduler: str | None) -> int:
    """How many parts can be folded at once. Raises Busy if no worker comes."""
    with suppress(TimeoutError):
        client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
    count = int(sum(client.nthreads().values()))
    if not count:
        raise Busy(
            "No worker is connected to the Dask scheduler {scheduler}.",
            scheduler=scheduler,
        )
    return count


class _NotStarted(Exception):
    """The processes of this machine did not come up, or not in time."""


class _ClusterRun:
    """The parts of a ledger on their way through a cluster, and the one that this process folds."""

    def __init__(self, job: Job, progress: Progress) -> None:
        self._job: Final = job
        self._progress: Final = progress
        self._reached: Final[dict[int, int]] = {}
        self._ended: Final[queue.SimpleQueue[Any]] = queue.SimpleQueue()
        self._shares: Final[dict[str, Share]] = {}
        self._running: Final[set[Any]] = set()
        self._client: Client

    def fail(self, submitted: Future[None]) -> None:
        """Have `folded` raise what kept the parts from being handed over, if anything did."""
        problem = submitted.exception()
        if isinstance(problem, (OSError, RuntimeError)):
            submitted = Future()
            submitted.set_exception(_NotStarted(problem))
        if problem is not None:
            self._ended.put(submitted)

    def submit(self, client: Callable[[], Client], parts: Sequence[Share]) -> None:
        """Hand parts to the workers of a cluster, once it has a client."""
        self._client = client()
        self._client.subscribe_topic(self._job.token, self._hear)
        for share in parts:
            self._submit(share)

    def _submit(self, share: Share) -> None:
        future = self._client.submit(fold_share, self._job, share, pure=False)
        self._running.add(future)
        self._shares[str(future.key)] = share
        future.add_done_callback(self._ended.put)

    def _hear(self, event: tuple[float, tuple[int, int]]) -> None:
        _moment, (number, done) = event
        self._reached[number] = max(done, self._reached.get(number, 0))

    def own(
        self,
        store: Store,
        projections: Sequence[Projection],
        share: Share,
        folder: Path,
    ) -> FoldedPart:
        """Fold a part in this process, while the others start and fold theirs."""

        def report(done: int, _size: int) -> None:
            self._reached[share.number] = done
            self._show(share.parts)

        file = folder / f"own.{share.number}"
        return fold_part(store, projections, share, file, report)

    def folded(self, parts: Sequence[Share], folder: Path) -> list[FoldedPart]:
        """The parts that were handed over, their files on this machine."""
        folded: list[FoldedPart] = []
        try:
            while len(folded) < len(parts):
                future = self._next(parts[0].parts)
                self._running.discard(future)
                part = self._fetched(_result(future), folder)
                if part is None:
                    self._submit(self._shares[str(future.key)])
                else:
                    folded.append(part)
        finally:
            for future in self._running:
                future.cancel()
        self._progress(self._job.size, self._job.size)
        return folded

    def _show(self, parts: int) -> None:
        """Show how far all parts are."""
        self._progress(sum(self._reached.copy().values()) // parts, self._job.size)

    def _next(self, parts: int) -> Any:
        """The next part that ends. Shows progress meanwhile."""
        while True:
            with suppress(queue.Empty):
                return self._ended.get(timeout=_WAIT_SECONDS)
            self._show(parts)

    def _fetched(self, folded: Folded, folder: Path) -> FoldedPart | None:
        """A part with its file on this machine; None if its worker is gone with it."""
        if folded.is_here:
            return folded.part
        file = folder / folded.part.file.name
        with file.open("wb") as copy:
            while piece := self._piece(folded, copy.tell()):
                copy.write(piece)
        if piece is None:
            return None
        return folded.part._replace(file=file)

    def _piece(self, folded: Folded, start: int) -> bytes | None:
        future = self._client.submit(
            read_piece,
            str(folded.part.file),
            start,
            workers=[folded.worker],
            pure=False,
        )
        while folded.worker in self._client.nthreads():
            with suppress(TimeoutError):
                piece: bytes = future.result(timeout=_CONNECT_SECONDS)
                return piece
        return None


def _result(future: Any) -> Folded:
    from distributed.scheduler import KilledWorker

    try:
        folded: Folded = future.result()
    except KilledWorker as error:
        raise Busy(
            "The workers of the Dask cluster ended again and again; look at their memory and logs."
        ) from error
    except ModuleNotFoundError as error:
        raise Busy(
            "The workers of the Dask cluster do not have handshake installed."
        ) from error
    return folded


# ---------------------------------------------------------------- clusters


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's own words from the terminal, and what it would serve to a browser."""
    import dask
    import distributed  # noqa: F401 - it sets the level of its log

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with warnings.catch_warnings(), dask.config.set(_QUIET):
        warnings.simplefilter("ignore")  # of versions: a worker says what it lacks
        yield


def _connected(scheduler: str) -> Client:
    from distributed import Client

    try:
        return Client(scheduler, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise Busy(
            "Cannot reach the Dask scheduler {scheduler}: {reason}.",
            scheduler=scheduler,
            reason=error,
        ) from error


@contextmanager
def _starting(
    workers: int, folder: Path
) -> Iterator[Callable[[_ClusterRun, Sequence[Share]], None]]:
    """Start processes on this machine, which end afterwards; gives a function that has them fold parts, once they are there."""

    def submit(run: _ClusterRun, parts: Sequence[Share]) -> None:
        pool.submit(run.submit, starting.result, parts).add_done_callback(run.fail)

    with ExitStack() as stack, ThreadPoolExecutor(1) as pool:
        starting = pool.submit(_local, workers, folder, stack)
        yield submit


def _local(workers: int, folder: Path, stack: ExitStack) -> Client:
    """Processes on this machine; nothing listens beyond it, nor to other people on it."""
    from distributed import Client, LocalCluster, Security

    stack.enter_context(_quiet())
    cluster = LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        security=Security.temporary(),
        scheduler_kwargs={"dashboard": False},
        silence_logs=logging.CRITICAL,
        local_directory=str(folder),
        memory_limit=0,
        env=dict(os.environ),  # a server's password may be there
    )
    stack.enter_context(cluster)
    client: Client = stack.enter_context(Client(cluster, set_as_default=False))
    return client
