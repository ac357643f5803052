"""Both verifiers behind one question each, asked of the bytes of a file."""

from __future__ import annotations

import io
import runpy
from pathlib import Path

from projections.audit.audit_check import AuditVerdict, verify_records

PROGRAM = Path(__file__).parents[2] / "docs" / "verify.py"

_check = runpy.run_path(str(PROGRAM))["check"]


def independent(data: bytes) -> str | None:
    """What docs/verify.py prints about a good file; None when it refuses it."""
    try:
        return str(_check(io.BytesIO(data)))
    except (
        ValueError,
        LookupError,
        TypeError,
        RecursionError,
    ):  # what its last lines turn into exit 1
        return None


def program(data: bytes) -> AuditVerdict:
    return verify_records(io.BytesIO(data))


def both_accept(data: bytes) -> bool:
    """Whether the file is good; the two must agree on it, and on its size and root."""
    words, verdict = independent(data), program(data)
    assert words == (
        f"ok: {verdict.size} leaves, root {verdict.root}" if verdict.ok else None
    )
    return verdict.ok
