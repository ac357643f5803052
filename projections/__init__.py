"""The read side: what the facts mean. PROJECTIONS lists every read model that is kept."""

from __future__ import annotations

from typing import Final

from projections.directory import DIRECTORY
from projections.evidence import TRUST
from projections.fold import Projection
from projections.happenings import TIMELINE
from projections.promises import NETWORK
from projections.standings import QUEUE
from projections.texts import SEARCH

PROJECTIONS: Final[tuple[Projection, ...]] = (DIRECTORY, TRUST, TIMELINE, QUEUE, NETWORK, SEARCH)
