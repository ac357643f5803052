"""The page of one person says what the whole page says of that person."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from ledger.cli.session import Session
from projections.cli.read_session import ReadSession, queries
from projections.cli.report_material import at_hand, source_of
from projections.report.live_page import people_lines
from projections.report.material import Material
from projections.report.page_cells import LinkedFigure
from projections.report.person_material import PersonMaterial
from projections.report.queue_section import queue_section, waiting_figure
from projections.report.race_section import present_figures, race_section
from projections.report.sheet_events import BARE, WHOLE
from projections.report.sheets_section import SheetMaker
from tests.report import networks


def shown(figures: Iterable[tuple[str, LinkedFigure]]) -> list[object]:
    """Figures but for the last digits of their values: Python adds floats more exactly since 3.12."""
    return [
        (label, figure._replace(value=round(figure.value or 0, 9)))
        for label, figure in figures
    ]


@pytest.mark.parametrize("people", [5, 60])
def test_each_sheet_figure_and_line_is_that_of_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, people: int
) -> None:
    monkeypatch.setenv("HANDSHAKE_TODAY", networks.TODAY.isoformat())
    file = tmp_path / "ledger.db"
    networks.fill(file, people)
    session = Session(reader=queries, given_path=str(file))
    with ReadSession.open(session) as reading:
        source = source_of(
            reading, session.today, session.today, sheet=lambda person, _n: person
        )
        report = Material(source._replace(tables=at_hand(reading)))
        maker = SheetMaker(report)
        for person in report.names.people:
            alone = SheetMaker(PersonMaterial(source, person))
            assert alone.sheet(person, WHOLE) == maker.sheet(person, WHOLE)
        lines = {
            line.person: line for line in people_lines(Material(source), dated=True)
        }
        for person in report.names.people:
            sheet = maker.sheet(person, BARE)
            line = lines[person]
            assert (line.css, line.name, line.role) == (
                sheet.css,
                sheet.name,
                sheet.role,
            )
            assert line.trust == sheet.trust
            assert (line.met, line.since) == (sheet.met, sheet.since)
        alone_of_day = present_figures(Material(source))
        assert shown(alone_of_day) == shown(race_section(report).figures)
        assert waiting_figure(Material(source)) == queue_section(report).figure
