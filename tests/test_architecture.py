"""The contracts of pyproject.toml are whole: no folder lives outside the architecture."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
    "importlinter"
]["contracts"]
CONTRACT = {contract["id"]: contract for contract in CONTRACTS}
OUTER = {
    "projections.cli",
    "projections.audit",
    "projections.engine",
    "projections.report",
}
"""What reads files or a database: all else in projections is pure."""


def rooms(package: str) -> set[str]:
    """The folders and files that stand directly in a package."""
    entries = (ROOT / package).iterdir()
    return {
        f"{package}.{entry.stem}"
        for entry in entries
        if entry.suffix == ".py" or (entry / "__init__.py").exists()
        if not entry.stem.startswith("__")
    }


def layered(contract: str) -> set[str]:
    layers = CONTRACT[contract]["layers"]
    return {room.strip(" ()") for layer in layers for room in re.split("[|:]", layer)}


@pytest.mark.parametrize("package", ["ledger", "projections"])
def test_every_room_has_its_layer(package: str) -> None:
    assert rooms(package) <= layered("layers")


def test_every_room_of_the_importers_has_its_layer() -> None:
    names = {room.rpartition(".")[2] for room in rooms("ledger/importers")}
    assert names <= layered("importers") | {"registry"}


def test_every_read_model_is_bound_to_be_pure() -> None:
    assert rooms("projections") - OUTER <= set(CONTRACT["pure"]["source_modules"])


def test_the_layer_list_names_folders_and_a_few_files() -> None:
    for room in layered("layers"):
        assert room.count(".") == 1


def test_no_class_name_has_two_meanings() -> None:
    modules_of: defaultdict[str, set[str]] = defaultdict(set)
    for package in ("ledger", "projections"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef):
                    modules_of[node.name].add(str(file.relative_to(ROOT)))
    assert {name: found for name, found in modules_of.items() if len(found) > 1} == {}
