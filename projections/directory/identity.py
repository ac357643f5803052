"""The groups that merges make of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ledger.facts.event import PersonId


class Identity:
    """Merged people. `into` is the forest of merges; nobody was merged by default."""

    def __init__(
        self,
        into: Mapping[PersonId, PersonId] | None = None,
        owner: PersonId | None = None,
    ) -> None:
        self.into: Final = into or {}
        self.owner: Final = owner

    def root(self, person: PersonId) -> PersonId:
        """The entry that the person is read as."""
        for (
            _each
        ) in self.into:  # no further than there are merges, should they go round
            into = self.into.get(person)
            if into is None:
                break
            person = into
        return person

    def group(self, person: PersonId) -> tuple[PersonId, ...]:
        """The entries read as the same person, the one that stays first."""
        root = self.root(person)
        return self.merged.get(root, (root,))

    @cached_property
    def merged(self) -> Mapping[PersonId, tuple[PersonId, ...]]:
        """The groups of more than one person, by the one that stays."""
        members: defaultdict[PersonId, list[PersonId]] = defaultdict(list)
        for person in sorted(self.into):
            members[self.root(person)].append(person)
        return {root: (root, *others) for root, others in members.items()}
