"""Trust in words: the one place that says where each level begins.

Levels follow the evidence that is left, not the trust it earns, so that they mean the same in every
culture. The steps are those of Hall (2019): about 50, 90 and 200 hours together to a casual friend,
a friend, a close friend; hours are counted as lunches of 90 minutes, worth two coffees each. The
first steps, three quarters of a lunch and ten coffees, are choices. No step lies where one usual
meeting does: a single lunch makes someone `known` for a month, not for its day alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ledger.language import N_, _
from projections.trust.model import Tie

LEVELS: Final[tuple[tuple[float, str], ...]] = (
    (200 / 1.5 * 2, "as close as after 200 hours"),
    (90 / 1.5 * 2, "as close as after 90 hours"),
    (50 / 1.5 * 2, "as close as after 50 hours"),
    (10.0, N_("well known")),
    (1.5, N_("known")),
    (0.0, N_("met")),
)
"""The evidence, in coffees, from which each level holds; the highest first."""

NEVER_MET: Final = N_("never met")


def level(tie: Tie) -> str:
    """The level of a tie by its name in JSON, such as `never met` or `met`."""
    return level_of(tie.evidence) if tie.days_met else NEVER_MET


def level_of(evidence: float) -> str:
    """The level of a person who was met, by the evidence that is left."""
    return next(name for threshold, name in LEVELS if evidence >= threshold)


SHOWN: Final[Mapping[str, str]] = {
    "as close as after 50 hours": N_("close"),
    "as close as after 90 hours": N_("very close"),
    "as close as after 200 hours": N_("closest"),
}
"""Levels whose name in JSON says more than a reader wants: how they are shown."""


def shown(name: str) -> str:
    """A level in the current language."""
    return _(SHOWN.get(name, name))


def words(tie: Tie) -> str:
    """The level of a tie in the current language."""
    return shown(level(tie))
