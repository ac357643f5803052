"""Everything the program says can be said in French, and is said well."""

from __future__ import annotations

import ast
import gettext
import io
import re
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import click
import pytest
from babel.messages.catalog import Message as Entry

from ledger.language import CATALOGUE, catalogue
from tests import catalogues
from tests.catalogues import COMPILED, FRENCH, FROM_CLICK, TEMPLATE

HOW = "run `make catalogues`, fill in what it prints, and give it back: python tests/catalogues.py FILE"
ENTRIES = catalogues.entries(catalogues.read(FRENCH))


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else [*(text or ())]


def fields(text: str) -> set[str]:
    """The names to be filled in, of either style."""
    braces = {
        re.split(r"[.\[]", name)[0]
        for _, name, _, _ in Formatter().parse(text)
        if name is not None
    }
    return braces | set(re.findall(r"%\((\w+)\)", text))


def wrong_where(is_right: Callable[[Entry], bool]) -> list[object]:
    """The messages whose translation, where there is one, breaks a rule."""
    return [
        entry.id
        for entry in ENTRIES
        if all(forms(entry.string)) and not is_right(entry)
    ]


def has_the_fields(entry: Entry) -> bool:
    """Each form has the fields of its message; one event may be said without its number, as in English."""
    least, most = fields(forms(entry.id)[0]), fields(forms(entry.id)[-1])
    *singular, last = map(fields, forms(entry.string))
    if (
        FROM_CLICK in entry.auto_comments
    ):  # click fills in English words, which French leaves out
        return all(found <= least | most for found in [*singular, last])
    return last == most and all(least <= found <= most for found in singular)


def is_well_spaced(text: str) -> bool:
    """No-break spaces before ; : ? ! that end a word, and inside guillemets."""
    plain = re.sub(r"\{[^}]*\}", "x", f"x{text}")
    high = re.search(r"[^\N{NO-BREAK SPACE}?!][:;?!](?=[\s).»]|$)", plain)
    return not high and not re.search(
        r"«[^\N{NO-BREAK SPACE}]|[^\N{NO-BREAK SPACE}]»", plain
    )


def test_every_entry_is_translated_and_none_is_fuzzy() -> None:
    assert [
        entry.id for entry in ENTRIES if entry.fuzzy or not all(forms(entry.string))
    ] == [], HOW


def test_a_plural_has_both_its_forms() -> None:
    assert (
        wrong_where(lambda entry: len(forms(entry.string)) == len(forms(entry.id)))
        == []
    )


def test_a_translation_has_the_fields_of_its_message() -> None:
    assert wrong_where(has_the_fields) == []


def test_french_has_no_break_spaces_before_high_punctuation_and_inside_guillemets() -> (
    None
):
    assert (
        wrong_where(lambda entry: all(map(is_well_spaced, forms(entry.string)))) == []
    )


@pytest.mark.parametrize(
    "wrong",
    ["Oui ?", "Oui?", "à: {x!r}", "«\N{NO-BREAK SPACE}x »", "Fin !", "vu :\n{x}"],
)
def test_the_rule_of_spaces_finds_what_is_wrong(wrong: str) -> None:
    assert not is_well_spaced(wrong)
    assert is_well_spaced(re.sub(" ?([:?!»])(?!r)", "\N{NO-BREAK SPACE}\\1", wrong))


@pytest.mark.parametrize(
    "right", ["10:30", "https://example.org", "{x!r}", "Quoi\N{NO-BREAK SPACE}?!"]
)
def test_the_rule_of_spaces_leaves_times_addresses_and_fields_alone(right: str) -> None:
    assert is_well_spaced(right)


def test_french_uses_only_what_every_terminal_of_western_europe_can_show() -> None:
    # The plain ' and the no-break space U+00A0, then, and not the typographic ’ and U+202F.
    assert (
        wrong_where(lambda entry: all(map(in_western_europe, forms(entry.string))))
        == []
    )


def in_western_europe(text: str) -> bool:
    """Whether Latin-9, the smallest character set with œ and €, has all of it, but for three signs that explain themselves."""
    plain = text.translate(dict.fromkeys(map(ord, "→…‰")))
    return plain.encode("iso8859-15", "replace").decode("iso8859-15") == plain


def test_french_says_tu_to_nobody() -> None:
    familiar = re.compile(r"\b(tu|toi|ton|ta|tes)\b|\bt'", re.IGNORECASE)
    # The option that says tu is named by its word.
    about_the_option = {
        "In French, use tu instead of vous; the tag 'tu' does so every time."
    }
    found = wrong_where(
        lambda entry: not any(map(familiar.search, forms(entry.string)))
    )
    assert {*map(str, found)} <= about_the_option


