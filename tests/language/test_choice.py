"""Which language is spoken, and what it costs to have several."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ledger import language
from ledger.language import N_, _, _n


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "fr_CA@euro"}, "fr"),
        ({"LANG": "French_France.1252"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "frr_DE.UTF-8"}, "en"),
        ({"LC_MESSAGES": "fr_FR", "LANG": "en_GB"}, "fr"),
        ({"LC_ALL": "C.UTF-8", "LC_MESSAGES": "fr_FR", "LANG": "fr_FR"}, "en"),
        ({"LC_ALL": "", "LANG": "fr_FR"}, "fr"),
        ({"HANDSHAKE_LANG": "fr", "LC_ALL": "en_US.UTF-8"}, "fr"),
        ({"HANDSHAKE_LANG": "en", "LANG": "fr_FR.UTF-8"}, "en"),
        ({"HANDSHAKE_LANG": "FR-fr"}, "fr"),
        ({"LANGUAGE": "fr"}, "en"),
    ],
)
def test_the_first_variable_that_is_set_decides(
    environment: dict[str, str], spoken: str
) -> None:
    assert language.preferred(environment) == spoken


def test_the_environment_is_asked_when_no_language_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HANDSHAKE_LANG", "fr")
    assert language.use() == "fr"
    assert language.current() == "fr"


def test_words_are_looked_up_when_they_are_said_not_when_they_are_marked() -> None:
    marked = N_("Coffee")
    assert _(marked) == "Coffee"
    language.use("fr")
    assert _(marked) == "Café"


def test_a_message_outside_the_catalogue_stays_as_it_is() -> None:
    language.use("fr")
    assert _("Nobody ever translated this.") == "Nobody ever translated this."
    assert _n("{n} thingamabob", "{n} thingamabobs", 2) == "{n} thingamabobs"


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_the_empty_message_is_empty(spoken: language.Language) -> None:
    language.use(spoken)
    assert not _("")


def test_nothing_is_plural_in_english_and_singular_in_french() -> None:
    forms = (
        "Option {name!r} requires an argument.",
        "Option {name!r} requires {nargs} arguments.",
    )
    assert [_n(*forms, n) for n in (0, 1, 2)] == [forms[1], forms[0], forms[1]]
    language.use("fr")
    one, two = (
        "L'option {name!r} demande un argument.",
        "L'option {name!r} demande {nargs} arguments.",
    )
    assert [_n(*forms, n) for n in (0, 1, 2)] == [one, one, two]


def loaded(spoken: str, *modules: str) -> set[str]:
    """Which of the modules a program that says one word has imported."""
    program = f"import sys, ledger.language as l; l._('Coffee'); print(*{{*sys.modules}} & {{*{modules!r}}})"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"HANDSHAKE_LANG": spoken},
        capture_output=True,
        text=True,
        check=True,
    )
    return {*done.stdout.split()}


def test_english_does_not_even_load_gettext() -> None:
    assert loaded("en", "gettext", "locale", "babel", "click", "unicodedata") == set()


def test_french_loads_nothing_slow_either() -> None:
    assert loaded("fr", "gettext", "locale", "copy", "babel", "click") == set()
