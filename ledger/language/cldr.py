"""How each language writes days, lists and numbers. Made by `make catalogues`: CLDR 49, Babel 2.19.0."""

from typing import Final

# fmt: off
MONTHS: Final = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
}
SHORT_MONTHS: Final = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"),
    "fr": ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
}
WEEKDAYS: Final = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
SHORT_WEEKDAYS: Final = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
}
WITH_WEEKDAY: Final = {
    "en": "{weekday}, {day} {month} {year}",
    "fr": "{weekday} {day} {month} {year}",
}
DAY: Final = {
    "en": "{day} {month} {year}",
    "fr": "{day} {month} {year}",
}
MONTH: Final = {
    "en": "{month} {year}",
    "fr": "{month} {year}",
}
AND: Final = {
    "en": (", ", " and "),
    "fr": (", ", " et "),
}
OR: Final = {
    "en": (", ", " or "),
    "fr": (", ", " ou "),
}
SIGNS: Final = {
    "en": (",", ".", "+", "-"),
    "fr": ("\N{NO-BREAK SPACE}", ",", "+", "-"),
}
PERCENT: Final = {
    "en": "{number}%",
    "fr": "{number}\N{NO-BREAK SPACE}%",
}
