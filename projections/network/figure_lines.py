"""The figures of a network by name, as tables and pages show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from ledger.language import N_, _
from ledger.language.phrases import show_number, show_percent
from projections.network.query import Figures


class FigureLine(NamedTuple):
    """A figure of the table: its name, where it stands, and how many decimals it is shown with.

    A share is shown in percent.
    """

    name: str
    of: Callable[[Figures], float | None]
    decimals: int = 0
    share: bool = False
    counts: Callable[[Figures], tuple[int, int]] | None = None

    def words(self, figures: Figures) -> str:
        """The figure on a day, in words: where it is a share of a few, they are counted (`2 of 3`)."""
        part, total = self.counts(figures) if self.counts else (0, 0)
        if not total:
            return self.shown(self.of(figures))
        return _("{part} of {total}").format(
            part=show_number(part), total=show_number(total)
        )

    def shown(self, value: float | None) -> str:
        """A value of the figure in words; a dash where nothing can be said."""
        if value is None:
            return "-"
        if self.share:
            return show_percent(value)
        return show_number(value, self.decimals)


RACE: Final = (
    FigureLine(N_("Online connections"), lambda figures: figures.connections),
    FigureLine(N_("People you have met in person"), lambda figures: figures.met),
)
SURE: Final = (
    FigureLine(
        N_("Connections you have met"),
        lambda figures: figures.sure.ties_met,
        share=True,
    ),
    FigureLine(
        N_("Promises kept"),
        lambda figures: figures.sure.promises_kept,
        share=True,
        counts=lambda figures: (
            figures.sure.kept,
            figures.sure.kept + figures.sure.missed,
        ),
    ),
    FigureLine(
        N_("People your trust rests on"), lambda figures: figures.sure.trusted_people, 1
    ),
    FigureLine(
        N_("Ties that fade within 30 days"),
        lambda figures: len(figures.sure.at_risk) if figures.met else None,
    ),
)
EFFICIENT: Final = (
    FigureLine(N_("Given"), lambda figures: figures.efficient.given),
    FigureLine(N_("Received"), lambda figures: figures.efficient.received),
    FigureLine(N_("Balance"), lambda figures: figures.efficient.balance),
    FigureLine(
        N_("Favours per hour together"),
        lambda figures: figures.efficient.exchanges_per_hour,
        2,
    ),
    FigureLine(
        N_("Introductions that led to a meeting"),
        lambda figures: figures.efficient.introductions_met_share,
        share=True,
    ),
)
RESPONSIVE: Final = (
    FigureLine(
        N_("Answers within 3 days"),
        lambda figures: figures.responsive.invitations.answered_in_3_days,
        share=True,
    ),
    FigureLine(
        N_("Days to answer"),
        lambda figures: figures.responsive.invitations.median_days,
        1,
    ),
    FigureLine(N_("Open plans"), lambda figures: figures.responsive.invitations.open),
)
GROUPS: Final = (
    (N_("Overview"), RACE),
    (N_("Safe"), SURE),
    (N_("Efficient"), EFFICIENT),
    (N_("Responsive"), RESPONSIVE),
)
