"""Lines that must never be recorded as certain otherwise than they say, and lines that anybody understands.

`sentences/*_certainty.txt` has them, each with what is read of it or, after a question mark, why it is not
certain; seen from two in the afternoon of Wednesday 25 November 2026.
"""

from __future__ import annotations

import pytest

from ledger.language.sentences import Alternatives, Known, understand
from ledger.language.text import words
from tests.language.test_saying import NOW, table, written

FRENCH = (
    "Camille Lefèvre",
    "Yanis Belkacem",
    "Paul Durand",
    "Julie Martin",
    "Jean-Pierre Lefort",
    "Étienne de La Roncière",
    "Sophie Morel",
    "Marc Morel",
    "Patrick O'Brien",
    "Wladimir d'Ormesson",
    "Anne L’Hostis",
    "Benoît Cœur",
    "Jean DUPONT",
    "Marie-Claude Le Goff",
    "Nicolas Petit",
    "Claire Boucher",
    "François Leblanc",
    "Françoise Lenoir",
    "Ahmed Benali",
    "Rose Marchand",
    "Dominique Pons",
    "Thierry Garnier",
    "Aurélie Saint-Aubin",
    "Hélène Vasseur",
    "Olivier Bernard",
)
ENGLISH = (
    "Ada Lovelace",
    "Grace Hopper",
    "Will Turner",
    "Sam Okafor",
    "Rose Mercier",
    "Paul Martin",
    "Mary Bernard",
    "John Smith",
    "Jane Doe",
    "Mary-Jane Watson",
    "Tom Baker",
    "Pat O'Brien",
    "Zoé Durand",
    "Camille Lefèvre",
)


def known(people: tuple[str, ...]) -> Known:
    """Everybody by their whole names, by words of them, and by the beginnings of words."""

    def spelled(text: str) -> list[str]:
        asked = words(text)
        whole = [name for name in people if sorted(words(name)) == sorted(asked)]
        return whole or [
            name for name in people if asked and {*asked} <= {*words(name)}
        ]

    def resolve(text: str) -> list[str]:
        asked = words(text)
        begun = [
            name
            for name in people
            if asked
            and all(
                any(word.startswith(part) for word in words(name)) for part in asked
            )
        ]
        return spelled(text) or begun

    return Known(resolve, spelled)


def result(text: str, people: tuple[str, ...], *, new: bool) -> str:
    """What is read of a line, or why it is not certain."""
    understood = understand(text, NOW, known(people), new=new)
    if isinstance(understood, Alternatives):
        return "? several"
    return (
        written(understood.interpretation)
        if understood.certain
        else f"? {understood.doubt or 'words'}"
    )


@pytest.mark.parametrize(
    ("text", "expected", "people"),
    [(text, expected[0], FRENCH) for text, expected in table("french_certainty")]
    + [(text, expected[0], ENGLISH) for text, expected in table("english_certainty")],
)
def test_nothing_is_certain_but_what_the_line_says(
    text: str, expected: str, people: tuple[str, ...]
) -> None:
    assert (
        result(text.removeprefix("--new "), people, new=text.startswith("--new "))
        == expected
    )


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [("Café avec Mme Durand", True), ("Café avec M. Durand", False)],
)
def test_a_title_is_part_of_what_is_asked_about_a_name(
    text: str, doubtful: bool
) -> None:
    everybody = known(FRENCH)._replace(
        doubtful=lambda name, _person: name.startswith("Mme")
    )
    understood = understand(text, NOW, everybody)
    assert not isinstance(understood, Alternatives)
    assert understood.certain is not doubtful


@pytest.mark.parametrize(
    ("near", "certain"), [(("Jean-Pierre Lefort",), False), ((), True)]
)
def test_a_new_name_near_a_known_one_is_asked_about(
    near: tuple[str, ...], certain: bool
) -> None:
    everybody = known(FRENCH)._replace(nearly=lambda _name: near)
    understood = understand(
        "Café avec Jean-Piere Lefort hier", NOW, everybody, new=True
    )
    assert not isinstance(understood, Alternatives)
    assert understood.certain is certain
