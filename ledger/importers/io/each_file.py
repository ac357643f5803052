"""Several files at once: one that cannot be read is a problem, and the others are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from ledger.errors import BadInput
from ledger.importers.api import Diagnostic, Named

T = TypeVar("T")


def of_each(
    files: Iterable[Named], read: Callable[[str, bytes], T]
) -> tuple[list[T], list[Diagnostic]]:
    """The results of `read` for each file, and a diagnostic for each that it refuses.

    Raises the first refusal where it refuses them all.
    """
    results: list[T] = []
    refused: list[tuple[str, BadInput]] = []
    for name, data in files:
        try:
            results.append(read(name, data))
        except BadInput as error:
            refused.append((name, error))
    if refused and not results:
        raise refused[0][1]
    return results, [_problem(name, error) for name, error in refused]


def _problem(file: str, error: BadInput) -> Diagnostic:
    line = error.details.get("line")
    return Diagnostic(
        file=file,
        line=line if isinstance(line, int) else 1,
        reason=error.message,
        details=error.details,
    )
