from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ledger.importers.io.csv_table import Layout, read_table
from ledger.importers.io.table_header import table_of, words_of_lines

LAYOUTS = [
    Layout(
        "",
        {"name": ("Nom", "Nom, prénom"), "on": ("Date",)},
        required=frozenset({"name", "on"}),
    ),
    Layout(
        "",
        {"name": ("Nom",), "mail": ("E-mail",), "x": ("X",)},
        frozenset({"mail"}),
        frozenset({"x"}),
    ),
]
LINE = st.sampled_from(
    [
        "",
        "Notes:",
        '"Nom, prénom",Date',
        "NOM;date;Ville",
        "Nom;E-mail;X",
        "e-mail\tnom",
        "Zoé;2026",
        '"a',
        '"b"c,',
        ";;;",
    ]
)


@given(lines=st.lists(LINE, max_size=8), end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_table_is_the_one_that_looking_at_every_line_finds(
    lines: list[str], end: str
) -> None:
    text = end.join(lines)
    one, other = table_of("a.csv", text, LAYOUTS), read_table("a.csv", text, LAYOUTS)
    assert (one is None) == (other is None)
    if one and other:
        assert (one.line, one.delimiter, one.header) == (
            other.line,
            other.delimiter,
            other.header,
        )
        assert (one.layout, *one.each) == (other.layout, *other.each)


def test_a_line_of_more_columns_than_any_table_has_is_no_header() -> None:
    assert words_of_lines(",".join(map(str, range(501)))) == [frozenset()]
    assert words_of_lines("Nom," + 20_000 * "x") == [frozenset()]
    assert words_of_lines(19_000 * ";") == [frozenset({""})]
