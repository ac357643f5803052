from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.importers.io import csv_table
from ledger.importers.io.csv_table import (
    BROKEN_QUOTES,
    TOO_MANY_CELLS,
    UNREADABLE,
    CsvTable,
    Layout,
    read_table,
    records,
)

PEOPLE = Layout(
    "people",
    {"name": ("Name", "Prénom"), "firm": ("Company", "Société"), "on": ("Since",)},
    required=frozenset({"name", "on"}),
)
TITLES = Layout(
    "titles",
    {"courtesy": ("Titre",), "name": ("Nom",), "position": ("Titre",)},
    required=frozenset({"name"}),
)


def table(text: str, *layouts: Layout) -> CsvTable:
    found = read_table("f.csv", text, layouts or (PEOPLE,))
    assert found is not None
    return found


def cells(text: str, *layouts: Layout) -> list[tuple[int, dict[str, str]]]:
    return [(row.line, row.cells) for row in table(text, *layouts).rows]


def problems(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.reason) for problem in table(text).problems]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "notes", ["", 'Notes:\n"a, b; c"\n\n', "sep=;\n", "Notes:,,\n,,\n"]
)
def test_the_header_is_found_whatever_stands_above_it(
    notes: str, delimiter: str, end: str
) -> None:
    text = (
        notes
        + delimiter.join(["Name", "Since"])
        + "\n"
        + delimiter.join(["Zoé", "2020"])
    )
    line = notes.count("\n") + 2
    assert cells(text.replace("\n", end)) == [(line, {"name": "Zoé", "on": "2020"})]


def test_a_header_is_known_without_case_accents_and_spaces_around() -> None:
    assert cells(" PRENOM ,société , SINCE\nZoé,Exemple SA,2020") == [
        (2, {"name": "Zoé", "firm": "Exemple SA", "on": "2020"})
    ]


def test_columns_that_no_layout_names_are_there_by_place() -> None:
    found = table("Name,Shoe size,Since\nZoé,38,2020")
    assert found.header == ("Name", "Shoe size", "Since")
    assert found.rows[0].every == ("Zoé", "38", "2020")


def test_of_two_columns_with_one_header_each_has_its_own_place() -> None:
    assert cells("Titre,Nom,Titre\nMme,Zoé,Directrice", TITLES)[0][1] == {
        "courtesy": "Mme",
        "name": "Zoé",
        "position": "Directrice",
    }


def test_a_table_of_another_kind_is_not_recognised() -> None:
    assert read_table("f", "Name,Company\nZoé,Exemple SA", (PEOPLE,)) is None
    assert read_table("f", "", (PEOPLE,)) is None
    foreign = Layout(
        "x", {**PEOPLE.columns}, PEOPLE.required, foreign=frozenset({"firm"})
    )
    assert read_table("f", "Name,Company,Since\nZoé,SA,2020", (foreign,)) is None


def test_a_header_far_from_the_top_is_no_header(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(csv_table, "SEARCHED", 5)
    header = "Name,Since\nZoé,2020"
    assert read_table("f", "x\n" * 4 + header, (PEOPLE,)) is not None
    assert read_table("f", "x\n" * 5 + header, (PEOPLE,)) is None


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = 'Name,Since\n"Zoé\nMénard",2020\n\nAda,2021\n'
    assert [(line, row["name"]) for line, row in cells(text)] == [
        (2, "Zoé\nMénard"),
        (5, "Ada"),
    ]


def test_notes_above_the_header_may_be_as_broken_as_they_like() -> None:
    notes = f'"never closed, a\n{"x," * 15_000}\n"{"y" * 140_000}",b\n\0\n'
    assert [line for line, _ in cells(notes + "Name,Since\nZoé,2020")] == [6]


def test_empty_rows_and_a_header_that_stands_again_are_no_rows() -> None:
    text = "Name,Company,Since\n,,\n \n;\nName,Company,Since\nZoé,,2020\n,,"
    assert [line for line, _ in cells(text)] == [
        4,
        6,
    ]  # a semicolon alone is a name, if a strange one


def test_cells_that_are_missing_at_the_end_are_empty_and_those_that_are_empty_too_many_are_none() -> (
    None
):
    assert cells("Name,Since,Company\nZoé,2020\nAda,2021,,,,")[0][1]["firm"] == ""
    assert problems("Name,Since\nZoé,2020,,\nDurand, Paul,2020") == [
        (3, TOO_MANY_CELLS)
    ]


def test_a_broken_quote_costs_its_row_and_no_other() -> None:
    text = 'Name,Since\nAda,2019\n"Zoé,2020\nCamille,2021\nYanis,"2022"\n'
    assert problems(text) == [(3, BROKEN_QUOTES)]
    assert [row["name"] for _, row in cells(text)] == ["Ada", "Camille", "Yanis"]


def test_a_quote_that_is_never_closed_costs_its_row_and_no_other() -> None:
    text = 'Name,Since\nAda,2019\n"Zoé,2020\nCamille,2021\nYanis,2022'
    assert problems(text) == [(3, BROKEN_QUOTES)]
    assert len(cells(text)) == 3


def test_bytes_that_are_no_text_cost_their_row() -> None:
    assert problems("Name,Since\nZ\0é,2020\nA\udce9da,2020\nYanis,2020") == [
        (2, UNREADABLE),
        (3, UNREADABLE),
    ]


def test_a_line_or_a_cell_that_no_person_wrote_costs_its_row() -> None:
    long_cell = "x" * 200_000
    long_line = "," * (csv_table.LONGEST_LINE + 1)
    text = f"Name,Since\n{long_cell},2020\n{long_line}\nZoé,2020\n"
    assert problems(text) == [(2, BROKEN_QUOTES), (3, BROKEN_QUOTES)]
    assert [line for line, _ in cells(text)] == [4]


class Counted(list[str]):
    """Lines that count how often one of them is looked at."""

    looks = 0

    def __getitem__(self, at: Any) -> Any:
        self.looks += 1
        return super().__getitem__(at)


@pytest.mark.parametrize("line", ['"', 'a,"', '"a"b', '"a""', "\0", '",\n"x'])
def test_a_file_made_of_broken_rows_is_looked_at_a_few_times_and_no_more(
    line: str,
) -> None:
    lines = Counted(f"{line}\n".splitlines(keepends=True) * 5_000)
    assert list(records(lines, 0, ","))
    assert lines.looks < 8 * len(lines)


@given(st.text(st.sampled_from('Zé0",;\t\n\r\0= \udce9\ufeff'), max_size=120))
def test_any_rows_are_read_or_a_problem_with_a_line_of_the_file(text: str) -> None:
    whole = "Name,Since\n" + text
    found = table(whole)
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    places = [row.line for row in found.rows] + [
        problem.line for problem in found.problems
    ]
    assert all(2 <= place <= lines for place in places)
    assert len(set(places)) == len(places)
