"""The software bill of materials that the wheel carries (PEP 770): CycloneDX, from pyproject.toml and the lock file.

`make lock` writes it. It has no time stamp and no serial number: the same versions give the same bytes.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).parent.parent
LOCK: Final = ROOT / "requirements-dev.lock"
BILL: Final = ROOT / "docs" / "handshake-ledger.cdx.json"
TOOLS: Final = frozenset({"dev", "docs"})
"""The extras that nobody needs to run the program."""


class Locked(NamedTuple):
    """One version in the lock file: for which Pythons, with which files, and which packages ask for it."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    parents: tuple[str, ...]

    @property
    def purl(self) -> str:
        """The address of this version among all packages of all languages."""
        return f"pkg:pypi/{self.name}@{self.version}"


def normal(requirement: str) -> str:
    """Return the name in a requirement, as indexes compare names."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub("[-_.]+", "-", name.group()).lower() if name else ""


def project() -> dict[str, Any]:
    """Return the [project] table."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    table: dict[str, Any] = content["project"]
    return table


def locked() -> list[Locked]:
    """Return every version of the lock file, in its order."""
    text = LOCK.read_text("utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    return [_locked(block) for block in blocks]


def _locked(block: str) -> Locked:
    pin = re.match(r"(\S+)==([^\s;]+)(?: ; ([^\\\n]+))?", block)
    if pin is None:
        message = f"not a line of a lock file: {block.splitlines()[0]}"
        raise ValueError(message)
    hashes = re.findall("--hash=sha256:([0-9a-f]{64})", block)
    parents = re.findall(r"^    #(?: via)? +(\S+)", block, re.MULTILINE)
    return Locked(
        name=pin[1],
        version=pin[2],
        marker=(pin[3] or "").strip(),
        hashes=tuple(hashes),
        parents=tuple(parent for parent in parents if parent != "via"),
    )


def reached(roots: set[str], versions: list[Locked]) -> set[str]:
    """Return the names that these packages lead to, their own included."""
    names = set(roots)
    while True:
        asked_for = {version.name for version in versions if names.intersection(version.parents)}
        if asked_for <= names:
            return names
        names |= asked_for


def bill() -> dict[str, Any]:
    """Return the bill: this package, what it needs to run, and what its extras need."""
    metadata = project()
    extras = metadata["optional-dependencies"]
    needed = {normal(line) for line in metadata["dependencies"]}
    optional = {normal(line) for extra in extras if extra not in TOOLS for line in extras[extra]}
    versions = locked()
    required_names = reached(needed, versions)
    all_names = reached(needed | optional, versions)
    shipped = [version for version in versions if version.name in all_names]
    own = f"pkg:pypi/{metadata['name']}@{metadata['version']}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": metadata["name"],
                "version": metadata["version"],
                "description": metadata["description"],
                "licenses": [{"license": {"id": metadata["license"]}}],
                "purl": own,
            },
            "properties": [
                {
                    "name": "handshake:versions",
                    "value": "those tested; pyproject.toml bounds those allowed",
                }
            ],
        },
        "components": [_component(version, required=version.name in required_names) for version in shipped],
        "dependencies": [
            {"ref": own, "dependsOn": _purls(needed | optional, shipped)},
            *({"ref": version.purl, "dependsOn": _children(version, shipped)} for version in shipped),
        ],
    }


def _component(version: Locked, *, required: bool) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": version.purl,
        "name": version.name,
        "version": version.version,
        "scope": "required" if required else "optional",
        "purl": version.purl,
    }
    if version.marker:
        marker = {"name": "handshake:marker", "value": version.marker}
        component["properties"] = [marker]
    return component


def _purls(names: set[str], versions: list[Locked]) -> list[str]:
    return sorted(version.purl for version in versions if version.name in names)


def _children(parent: Locked, versions: list[Locked]) -> list[str]:
    return sorted(version.purl for version in versions if parent.name in version.parents)


def written() -> str:
    """Return the bill as it stands in the file."""
    return json.dumps(bill(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    BILL.write_text(written(), "utf-8")
