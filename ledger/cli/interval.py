"""How often to meet a person: days, or words such as `monthly` and `tous les 3 mois`."""

from __future__ import annotations

import re
from typing import Any, Final

import click

from ledger.language import _
from ledger.language.text import fold

_UNITS: Final = {
    1: "d day days daily j jour jours quotidien",
    7: "w week weeks weekly s semaine semaines hebdo hebdomadaire",
    30: "m month months monthly mois mensuel",
    91: "quarter quarters quarterly trimestre trimestres trimestriel",
    365: "y year years yearly a an ans annee annees annuel",
}
"""The days of a cadence, by its words in English and French."""

_NEVER: Final = frozenset({"never", "jamais", "none", "no", "non"})
_INTERVAL: Final = re.compile(
    r"(?:once|every|each|tous|toutes|chaque|une fois)?(?: (?:per|par|a))?\s*(?:les|the)?\s*(?P<count>[0-9]+|a|an|une?|one|two|deux|three|trois|four|quatre|six|other)?\s*(?P<unit>[a-z]+)"
)
_COUNTS: Final = {
    "two": 2,
    "deux": 2,
    "other": 2,
    "three": 3,
    "trois": 3,
    "four": 4,
    "quatre": 4,
    "six": 6,
}


class Interval(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.3 only
    """Days, or an interval in words: `30`, `2 weeks`, `monthly`, `tous les 3 mois`; 0 for `never`."""

    name = "interval"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """The days; fails for what is no interval."""
        number = str(value).strip()
        if re.fullmatch("-?[0-9]{1,9}", number):
            return int(number)
        text = fold(number)
        if text in _NEVER:
            return 0
        match = _INTERVAL.fullmatch(text)
        for days, units in _UNITS.items():
            if match and match["unit"] in units.split():
                count = match["count"] or "1"
                return days * (
                    int(count) if count.isdecimal() else _COUNTS.get(count, 1)
                )
        message = _(
            'Interval not understood: "{text}"; write it like 30, 2 weeks or monthly.'
        )
        return self.fail(message.format(text=value), param, ctx)
