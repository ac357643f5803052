"""The page in a real browser: quiet, off line, whole at every width, by keyboard, by ear, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.cli.conftest import Handshake

pytestmark = pytest.mark.process

Open = Callable[..., Visit]
Pages = Callable[..., Path]

MARKS = """
() => [...document.querySelectorAll("main > section svg")].map(svg => {
  const drawn = [...svg.querySelectorAll("path, rect, circle, line")];
  const seen = drawn.filter(mark => { const box = mark.getBBox(); return box.width + box.height > 0; });
  return [svg.querySelector("title").textContent, seen.length];
})
"""

TABBABLE = """
() => [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
  .filter(element => element.tabIndex >= 0 && element.checkVisibility())
  .length
"""


def axe(page: Page) -> list[str]:
    """What axe-core finds serious or critical."""
    page.evaluate(
        files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    )
    found: dict[str, Any] = page.evaluate(
        "() => axe.run({resultTypes: ['violations']})"
    )
    return [
        f"{entry['id']}: {entry['nodes'][0]['html'][:200]}"
        for entry in found["violations"]
        if entry["impact"] in {"serious", "critical"}
    ]


def is_whole(visit: Visit) -> None:
    """Nothing went wrong, nothing was asked for, nothing sticks out."""
    assert visit.troubles == []
    assert [
        url for url in visit.requests if not url.startswith(("file:", "data:"))
    ] == []
    width, inner = visit.page.evaluate(
        "[document.documentElement.scrollWidth, innerWidth]"
    )
    assert width <= inner


@pytest.mark.parametrize(
    ("people", "language"),
    [
        (0, "en"),
        (20, "fr"),
        (600, "en"),
        pytest.param(600, "fr", marks=pytest.mark.long),
        pytest.param(2000, "en", marks=pytest.mark.long),
        pytest.param(2000, "fr", marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("width", [320, 768, 1440])
def test_the_page_is_whole_at_every_width(
    visit: Open, pages: Pages, people: int, language: str, width: int
) -> None:
    opened = visit(pages(people, language), width=width)
    is_whole(opened)
    charts = opened.page.evaluate(MARKS)
    assert all(marks > 0 for _title, marks in charts), charts
    assert len(charts) >= (25 if people else 10)
    assert opened.page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize(
    ("people", "width", "scheme"),
    [
        (0, 1280, "light"),
        (6, 320, "dark"),
        (6, 1280, "light"),
        pytest.param(20, 320, "light", marks=pytest.mark.long),
        pytest.param(20, 1280, "dark", marks=pytest.mark.long),
        pytest.param(600, 768, "light", marks=pytest.mark.long),
        pytest.param(600, 768, "dark", marks=pytest.mark.long),
    ],
)
def test_axe_finds_nothing_serious(
    visit: Open, pages: Pages, people: int, width: int, scheme: str
) -> None:
    opened = visit(pages(people), width=width, color_scheme=scheme)
    for fold in opened.page.locator("details").all()[:40]:
        fold.evaluate("fold => fold.open = true")
    assert axe(opened.page) == []


def test_light_and_dark_are_two(visit: Open, pages: Pages) -> None:
    grounds = {
        visit(pages(20), color_scheme=scheme).page.evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for scheme in ("light", "dark")
    }
    assert len(grounds) == 2


def test_the_keyboard_goes_through_the_page_in_its_order(
    visit: Open, pages: Pages
) -> None:
    page = visit(pages(20)).page
    places: list[int] = []
    for _press in range(page.evaluate(TABBABLE)):
        page.keyboard.press("Tab")
        place, outline = page.evaluate("""() => [
          [...document.querySelectorAll("*")].indexOf(document.activeElement),
          getComputedStyle(document.activeElement).outlineStyle]""")
        places.append(place)
        assert outline in {"solid", "auto"}
    assert places == sorted(set(places))


def test_the_first_stop_leads_past_the_navigation(visit: Open, pages: Pages) -> None:
    page = visit(pages(20)).page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_a_sheet_is_found_by_typing_and_opened_by_keys(
    visit: Open, pages: Pages
) -> None:
    page = visit(pages(20)).page
    page.locator("#search").focus()
    page.keyboard.type("ELISE aubrac")
    shown = page.locator(".sheet:visible")
    assert shown.count() == 1
    assert "Élise Aubrac" in shown.inner_text()
    assert page.locator("#matches").inner_text() == "1 shown"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert shown.evaluate("sheet => sheet.open")
    page.locator("#everybody").click()
    assert page.locator(".sheet:visible").count() == 20


def test_a_figure_shows_those_it_counts_and_a_name_opens_its_sheet(
    visit: Open, pages: Pages
) -> None:
    page = visit(pages(20)).page
    figure = page.locator("a[data-only=met]").first
    count = int(figure.inner_text())
    figure.click()
    assert page.locator(".sheet:visible").count() == count
    link = page.locator(".reasons a").first
    name = link.inner_text()
    link.click()
    opened = page.locator(".sheet[open]")
    assert opened.locator("summary b").inner_text() == name
    assert opened.evaluate("sheet => sheet.getBoundingClientRect().top") < 900


def test_a_mark_says_which_meeting_it_is(visit: Open, pages: Pages) -> None:
    page = visit(pages(20)).page
    mark = page.locator("#growth svg a").first
    mark.dispatch_event("pointerdown")
    tip = page.locator(".tip").inner_text()
    assert tip == mark.locator("title").text_content()
    assert "20" in tip


def test_pointing_at_a_name_of_the_ring_lights_its_lines(
    visit: Open, pages: Pages
) -> None:
    page = visit(pages(20)).page
    ends = page.locator("path[data-ends]").first.get_attribute("data-ends") or ""
    page.locator(f'a[data-end="{ends.split()[0]}"]').dispatch_event("pointerover")
    lit = page.locator("path.lit")
    assert lit.count() > 0
    for line in lit.all():
        assert ends.split()[0] in (line.get_attribute("data-ends") or "").split()


def test_the_page_reads_without_any_script(visit: Open, pages: Pages) -> None:
    opened = visit(pages(20), java_script_enabled=False)
    page = opened.page
    assert page.locator("#search").is_hidden()
    for chart in page.locator("main > section:not(#people) svg").all():
        assert chart.is_visible()
    page.locator("details.fold summary").first.click()
    assert page.locator("#race-table td").first.is_visible()


def test_on_paper_there_is_what_was_unfolded_and_no_navigation(
    visit: Open, pages: Pages
) -> None:
    page = visit(pages(20)).page
    page.locator("#race-table").evaluate("fold => fold.open = true")
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    assert page.locator(".search").is_hidden()
    assert page.locator("#race-table td").first.is_visible()
    assert page.locator(".sheet").first.is_hidden()
    for chart in page.locator("#race-section svg, #calendar-section svg").all():
        assert chart.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_hostile_names_do_nothing(
    visit: Open, handshake: Handshake, tmp_path: Path
) -> None:
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    breaking = '"></title></svg><script>alert(3)</script>'
    handshake("lunch", hostile, breaking, "--new", "--note", hostile, "--at", breaking)
    handshake("connect", hostile, "--accepted")
    handshake("note", breaking, hostile)
    file = tmp_path / "page.html"
    handshake("report", "-o", str(file))
    opened = visit(file)
    opened.page.locator("details").evaluate_all(
        "folds => folds.forEach(fold => fold.open = true)"
    )
    is_whole(opened)
    assert opened.page.locator("img").count() == 0
    assert hostile in opened.page.locator("#people").inner_text()


def test_a_script_that_came_in_all_the_same_would_not_run(
    visit: Open, pages: Pages
) -> None:
    opened = visit(pages(20))
    opened.page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran = true'>");
    }""")
    assert opened.page.evaluate("window.ran") is None
    assert any("Content Security Policy" in trouble for trouble in opened.troubles)


def test_a_redacted_page_works_as_well(visit: Open, pages: Pages) -> None:
    opened = visit(pages(20, "en", "--redact"))
    is_whole(opened)
    opened.page.locator("#search").fill("A. B. B.")
    assert opened.page.locator(".sheet:visible").count() > 0
