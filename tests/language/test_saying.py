"""One line, as one would say it: understood, or left uncertain, sentence by sentence.

`sentences/` has them all, each with what is read of it, seen from Wednesday 25 November 2026 by somebody
who knows the people of `PEOPLE`. A line of a result: form, people, day, place, length, note, words left over.
It stands alone if it is certain; `?` before it says that it is not, `or` that there are several, `!` that
the sentence is refused, with the days that the refusal shows.
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import language
from ledger.errors import LedgerError
from ledger.facts.meeting.events import forms
from ledger.language.sentences import (
    Alternatives,
    Interpretation,
    Known,
    Understood,
    understand,
)
from ledger.language.text import words

NOW = datetime.combine(date(2026, 11, 25), time(14))

PEOPLE = (
    "Camille Lefèvre",
    "Yanis Belkacem",
    "Zoé Durand",
    "Rose Mercier",
    "Mai Nguyen",
    "Avril Roux",
    "Jean-Paul Morel",
    "Paul Ricard",
    "Ludovic Verre",
    "Dominique Mars",
    "Ada Lovelace",
    "Grace Hopper",
    "Will Turner",
    "May Sutton",
    "April Jones",
    "Paris Martin",
    "Sam Okafor",
    "Pat O'Brien",
)
ALIASES = {"cam": "Camille Lefèvre"}
SENTENCES = Path(__file__).parent / "sentences"


def known(text: str) -> tuple[str, ...]:
    """Whom a name may mean, as the directory has it: a whole name, an alias, some words of a name."""
    if text.casefold() in ALIASES:
        return (ALIASES[text.casefold()],)
    said = words(text)
    whole = [name for name in PEOPLE if sorted(words(name)) == sorted(said)]
    return tuple(
        whole or [name for name in PEOPLE if said and {*said} <= {*words(name)}]
    )


def result(text: str, *, new: bool = False) -> list[str]:
    """What is read of a sentence, as the tables write it."""
    try:
        found = understand(text, NOW, Known(known), new=new)
    except LedgerError as refusal:
        days = [part.partition(")")[0] for part in str(refusal).split("(")[1:]]
        return [f"! {type(refusal).__name__} | {' '.join(days)}"]
    left = f" | left {' '.join(found.left)}" if found.left else ""
    if isinstance(found, Alternatives):
        joint = "and" if found.apart else "or"
        return [f"{joint} {written(each)}{left}" for each in found.interpretations]
    return [f"{'' if found.certain else '? '}{written(found.interpretation)}{left}"]


def written(reading: Interpretation) -> str:
    who = " + ".join(
        each.people[0] if each.people else f"<{each.text}>" for each in reading.people
    )
    size = {"day": 10, "month": 7, "year": 4}[reading.on.precision]
    parts = [reading.form or "?", who or "?", reading.on.day.isoformat()[:size]]
    parts += [f"at {reading.place}"] if reading.place else []
    parts += [f"{reading.minutes} min"] if reading.minutes else []
    parts += [f"note {reading.note}"] if reading.note else []
    return " | ".join(parts)


def table(name: str) -> list[tuple[str, list[str]]]:
    """The sentences of a file with their results."""
    found: list[tuple[str, list[str]]] = []
    for line in (SENTENCES / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("    "):
            found[-1][1].append(line.strip())
        elif line and not line.startswith("#"):
            found.append((line, []))
    return found


@pytest.mark.parametrize(("text", "expected"), [*table("french"), *table("english")])
def test_a_sentence_is_read_as_the_tables_say(text: str, expected: list[str]) -> None:
    assert result(text) == expected


@pytest.mark.parametrize("name", ["french", "english"])
def test_there_are_enough_sentences_and_a_third_are_hard(name: str) -> None:
    plain, hard = (SENTENCES / f"{name}.txt").read_text("utf-8").split("# Hard")
    count = len(table(name))
    assert count >= 75
    assert sum(line[:1].strip() != "" for line in hard.splitlines()[1:]) * 3 >= count, (
        plain
    )


@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_both_languages_are_understood_whatever_the_current_one(
    spoken: language.Language,
) -> None:
    language.use(spoken)
    assert result("Déjeuner avec Zoé hier au Procope") == [
        "lunch | Zoé Durand | 2026-11-24 | at Procope"
    ]
    assert result("Lunch with Zoé yesterday at Procope") == [
        "lunch | Zoé Durand | 2026-11-24 | at Procope"
    ]


# Without its accent, thé is the English article.
CERTAIN = [
    text
    for text, expected in table("french")
    if not expected[0].startswith(("?", "or", "!")) and "thé" not in text
]


@pytest.mark.parametrize("text", CERTAIN)
def test_accents_may_be_missing(text: str) -> None:
    plain = "".join(
        char
        for char in unicodedata.normalize("NFD", text)
        if unicodedata.category(char) != "Mn"
    )
    assert [bare(line) for line in result(plain)] == [
        bare(line) for line in result(text)
    ]


def bare(line: str) -> str:
    return "".join(
        char
        for char in unicodedata.normalize("NFD", line)
        if unicodedata.category(char) != "Mn"
    )


@pytest.mark.parametrize("form", forms())
def test_every_form_that_the_facts_know_is_understood_by_its_word(form: str) -> None:
    assert result(f"{form} with Zoé yesterday") == [f"{form} | Zoé Durand | 2026-11-24"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("café avec Bernard Petit hier", "coffee | <Bernard Petit> | 2026-11-24"),
        (
            "coffee with Ada and Bob Smith",
            "coffee | Ada Lovelace + <Bob Smith> | 2026-11-25",
        ),
        (
            "déjeuner avec Zoé et Jean de la Tour hier à Nice",
            "lunch | Zoé Durand + <Jean de la Tour> | 2026-11-24 | at Nice",
        ),
        (
            "coffee with bob@example.org yesterday",
            "coffee | <bob@example.org> | 2026-11-24",
        ),
        (
            "croisé Anne Roche hier au marché",
            "encounter | <Anne Roche> | 2026-11-24 | at marché",
        ),
        (
            "Déj avec M. et Mme Roche hier",
            "lunch | <M. Roche> + <Mme Roche> | 2026-11-24",
        ),
        ("Déj Bruno Roche hier", "lunch | <Bruno Roche> | 2026-11-24"),
        (
            "coffee with Bob yesterday and Claire",
            "coffee | <Bob> + <Claire> | 2026-11-24",
        ),
    ],
)
def test_new_people_are_named_where_they_may_be(text: str, expected: str) -> None:
    assert result(text, new=True) == [expected]
    assert result(text) == [f"? {expected}"]


@pytest.mark.parametrize(
    "text",
    [
        "café avec bernard petit hier",
        "coffee with Bob, London, yesterday",
        "coffee with the mayor yesterday",
        "café avec Zoé et son mari hier",
        "coffee with Ada's sister",
        "croisé Mme Roche hier",
    ],
)
def test_what_may_be_no_name_is_never_a_new_person_for_certain(text: str) -> None:
    found = understand(text, NOW, Known(known), new=True)
    assert isinstance(found, Alternatives) or not found.certain


COMMON = (
    "Tom Baker",
    "Denis Voisin",
    "Annie Boss",
    "Mumtaz Khan",
    "Luigi Conti",
    "Hervé Blanc",
    "Lara Legallois",
)


def begun(text: str) -> tuple[str, ...]:
    """Who has a name of which each word is the beginning of another one."""
    said = words(text)
    return tuple(
        name
        for name in COMMON
        if said and all(any(w.startswith(s) for w in words(name)) for s in said)
    )


def whole(text: str) -> tuple[str, ...]:
    return tuple(name for name in COMMON if {*words(text)} <= {*words(name)})


@pytest.mark.parametrize(
    "text",
    [
        "coffee with the baker yesterday",
        "café avec mon voisin hier",
        "croisé un voisin ce matin",
        "lunch with boss yesterday",
        "lunch with the boss",
        "lunch with Mum yesterday",
        "dinner with mum",
        "café avec lui hier",
        "coffee with her yesterday",
        "dîner chez lui hier",
        "meeting with Legal yesterday",
        "coffee with L yesterday",
        "dej avec her",
    ],
)
def test_words_that_may_mean_anybody_are_nobody_s_name_for_certain(text: str) -> None:
    found = understand(text, NOW, Known(begun, whole))
    assert isinstance(found, Alternatives) or not found.certain


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("coffee with Voisin yesterday", "Denis Voisin"),
        ("coffee with M. voisin yesterday", "Denis Voisin"),
        ("café avec denis voisin", "Denis Voisin"),
        ("café avec denis", "Denis Voisin"),
        ("café avec Mum Khan", "Mumtaz Khan"),
        ("coffee with Leg yesterday", "Lara Legallois"),
        ("coffee with my friend Tom", "Tom Baker"),
    ],
)
def test_the_beginning_of_a_name_is_written_like_a_name(text: str, who: str) -> None:
    found = understand(text, NOW, Known(begun, whole))
    assert isinstance(found, Understood)
    assert found.certain
    assert found.interpretation.people[0].people == (who,)


def test_a_line_in_french_has_the_day_first_wherever_it_is_typed() -> None:
    for text, day in (
        ("café avec Zoé 3/11", date(2026, 11, 3)),
        ("coffee with Zoé 3/11", date(2026, 3, 11)),
    ):
        found = understand(text, NOW, Known(known), day_first=False)
        assert isinstance(found, Understood)
        assert found.interpretation.on.day == day


def test_a_name_that_means_very_many_stays_open() -> None:
    many = tuple(f"Martin {number}" for number in range(50))
    found = understand(
        "coffee with Martin", NOW, Known(lambda text: many if text == "Martin" else ())
    )
    assert isinstance(found, Understood)
    assert not found.certain
    assert found.interpretation.people[0].people == many


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ".",
        " - ",
        ":",
        "avec",
        "?!",
        "\n",
        "coffee " * 500,
        "a, " * 200,
        "9" * 9000,
        "hier-" * 9000,
        "x" * 99_999,
        "x. " * 33_000,
        "coffee. " * 12_000,
        "and " * 25_000,
        "x, " * 33_000,
        "(x) " * 25_000,
        "met Ada. " * 11_000,
        "met Ada, " * 11_000,
        "coffee with Ada " * 6_000,
        "à " * 50_000,
        "x\n" * 50_000,
        "hier. " * 16_000,
        "in Paris. " * 10_000,
        "she was late " * 7_000,
        "yesterdy " * 11_000,
        "..." * 33_000,
        "@" * 100_000,
        "a@" * 50_000,
        "&" * 100_000,
    ],
    ids=lambda text: f"{text[:16]!r} of {len(text)}",
)
def test_nothing_is_read_of_nothing_and_little_of_too_much(text: str) -> None:
    found = understand(text, NOW, Known(known))
    assert isinstance(found, Understood)
    assert not found.certain


VOCABULARY = (
    "café coffee lunch déjeuner dîner vu met croisé appelé avec with et and , à au at in chez the le la de un "
    "hier yesterday mardi last Tuesday mars May 14 2h 12h30 45 min - : . ( ) Zoé Camille Paul Rose Will Procope "
    "Paris zed Bob M. Dr 's about pour sans not 2009 la semaine dernière 31/02"
)


@given(
    st.lists(st.sampled_from(VOCABULARY.split()), max_size=9).map(" ".join),
    st.booleans(),
)
def test_what_is_certain_is_whole_and_names_nobody_but_whom_the_line_names(
    text: str, new: bool
) -> None:
    try:
        found = understand(text, NOW, Known(known), new=new)
    except LedgerError:
        return
    if isinstance(found, Understood) and found.certain:
        assert not found.left
        assert found.interpretation.form in forms()
        assert found.interpretation.people
        for each in found.interpretation.people:
            assert each.text in text
            assert each.people == known(each.text)
            assert len(each.people) == 1 or new


@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        assert understand(text, NOW, Known(known))
    except LedgerError as refusal:
        assert str(refusal)  # noqa: PT017  either is right
