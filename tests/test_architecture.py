"""The layer list of pyproject.toml is whole: no module lives outside the architecture."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]


def listed(name: str, key: str) -> list[str]:
    (found,) = (list(each[key]) for each in CONTRACTS if each["id"] == name)
    return found


def modules(package: str) -> set[str]:
    entries = (ROOT / package).iterdir()
    return {
        f"{package}.{entry.stem}"
        for entry in entries
        if entry.suffix == ".py" or (entry / "__init__.py").exists()
        if not entry.stem.startswith("__")
    }


def layered() -> set[str]:
    return {module.strip(" ()") for layer in listed("layers", "layers") for module in re.split("[|:]", layer)}


@pytest.mark.parametrize("package", ["ledger", "projections"])
def test_every_module_has_its_layer(package: str) -> None:
    assert modules(package) - layered() == set()


def test_every_read_model_is_bound_to_be_pure() -> None:
    outer = {"projections.cli", "projections.engine.sqlite", "projections.audit", "projections.report"}
    assert modules("projections") - outer - set(listed("pure", "source_modules")) == set()
