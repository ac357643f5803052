"""Parts of a ledger folded one after the other, in this process: what an engine owes, without a cluster."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from ledger.store.port import Store
from projections.engine.sqlite.build import Engine, Progress
from projections.engine.sqlite.merge import FoldedPart
from projections.engine.sqlite.parts import fold_part, shares
from projections.engine.tables import Projection


def apart(count: int, claiming: int | None = None) -> Engine:
    """An engine that folds so many parts; with a seed some slices are claimed by chance, and the rest by the first."""

    @contextmanager
    def engine(
        store: Store, projections: Sequence[Projection], size: int, progress: Progress
    ) -> Iterator[Sequence[FoldedPart]]:
        with tempfile.TemporaryDirectory() as folder:
            parts = []
            claims = None
            if claiming is not None:
                claims = Path(folder)
                _claim_some(claims, count, Random(claiming))
            for share in shares(store, projections, size, claims)(count):
                file = Path(folder, f"{share.number}")
                parts.append(fold_part(store, projections, share, file, progress))
            yield parts

    return engine


def _claim_some(claims: Path, count: int, random: Random) -> None:
    for piece in range(200):
        if random.random() < 0.7:
            (claims / f"slice.{piece}").symlink_to(str(random.randrange(count)))
