"""How well a score ranks what is sought: ROC-AUC, average precision, and their uncertainty."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TypeAlias

Weighted: TypeAlias = Sequence[tuple[float, bool, int]]
"""Score, whether it is sought, and how often the pair counts."""


def auc(scored: Weighted) -> float:
    """The probability that something sought scores higher than something not sought; ties count half."""
    below = won = 0.0
    for _score, same in groupby(sorted(scored), key=lambda each: each[0]):
        tied = list(same)
        sought = sum(weight for _s, yes, weight in tied if yes)
        other = sum(weight for _s, yes, weight in tied if not yes)
        won += sought * (below + other / 2)
        below += other
    total = sum(weight for _s, yes, weight in scored if yes)
    return won / (total * below)


def average_precision(scored: Weighted) -> float:
    """The precision at each score, averaged over what is found there; ties are found together."""
    total = sum(weight for _s, yes, weight in scored if yes)
    found = seen = answer = 0.0
    for _score, same in groupby(sorted(scored, reverse=True), key=lambda each: each[0]):
        tied = list(same)
        new = sum(weight for _s, yes, weight in tied if yes)
        found, seen = found + new, seen + sum(weight for _s, _y, weight in tied)
        answer += new / total * found / seen
    return answer


def interval(
    pairs: Sequence[tuple[int, int]],
    scores: Sequence[float],
    sought: Sequence[bool],
    measure: Callable[[Weighted], float],
    rounds: int,
) -> tuple[float, float]:
    """The middle 95 % of the measure when people are drawn anew with replacement (fixed seed).

    People are drawn and not pairs: the pairs of one person are not independent.
    """
    people, chance = (
        sorted({who for pair in pairs for who in pair}),
        random.Random(2013),
    )
    found = []
    for _round in range(rounds):
        drawn = Counter(chance.choices(people, k=len(people)))
        sample = [
            (score, yes, drawn[one] * drawn[other])
            for (one, other), score, yes in zip(pairs, scores, sought, strict=True)
            if drawn[one] and drawn[other]
        ]
        if len({yes for _s, yes, _w in sample}) == 2:
            found.append(measure(sample))
    found.sort()
    return found[int(0.025 * len(found))], found[int(0.975 * len(found))]
