"""The page that a person gets about themselves: readable, in their language, with nobody else's name in it."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.cli.conftest import Handshake, recorded_once


class Words(HTMLParser):
    """The text of a page and its tags, whatever is not understood."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture
@recorded_once
def known(handshake: Handshake) -> Handshake:
    handshake("init", "--me", "Jo Martin")
    handshake("person", "add", "Ada Lovelace", "--email", "ada@example.org")
    handshake("person", "add", "Zoé Ménard")
    handshake("connect", "Ada", "--received", "--on", "2026-10-01")
    handshake("accept", "Ada", "--on", "2026-10-02")
    handshake("lunch", "Ada", "Zoé", "--on", "2026-10-09", "--note", "About the merger")
    handshake("coffee", "Ada", "--on", "2026-11-03", "--at", "Café <Bleu>")
    handshake(
        "favour", "received", "Ada", "--on", "2026-11-04", "--note", "Met Zoé for me"
    )
    handshake("note", "Ada", "Looks for a flat")
    handshake("note", "Zoé", "Hers alone")
    return handshake


def page(handshake: Handshake, *words: str) -> Words:
    return Words(
        handshake("export", "subject", "Ada", "--page", *words).stdout_bytes.decode()
    )


def test_the_page_tells_what_is_held_and_names_nobody_else(known: Handshake) -> None:
    text = "\n".join(page(known).texts)
    for expected in (
        "Ada Lovelace",
        "ada@example.org",
        "Jo Martin",
        "You asked to connect on LinkedIn",
        "Coffee · Café <Bleu>",
        "Lunch · with 1 other person · (text withheld)",
        "You did Jo Martin a favour · (text withheld)",
        "Looks for a flat",
    ):
        assert expected in text, expected
    for secret in ("Zoé", "Ménard", "merger", "Hers alone"):
        assert secret not in text, secret


def test_the_page_is_in_the_language_of_the_person(known: Handshake) -> None:
    known("person", "details", "Ada", "--language", "fr")
    shown = known("export", "subject", "Ada", "--page").stdout_bytes.decode()
    assert '<html lang="fr">' in shown
    assert "Votre demande sur LinkedIn" in shown
    assert "avec 1 autre personne" in shown
    assert '<html lang="en">' in known("export", "subject", "Zoé", "--page").stdout


def test_nothing_in_the_page_runs_or_is_fetched(known: Handshake) -> None:
    known(
        "person", "details", "Ada", "--position", "<script>alert(1)</script><img src=x>"
    )
    known("note", "Ada", '"><svg onload=alert(1)>')
    shown = page(known)
    assert {"script", "img", "svg", "link", "iframe"}.isdisjoint(shown.tags)
    assert "<script>alert(1)</script><img src=x>" in "".join(shown.texts)


def test_an_erased_person_gets_a_page_without_texts(known: Handshake) -> None:
    ada = known.json("person", "show", "Ada")["id"]
    known("person", "erase", "Ada", "--yes")
    shown = known("export", "subject", ada, "--page").stdout_bytes.decode()
    assert "Lovelace" not in shown
    assert "Coffee" in shown
