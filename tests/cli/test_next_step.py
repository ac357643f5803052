"""What follows a request, a connection, an import: people and the next step, not ids."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Handshake

CONNECTIONS = """\
First Name,Last Name,Email Address,Company,Position,Connected On
Ada,Lovelace,,Engines,Analyst,01 Feb 2012
Béla,Bartók,,,,20 Nov 2026
Chen,Wu,,Exemple,CFO,03 Nov 2026
Dora,Maar,,,,01 Oct 2026
"""


def imported(handshake: Handshake, folder: Path) -> str:
    file = folder / "Connections.csv"
    file.write_text(CONNECTIONS, encoding="utf-8")
    return handshake("import", "linkedin", str(file)).stderr


def test_an_import_ends_with_who_is_new_the_newest_first(
    handshake: Handshake, tmp_path: Path
) -> None:
    lines = imported(handshake, tmp_path).splitlines()
    start = lines.index("New, to name a few:")
    assert lines[start + 1 :] == [
        "  Béla Bartók · connected on LinkedIn since Friday, never met",
        "  Chen Wu · CFO, Exemple · connected on LinkedIn since 3 November, never met",
        "  Dora Maar · connected on LinkedIn since 1 October, never met",
        'Next: handshake invite "Béla Bartók" (all first coffees: handshake queue)',
    ]
    assert "New" not in imported(handshake, tmp_path)  # the same again


def test_an_import_tells_whose_requests_wait(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("connect", "Gus Gray", "--received", "--on", "2026-11-21", "--new")
    lines = imported(handshake, tmp_path).splitlines()
    start = lines.index("1 request waits for your answer:")
    assert lines[start + 1] == "  Gus Gray · asked to connect on Saturday"
    assert 'handshake invite "Gus Gray"' in lines[-1]


def test_a_dry_run_and_json_say_nothing_of_it(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("init")
    file = tmp_path / "Connections.csv"
    file.write_text(CONNECTIONS, encoding="utf-8")
    assert "Next" not in handshake("import", "linkedin", str(file), "--dry-run").stderr
    assert handshake("import", "linkedin", str(file), "--json").stderr == ""


def test_a_request_received_ends_with_the_person_and_what_to_do(
    handshake: Handshake,
) -> None:
    handshake("person", "add", "Ada Lovelace")
    handshake("person", "details", "Ada", "--position", "CFO", "--organisation", "Acme")
    said = handshake("connect", "Ada", "--received").stderr.splitlines()
    assert said[-1] == (
        "Ada Lovelace, CFO, Acme waits for your answer: "
        'handshake accept "Ada Lovelace", or handshake invite "Ada Lovelace"'
    )
    said = handshake.french()("accept", "Ada").stderr.splitlines()
    assert said[-1].endswith('handshake inviter "Ada Lovelace"')


def test_of_a_person_already_met_nothing_more_is_asked(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    assert "invite" not in handshake("connect", "Ada", "--received").stderr
    assert "invite" not in handshake("accept", "Ada").stderr
    assert "invite" not in handshake("connect", "Bea", "--new").stderr


def test_commands_to_copy_are_quoted_for_the_shell(handshake: Handshake) -> None:
    said = handshake("connect", "Gus $(reboot)", "--received", "--new").stderr
    assert "accept 'Gus $(reboot)'" in said
