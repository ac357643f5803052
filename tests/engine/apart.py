"""Parts of a ledger folded one after the other, in this process: what an engine owes, without a cluster."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ledger.store.port import Store
from projections.engine.sqlite.build import Engine, Progress
from projections.engine.sqlite.merge import FoldedPart
from projections.engine.sqlite.parts import fold_part, shares
from projections.engine.tables import Projection


def apart(count: int) -> Engine:
    """An engine that folds so many parts."""

    @contextmanager
    def engine(
        store: Store, projections: Sequence[Projection], size: int, progress: Progress
    ) -> Iterator[Sequence[FoldedPart]]:
        with tempfile.TemporaryDirectory() as folder:
            parts = []
            for share in shares(store, projections, size)(count):
                file = Path(folder, f"{share.number}")
                parts.append(fold_part(store, projections, share, file, progress))
            yield parts

    return engine
