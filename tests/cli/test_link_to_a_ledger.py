"""A ledger that is reached by a link: all that belongs beside it has one place, whatever name was used."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Handshake
from tests.store.canaries import searched


def test_views_and_the_list_of_the_erased_are_beside_the_file_and_not_beside_the_link(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("coffee", "Zoé Ménard", "--new")
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "mine.db"
    link.symlink_to(handshake.ledger)
    handshake("--ledger", str(link), "note", "Zoé Ménard", "canary")
    assert searched(tmp_path, "canary")
    handshake("--ledger", str(link), "timeline")
    assert [file.name for file in link.parent.iterdir()] == ["mine.db"]
    handshake("--ledger", str(link), "person", "erase", "Zoé Ménard", "--yes")
    assert [file.name for file in link.parent.iterdir()] == ["mine.db"]
    assert handshake.ledger.with_name("ledger.db.erased").exists()
    assert searched(tmp_path, "canary") == []
    handshake("doctor")
