"""Contacts whose file has other names for them too."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.importers.records import Contact


@dataclass(frozen=True, kw_only=True)
class Nicknamed(Contact):
    """A contact who answers to other names too: nicknames, a name before a marriage."""

    aliases: tuple[str, ...] = ()
