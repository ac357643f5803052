"""The page: whole, safe, in both languages, and its figures those of the ledger."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from ledger.cli.progress import Progress
from tests.cli.conftest import Handshake, recorded_once
from tests.report import networks
from tests.report.documents import read

SECTIONS = [
    "today",
    "race-section",
    "growth",
    "queue-section",
    "virtues",
    "calendar-section",
    "circles-section",
    "tables-section",
    "week-section",
    "people",
]
HOSTILE = "<script>alert(1)</script>"
ESCAPING = "\"'><img src=x onerror=alert(2)>"


def page(handshake: Handshake, *words: str) -> str:
    """The page that the program prints."""
    return handshake("report", "-o", "-", *words).stdout


def dangling(text: str) -> set[str]:
    """The links that lead nowhere."""
    document = read(text)
    inside = {href.removeprefix("#") for href in document.hrefs}
    return inside - {*document.ids, "data:,"}


@pytest.fixture
@recorded_once
def network(handshake: Handshake) -> Handshake:
    handshake.ledger.parent.mkdir(parents=True)
    networks.fill(handshake.ledger, 60)
    return handshake


def test_the_sections_stand_in_order_and_every_link_inside_leads_somewhere(
    network: Handshake,
) -> None:
    text = page(network)
    document = read(text)
    assert document.sections == SECTIONS
    assert len(document.ids) == len(set(document.ids))
    assert not dangling(text)


def test_the_page_speaks_french_to_a_french_reader(network: Handshake) -> None:
    text = page(network.french())
    document = read(text)
    assert document.language == "fr"
    assert document.sections == SECTIONS
    shown = " ".join(document.text)
    for word in ("Aujourd'hui", "23 novembre 2026", "Café", "Aubrac"):
        assert word in shown
    for word in ("Today", "Coffee", " met ", "November", "Trust"):
        assert word not in shown


def test_nothing_is_fetched_and_one_script_may_run(network: Handshake) -> None:
    document = read(page(network))
    assert len(document.scripts) == 1
    assert document.handlers == []
    assert document.styles == []
    assert not {"img", "iframe", "object", "embed", "form"} & set(document.tags)
    policy = document.meta["Content-Security-Policy"]
    digest = b64encode(sha256(document.scripts[0].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("language", ["en", "fr"])
def test_hostile_names_and_notes_are_shown_as_text(
    handshake: Handshake, language: str
) -> None:
    hostile = Handshake(handshake.home, language)
    for name in (
        HOSTILE,
        ESCAPING,
        "\u202eevil\u202c",
        "{{ 7 * 7 }}",
        "</svg></title>",
    ):
        hostile("lunch", name, "Ada", "--new", "--note", HOSTILE, "--at", ESCAPING)
        hostile("note", name, ESCAPING)
        hostile("connect", name, "--accepted", "--network", "linkedin")
    document = read(page(hostile))
    assert len(document.scripts) == 1
    assert "img" not in document.tags
    assert document.handlers == []
    shown = " ".join(document.text)
    for text in (HOSTILE, ESCAPING, "<U+202E>evil<U+202C>", "{{ 7 * 7 }}", "</svg>"):
        assert text in shown


# ---------------------------------------------------------------- initials


def test_no_name_nor_note_is_in_the_bytes_of_a_redacted_page(
    handshake: Handshake,
) -> None:
    handshake("init", "--me", "Sacha Delorme")
    handshake(
        "lunch",
        "Camille Lefèvre",
        "Yanis Moreau",
        "--new",
        "--at",
        "Odette",
        "--note",
        "Zanzibar",
    )
    handshake("note", "Camille Lefèvre", "Zanzibar")
    handshake("person", "details", "Yanis Moreau", "--email", "yanis@example.org")
    handshake(
        "person",
        "details",
        "Yanis Moreau",
        "--organisation",
        "Brumaire",
        "--tag",
        "voile",
    )
    handshake("person", "alias", "Camille Lefèvre", "Milou")
    handshake("introduce", "Camille Lefèvre", "Yanis Moreau")
    handshake("connect", "Yanis Moreau", "--accepted")
    handshake("propose", "coffee", "Camille Lefèvre", "--for", "2026-11-25")
    handshake("person", "cadence", "Camille Lefèvre", "30")
    secret = [
        "Camille",
        "Lefèvre",
        "Lefevre",
        "Yanis",
        "Moreau",
        "Milou",
        "Sacha",
        "Delorme",
        "Odette",
        "Zanzibar",
        "example.org",
        "Brumaire",
        "voile",
    ]
    told = page(handshake).casefold()
    redacted = page(handshake, "--redact").casefold()
    for word in secret:
        assert word == "Lefevre" or word.casefold() in told
        assert word.casefold() not in redacted
    for initials in ("C. L.", "Y. M.", "S. D."):
        assert initials.casefold() in redacted


# ---------------------------------------------------------------- figures


def leaves(handshake: Handshake) -> list[dict[str, Any]]:
    """The events of the audit export."""
    lines = handshake("export", "audit", "-o", "-").stdout.splitlines()
    return [entry for entry in map(json.loads, lines) if "kind" in entry]


def recomputed(events: list[dict[str, Any]], until: str) -> tuple[int, int]:
    """Connections and people met by a day, from nothing but the exported events."""
    owner = events[0]["state"]["owner"]
    connected: set[str] = set()
    met: set[str] = set()
    for event in events:
        state = event["state"]
        if state.get("occurred_on", "") > until:
            continue
        if event["kind"] == "connection.ConnectionAccepted@1":
            connected.add(state["person"])
        if event["kind"].endswith("Had@1") and "Call" not in event["kind"]:
            met.update(state["participants"])
    return len(connected), len(met - {owner})


@pytest.mark.parametrize("day", ["2026-11-23", "2025-06-30", "2023-01-01"])
def test_the_figures_are_those_of_the_audit_export(
    network: Handshake, day: str
) -> None:
    figures = read(page(network, "--as-of", day)).figures
    connections, met = recomputed(leaves(network), day)
    assert figures["#peopleconnected"] == connections
    assert figures["#peoplemet"] == met
    told = network.json("network", "--as-of", day)
    assert (told["connections"], told["met"]) == (connections, met)
    trust = network.json("trust", "--as-of", day)["people"]
    ties = {entry["person"]["name"]: entry["trust"] for entry in trust}
    assert len(ties) == met


def test_everybody_has_a_sheet_with_the_trust_that_the_program_tells(
    network: Handshake,
) -> None:
    text = page(network)
    trust = {
        entry["person"]["name"]: entry["trust"]
        for entry in network.json("trust")["people"]
    }
    people = network.json("person", "list")["people"]
    sheets = re.findall(
        r'<summary><b>([^<]+)</b>.*?<data value="([^"]+)">',
        text.split('id="people"')[1],
    )
    assert len(sheets) == len(people) == 60
    for name, value in sheets:
        assert float(value) == pytest.approx(trust.get(name, 0.0), abs=1e-8)


def test_what_a_figure_counts_is_marked_in_the_list(network: Handshake) -> None:
    text = page(network)
    figures = read(text).figures
    marked = re.findall(r'class="sheet ([a-z ]*)"', text)
    for mark in ("met", "connected"):
        assert figures[f"#people{mark}"] == sum(mark in css.split() for css in marked)


def test_every_chart_has_a_title_a_sentence_and_a_table(network: Handshake) -> None:
    text = page(network)
    charts = re.findall(r"<svg .*?</svg>", text, re.DOTALL)
    assert len(charts) > 20
    for chart in charts:
        title, sentence = re.findall(r"<(?:title|desc) id=[^>]*>([^<]+)<", chart)[:2]
        assert title
        assert sentence.endswith(".")
        assert re.search(
            r'role="(img|group)" aria-labelledby="\S+-title" aria-describedby="\S+-desc"',
            chart,
        )
    for key in ("race", "growth", "queue", "calendar", "circles", "tables", "week"):
        assert re.search(rf'<details class="fold" id="{key}', text)


def figures_below(text: str, table: str) -> list[float]:
    """The figures of sentences that lead to a table."""
    sentences = re.findall(r"<(?:figcaption|p class=\"soft\")>(.+)</", text)
    link = rf'<a href="#{table}"><data value="([^"]+)">'
    return [float(value) for value in re.findall(link, " ".join(sentences))]


@pytest.mark.parametrize("day", ["2026-11-22", "2025-03-15", "2025-03-10"])
def test_the_figures_of_sentences_are_those_of_the_audit_export(
    network: Handshake, day: str
) -> None:
    text = page(network, "--as-of", day)
    events = [leaf for leaf in leaves(network) if "state" in leaf]
    owner = events[0]["state"]["owner"]
    present = date.fromisoformat(day)
    monday = present - timedelta(days=present.weekday())
    held = [
        event["state"]
        for event in events
        if event["kind"].endswith("Had@1")
        and "Call" not in event["kind"]
        and event["state"]["occurred_on"] <= day
    ]
    days = [date.fromisoformat(state["occurred_on"]) for state in held]
    before = monday - timedelta(weeks=12)
    assert figures_below(text, "week-table") == [
        sum(monday <= day for day in days),
        sum(before <= day < monday for day in days) / 12,
    ]
    year = [day for day in days if day > present - timedelta(days=365)]
    assert figures_below(text, "calendar-table") == [len(year), len(set(year))]
    pairs = {
        pair
        for state in held
        for pair in combinations(sorted({*state["participants"]} - {owner}), 2)
    }
    assert figures_below(text, "tables-table")[1] == len(pairs)
    introductions = [
        event
        for event in events
        if event["kind"] == "exchange.IntroductionMade@1"
        and event["state"]["occurred_on"] <= day
    ]
    assert introductions
    assert figures_below(text, "introductions") == [len(introductions)]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_figure_of_a_sentence_below_a_chart_leads_to_its_table(
    network: Handshake, language: str
) -> None:
    text = page(Handshake(network.home, language))
    sentences = re.findall(r"<figcaption[^>]*>(.+?)</figcaption>", text)
    assert len(sentences) > 20
    for sentence in sentences:
        figures = re.findall(
            r'<a href="#[\w-]+"><data value="([^"]+)">([^<]+)</data></a>', sentence
        )
        assert figures
        for value, shown in figures:
            digits = re.sub(r"\s", "", shown).replace(",", ".")
            if digits.endswith("%"):
                assert float(value) == pytest.approx(float(digits[:-1]) / 100, abs=0.01)
            else:
                assert float(value) == pytest.approx(float(digits), abs=0.051)
    assert "&lt;data" not in text


def test_every_figure_of_a_table_leads_to_what_it_is_made_of(
    network: Handshake,
) -> None:
    text = page(network)
    for key in ("race", "queue", "week", "safe", "circles", "tables"):
        start = text.index(
            f'id="{"queue-years" if key == "queue" else f"{key}-table"}"'
        )
        table = text[start : text.index("</table>", start)]
        cells = re.findall(r'<td class="r">(.*?)</td>', table)
        figures = [cell for cell in cells if "<data" in cell]
        assert figures, key
        assert all(re.match('<a href="#', cell) for cell in figures), key


def test_the_list_has_as_many_people_as_each_figure_of_a_day_counts(
    network: Handshake,
) -> None:
    text = page(network)
    sheets = [
        (css.split(), dict(re.findall(r'data-(met|since)="([0-9-]+)"', days)))
        for css, days in re.findall(r'class="sheet ([a-z ]*)"([^>]*)>', text)
    ]
    pattern = r'<a href="#people" data-only="([a-z -]+)" data-period="(\w+) ([0-9-]*) ([0-9-]+)"><data value="([^"]+)">[0-9]+</data>'
    figures = re.findall(pattern, text)
    assert len(figures) > 40
    for only, day, after, until, value in figures:
        counted = [
            days
            for css, days in sheets
            if all(
                mark[1:] not in css if mark[0] == "-" else mark in css
                for mark in only.split()
            )
            and after <= days.get(day, "") <= until
            and day in days
        ]
        assert len(counted) == float(value)


def test_the_figures_of_a_year_ago_lead_to_the_months(network: Handshake) -> None:
    cells = re.findall(r'<td class="r soft">(.*?)</td>', page(network))
    assert len(cells) > 8
    linked = [cell for cell in cells if cell.startswith("<a href=")]
    assert len(linked) > 4
    assert all(re.match(r'<a href="#\w+-table"', cell) for cell in linked)


def test_the_trust_of_the_page_is_the_sum_of_the_trust_in_each_person(
    network: Handshake,
) -> None:
    for day in ("2026-11-23", "2025-06-30"):
        text = page(network, "--as-of", day)
        figures = re.findall(
            r'<span class="big"><a href="#people" data-only="met"><data value="([^"]+)">',
            text,
        )
        people = network.json("trust", "--as-of", day)["people"]
        total = sum(entry["trust"] for entry in people)
        assert total > 1
        assert float(figures[1]) == pytest.approx(total, abs=1e-6)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_day_of_the_page_bears_its_year_since_it_may_be_printed(
    network: Handshake, language: str
) -> None:
    text = page(Handshake(network.home, language))
    days = re.findall(r'<time datetime="(\d{4})-\d\d-\d\d">([^<]+)</time>', text)
    assert {"2026", "2025"} <= {year for year, _shown in days}
    for year, shown in days:
        assert year in shown
    today = text.split('id="today"')[1].split("</section>")[0]
    months = re.findall(r"(?:November|novembre|Novembre)(.{5})", today)
    assert months
    assert all(rest == " 2026" for rest in months)


def test_plans_after_the_days_shown_are_counted(handshake: Handshake) -> None:
    for person, day in (
        ("Ada", "2026-11-25"),
        ("Bea", "2026-12-20"),
        ("Cleo", "2027-01-10"),
    ):
        handshake("propose", "coffee", person, "--new", "--for", day)
    text = handshake("report", "-o", "-").stdout
    today = text.split('id="today"')[1].split("</section>")[0]
    assert "2 plans after Monday, 30 November 2026" in today
    assert "Bea" not in today


def test_the_weekday_of_most_meetings_is_the_one_with_the_highest_count(
    handshake: Handshake,
) -> None:
    for day in ("2026-11-03", "2026-11-10", "2026-11-06"):  # two Tuesdays, a Friday
        handshake("coffee", "Ada", "--on", day, "--new")
    for name in ("Béla", "Chloé"):
        handshake("lunch", name, "--on", "2026-11-06", "--new")
    assert "most often on Friday." in page(handshake)


def test_the_same_ledger_gives_the_same_page(network: Handshake) -> None:
    assert page(network) == page(network)


# ---------------------------------------------------------------- small and large


def test_a_ledger_without_people_has_a_page_that_says_so(handshake: Handshake) -> None:
    handshake("init", "--me", "Jo Martin")
    document = read(page(handshake))
    assert document.sections == SECTIONS
    shown = " ".join(document.text)
    assert "No people in the ledger yet." in shown
    assert "Nothing is waiting." in shown


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_people_are_no_trouble(handshake: Handshake, count: int) -> None:
    for number in range(count):
        handshake("coffee", f"Person {'ABC'[number]}", "--new")
    text = page(handshake)
    assert read(text).figures["#peoplemet"] == count


def test_a_day_before_everything_is_no_trouble(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    figures = read(page(handshake, "--as-of", "2001-01-01")).figures
    assert figures["#peoplemet"] == 0


@pytest.mark.slow
def test_a_page_of_two_thousand_people_stays_below_two_megabytes(
    handshake: Handshake,
) -> None:
    """In French, whose words are longer."""
    handshake.ledger.parent.mkdir(parents=True)
    networks.fill(handshake.ledger, 2000)
    text = page(handshake.french())
    assert len(text.encode()) < 1_960_000
    assert not dangling(text)
    assert len(re.findall(r'<details id="p\d+"', text)) == 2000


def test_hidden_people_are_nowhere_on_the_page(handshake: Handshake) -> None:
    handshake("lunch", "Ada Lovelace", "Zorglub Hidden", "--new")
    handshake("person", "restrict", "Zorglub Hidden")
    assert "Zorglub" not in page(handshake)


# ---------------------------------------------------------------- the command


def test_the_file_is_written_and_named(handshake: Handshake, tmp_path: Path) -> None:
    handshake("coffee", "Ada", "--new")
    file = tmp_path / "page.html"
    assert str(file) in handshake("report", "-o", str(file)).stderr
    assert file.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert str(file) in handshake.french()("rapport", "-o", str(file)).stderr


def test_the_browser_is_opened_if_asked(
    handshake: Handshake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def opens(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr("webbrowser.open", opens)
    handshake("coffee", "Ada", "--new")
    handshake("report", "-o", str(tmp_path / "a b.html"), "--open")
    assert opened == [(tmp_path / "a b.html").as_uri()]
    assert "-o" in handshake("report", "-o", "-", "--open", code=2).stderr


def test_a_large_page_shows_its_progress_on_a_terminal(
    handshake: Handshake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handshake.ledger.parent.mkdir(parents=True)
    networks.fill(handshake.ledger, 60)
    file = str(tmp_path / "page.html")
    assert "Drawing" not in handshake("report", "-o", file).stderr
    shown: list[tuple[str, int, int]] = []

    @contextmanager
    def bar(label: str) -> Iterator[Progress]:
        yield lambda done, total: shown.append((label, done, total))

    monkeypatch.setattr("projections.cli.report.progress_bar", bar)
    handshake("report", "-o", file)
    assert not shown
    monkeypatch.setattr("projections.cli.report.LONG", 60)
    handshake("report", "-o", file)
    shares = [done / total for _label, done, total in shown]
    assert shares == sorted(shares)
    assert shares[0] < 0.1
    assert shares[-1] == 1
    assert {label for label, _done, _total in shown} == {"Drawing the page"}


def test_without_a_ledger_there_is_no_page(
    handshake: Handshake, tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    handshake("report", "-o", str(file), code=3)
    assert not file.exists()


def test_a_ledger_is_never_written_over(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    before = handshake.ledger.read_bytes()
    handshake("report", "-o", str(handshake.ledger), code=2)
    assert handshake.ledger.read_bytes() == before
