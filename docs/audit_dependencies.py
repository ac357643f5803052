"""Asks pip-audit whether a locked version has a known weakness, and tells "none" from "nothing could be asked".

pip-audit ends with 0 where its database knows none of the packages, which is how a mirror without it answers.
Exit codes here: 0 asked, none known; 1 some known; 75 not asked, or not about all.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

LOCK: Final = Path(__file__).parent.parent / "requirements-dev.lock"
NOT_ASKED: Final = 75
"""What sysexits.h calls a temporary failure."""


def verdict(report: dict[str, Any] | None) -> tuple[int, list[str]]:
    """Return the exit code and the lines that say what pip-audit reports; None if it reports nothing."""
    if report is None:
        return NOT_ASKED, ["The database cannot be reached: nothing was checked."]
    packages = report["dependencies"]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    weaknesses = [
        f"{package['name']} {package['version']}: {weakness['id']}, mended in {', '.join(weakness['fix_versions']) or 'no version yet'}"
        for package in packages
        for weakness in package.get("vulns", ())
    ]
    if weaknesses:
        return 1, weaknesses
    if len(skipped) == len(packages):
        return NOT_ASKED, [
            "The database cannot be reached, or knows none of these packages: nothing was checked."
        ]
    if skipped:
        return NOT_ASKED, [f"Not checked: {', '.join(skipped)}."]
    return 0, [f"No known weakness in {len(packages)} packages."]


def report_of(pip_audit: str) -> dict[str, Any] | None:
    """Return what pip-audit says of the lock file; None where it could not ask."""
    options = ["--disable-pip", "--require-hashes", "--progress-spinner=off"]
    ended = subprocess.run(  # noqa: S603 - the program that make installed
        [pip_audit, "--requirement", str(LOCK), *options, "--format=json"],
        stdout=subprocess.PIPE,
        check=False,
    )
    try:
        report: dict[str, Any] = json.loads(ended.stdout)
    except ValueError:
        return None
    return report


if __name__ == "__main__":
    code, lines = verdict(report_of(sys.argv[1]))
    print("\n".join(lines))
    sys.exit(code)