def test_french_puts_no_name_where_a_vowel_would_take_the_word_before_it() -> None:
    # Service rendu par Ada, and not: reçu de Ada.
    elided = re.compile(
        r"\b(?:de|que|jusque|lorsque|puisque) \{(?:name|names|person|people|stream|by|into|joined)\}",
        re.IGNORECASE,
    )
    assert (
        wrong_where(lambda entry: not any(map(elided.search, forms(entry.string))))
        == []
    )


def test_french_quotes_commands_in_guillemets() -> None:
    assert (
        wrong_where(
            lambda entry: not any("'handshake" in text for text in forms(entry.string))
        )
        == []
    )


def test_every_message_of_the_program_and_no_other_is_in_the_catalogue() -> None:
    known = {(entry.context, entry.id) for entry in ENTRIES}
    ours = catalogues.ours()
    assert ours - known == set(), HOW
    not_of_click = {
        (entry.context, entry.id)
        for entry in ENTRIES
        if FROM_CLICK not in entry.auto_comments
    }
    assert not_of_click - ours - catalogues.of_click() == set(), HOW


def test_every_message_of_click_is_in_the_catalogue() -> None:
    known = {(entry.context, entry.id) for entry in ENTRIES}
    missing = catalogues.of_click() - known
    if missing and click.__version__ != catalogues.CLICK:
        pytest.skip(
            f"click {click.__version__} says what {catalogues.CLICK} did not: run `make catalogues`"
        )
    assert missing == set()


def test_the_three_files_say_the_same() -> None:
    catalogue = catalogues.read(FRENCH)
    assert FRENCH.read_text(encoding="utf-8") == catalogues.as_text(catalogue, "fr")
    assert TEMPLATE.read_text(encoding="utf-8") == catalogues.as_text(catalogue)
    assert COMPILED.read_bytes() == catalogues.compiled(catalogue)


def test_gettext_reads_every_entry_of_the_compiled_catalogue() -> None:
    french = gettext.GNUTranslations(io.BytesIO(COMPILED.read_bytes()))
    for entry in filter(lambda entry: all(forms(entry.string)), ENTRIES):
        one, *others = forms(entry.id)
        if entry.context:
            said = [french.pgettext(entry.context, one)]
        elif others:
            said = [french.ngettext(one, others[0], n) for n in (1, 2)]
        else:
            said = [french.gettext(one)]
        assert said == forms(entry.string)


def test_the_catalogue_says_what_gettext_reads_in_it() -> None:
    theirs = gettext.GNUTranslations(io.BytesIO(Path(CATALOGUE).read_bytes()))
    ours = catalogue(CATALOGUE)
    for entry in ENTRIES:
        for message in forms(entry.id):
            assert ours.gettext(message) == theirs.gettext(message)
        first, last = forms(entry.id)[0], forms(entry.id)[-1]
        for n in range(4 * (first != last)):
            assert ours.ngettext(first, last, n) == theirs.ngettext(first, last, n)


@pytest.mark.parametrize(
    "message", ["", " ", "A", "Coffe", "Coffees", "zzz", "\udc80", "élan", "\U0010ffff"]
)
def test_what_the_catalogue_does_not_know_stays_as_it_is(message: str) -> None:
    assert catalogue(CATALOGUE).gettext(message) == message or not message
    assert (
        catalogue(CATALOGUE).ngettext(f"{message}~", f"{message}~s", 0)
        == f"{message}~s"
    )


def in_format_strings(path: Path) -> list[str]:
    """The messages written out inside an f-string of a file."""
    strings = [
        node
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.JoinedStr)
    ]
    calls = [
        node
        for string in strings
        for node in ast.walk(string)
        if isinstance(node, ast.Call)
    ]
    marked = [
        call for call in calls if getattr(call.func, "id", None) in catalogues.KEYWORDS
    ]
    return [
        ast.unparse(call)
        for call in marked
        if any(isinstance(text, ast.Constant) for text in call.args)
    ]


@pytest.mark.parametrize("folder", ["ledger", "projections"])
def test_no_message_is_written_inside_an_f_string(folder: str) -> None:
    """Before Python 3.12 an f-string is one token, and whoever collects messages cannot see into it."""
    files = (catalogues.ROOT / folder).rglob("*.py")
    assert {
        str(path): found for path in files if (found := in_format_strings(path))
    } == {}
