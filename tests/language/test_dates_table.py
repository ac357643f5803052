"""Days as people write them in French and English, each with what is read of it.

Seen from Wednesday 25 November 2026, in either language of the program, the day before the month.
"""

from __future__ import annotations

from datetime import date, time

import pytest

from ledger import language
from ledger.errors import Ambiguous, LedgerError, Usage
from ledger.language.dates import Day, read_date, read_period

TODAY = date(2026, 11, 25)

READ = """
today = 2026-11-25
aujourd'hui = 2026-11-25
Aujourd’hui = 2026-11-25
aujourdhui = 2026-11-25
yesterday = 2026-11-24
Hier = 2026-11-24
hier soir = 2026-11-24
hier matin = 2026-11-24
hier après-midi = 2026-11-24
hier apres midi = 2026-11-24
hier midi = 2026-11-24
hier à 15h30 = 2026-11-24
hier au soir = 2026-11-24
yesterday evening = 2026-11-24
yesterday at noon = 2026-11-24
yesterday at 3 pm = 2026-11-24
last night = 2026-11-24
la nuit dernière = 2026-11-24
avant-hier = 2026-11-23
avant hier = 2026-11-23
avant-hier soir = 2026-11-23
the day before yesterday = 2026-11-23
ce matin = 2026-11-25
ce midi = 2026-11-25
cet après-midi = 2026-11-25
ce soir = 2026-11-25
this morning = 2026-11-25
this afternoon = 2026-11-25
tonight = 2026-11-25
just now = 2026-11-25
tout à l'heure = 2026-11-25
mardi = 2026-11-24
jeudi = 2026-11-19
lundi = 2026-11-23
le lundi = 2026-11-23
Tuesday = 2026-11-24
on Tuesday = 2026-11-24
tue = 2026-11-24
Thurs. = 2026-11-19
jeu. = 2026-11-19
mardi dernier = 2026-11-24
mercredi dernier = 2026-11-18
mercredi passé = 2026-11-18
samedi dernier = 2026-11-21
last Tuesday = 2026-11-24
last Wednesday = 2026-11-18
last wed = 2026-11-18
this past Friday = 2026-11-20
ce lundi = 2026-11-23
this Monday = 2026-11-23
ce mercredi = 2026-11-25
Friday just gone = 2026-11-20
last weds = 2026-11-18
lundi matin = 2026-11-23
lundi à 9h = 2026-11-23
mardi soir = 2026-11-24
Tuesday night = 2026-11-24
last Tuesday evening = 2026-11-24
Tuesday last week = 2026-11-17
Tuesday of last week = 2026-11-17
last week on Tuesday = 2026-11-17
mardi de la semaine dernière = 2026-11-17
la semaine dernière mardi = 2026-11-17
Monday this week = 2026-11-23
the Tuesday before last = 2026-11-17
mardi 17 = 2026-11-17
mardi 17 novembre = 2026-11-17
Tuesday the 17th = 2026-11-17
Tuesday 17 November 2026 = 2026-11-17
mardi, 17 nov. 2026 = 2026-11-17
mar. 17 nov. = 2026-11-17
il y a 3 jours = 2026-11-22
il y a trois jours = 2026-11-22
y a 3 jours = 2026-11-22
ya 3 jours = 2026-11-22
ça fait 3 jours = 2026-11-22
il y a 3 semaines = 2026-11-04
il y a environ 3 semaines = 2026-11-04
il y a une semaine = 2026-11-18
il y a 8 jours = 2026-11-17
il y a quinze jours = 2026-11-10
il y a 15 jours = 2026-11-10
3d ago = 2026-11-22
2w ago = 2026-11-11
il y a 3j = 2026-11-22
start of May = 2026-05
at the end of March 2020 = 2020-03
beginning of 2020 = 2020
end of last month = 2026-10
yesterday at 3 = 2026-11-24
on nov 25 = 2026-11-25
on oct 22 = 2026-10-22
New Year's Eve 2019 = 2019-12-31
new year's day = 2026-01-01
jour de l'an = 2026-01-01
la Toussaint = 2026-11-01
la Saint-Valentin = 2026-02-14
la veille de Noël = 2025-12-24
back in March = 2026-03
3 days ago = 2026-11-22
three days ago = 2026-11-22
3 weeks ago = 2026-11-04
about 3 weeks ago = 2026-11-04
a week ago = 2026-11-18
a week ago today = 2026-11-18
y'day = 2026-11-24
this am = 2026-11-25
a fortnight ago = 2026-11-11
il y a 2 heures = 2026-11-25
half an hour ago = 2026-11-25
il y a un mois = 2026-10
il y a onze mois = 2025-12
a month ago = 2026-10
6 months ago = 2026-05
il y a 2 ans = 2024
a year ago = 2025
a year and a half ago = 2025-05
il y a un an et demi = 2025-05
one and a half years ago = 2025-05
-3d = 2026-11-22
J-2 = 2026-11-23
j - 2 = 2026-11-23
J+2 = 2026-11-27
l'avant-veille = 2026-11-23
début du mois = 2026-11
fin du mois = 2026-11
-3j = 2026-11-22
- 3 jours = 2026-11-22
-1w = 2026-11-18
-2s = 2026-11-11
-2sem = 2026-11-11
-1m = 2026-10
-11m = 2025-12
-1y = 2025
-2a = 2024
mars 2009 = 2009-03
Mars 2009 = 2009-03
en mars 2009 = 2009-03
in March 2009 = 2009-03
March, 2009 = 2009-03
au mois de mars 2009 = 2009-03
courant mars 2009 = 2009-03
début mars 2009 = 2009-03
fin mars 2009 = 2009-03
mi-mars 2009 = 2009-03
early March 2009 = 2009-03
at the end of March 2009 = 2009-03
nov 2025 = 2025-11
nov. 2025 = 2025-11
Nov '25 = 2025-11
févr. 2026 = 2026-02
fevrier 2026 = 2026-02
aout 2026 = 2026-08
sept 2026 = 2026-09
juil. 98 = 1998-07
2009 mars = 2009-03
03/2009 = 2009-03
2009/03 = 2009-03
2009-03 = 2009-03
mars = 2026-03
en mars = 2026-03
March = 2026-03
novembre = 2026-11
en décembre = 2025-12
in December = 2025-12
mars dernier = 2026-03
novembre dernier = 2025-11
last November = 2025-11
mars de l'an dernier = 2025-03
in March of last year = 2025-03
last month = 2026-10
le mois dernier = 2026-10
this month = 2026-11
ce mois-ci = 2026-11
2009 = 2009
en 2009 = 2009
in 2009 = 2009
vers 2009 = 2009
début 2009 = 2009
late 2009 = 2009
last year = 2025
l'an dernier = 2025
l'année dernière = 2025
cette année = 2026
14 juillet = 2026-07-14
le 14 juillet = 2026-07-14
Le 14 Juillet = 2026-07-14
14 juil. = 2026-07-14
14-juil = 2026-07-14
14 juillet 2025 = 2025-07-14
14-juil.-2025 = 2025-07-14
14 juillet 25 = 2025-07-14
14 juillet dernier = 2026-07-14
le 14 juillet de l'an dernier = 2025-07-14
mardi 14 juillet = 2026-07-14
le lundi 14 juillet 2025 = 2025-07-14
le 1er mai = 2026-05-01
1er mai 2025 = 2025-05-01
1 mai = 2026-05-01
premier mai = 2026-05-01
25 décembre = 2025-12-25
29 février = 2024-02-29
July 4 = 2026-07-04
july 14 = 2026-07-14
July 4th = 2026-07-04
the 4th of July = 2026-07-04
4 July 2025 = 2025-07-04
July 4, 2025 = 2025-07-04
July 4th, 2025 = 2025-07-04
on the 4th of July last year = 2025-07-04
Nov 14 = 2026-11-14
mar 12 = 2026-03-12
December 24 = 2025-12-24
le 14 = 2026-11-14
le 25 = 2026-11-25
le 26 = 2026-10-26
le 31 = 2026-10-31
le 1er = 2026-11-01
the 14th = 2026-11-14
on the 14th = 2026-11-14
the 14th of last month = 2026-10-14
le 3 du mois dernier = 2026-10-03
le 3 de ce mois = 2026-11-03
samedi 14 = 2026-11-14
Noël = 2025-12-25
at Christmas 2024 = 2024-12-25
12/11/2026 = 2026-11-12
12.11.2026 = 2026-11-12
12-11-2026 = 2026-11-12
12/11/26 = 2026-11-12
12/11/98 = 1998-11-12
12/11 = 2026-11-12
le 12/11 = 2026-11-12
jeudi 12/11 = 2026-11-12
26/12 = 2025-12-26
2026/11/12 = 2026-11-12
20261112 = 2026-11-12
2026-11-12 = 2026-11-12
2026-1-5 = 2026-01-05
2026-11-20T10:00 = 2026-11-20
2026-11-20 10:00:00 = 2026-11-20
Fri Nov 20 10:00:00 2026 = 2026-11-20
2026 nov 12 = 2026-11-12
2026-11-20T10:00:00.123456Z = 2026-11-20
2026-11-20T10:00+01:00 = 2026-11-20
20/11/2026 10:00:00 = 2026-11-20
Fri, 20 Nov 2026 10:00:00 +0100 = 2026-11-20
3 weeks and 2 days ago = 2026-11-02
il y a 2 semaines et 3 jours = 2026-11-08
il y a un mois et 2 jours = 2026-10-23
a year and 2 months ago = 2025-09
48 hours ago = 2026-11-23
il y a 72 heures = 2026-11-22
il y a 24 h = 2026-11-24
il y a 1h30 = 2026-11-25
half an hour ago = 2026-11-25
20 minutes ago = 2026-11-25
hier de 12h à 14h = 2026-11-24
yesterday 2-3pm = 2026-11-24
yesterday at 12.30 = 2026-11-24
hier, 8:10 - 12:32 = 2026-11-24
the fourth of July = 2026-07-04
le quatorze juillet = 2026-07-14
le vingt et un mars = 2026-03-21
mardi en début d'après-midi = 2026-11-24
lundi en fin de matinée = 2026-11-23
lundi en fin de journée = 2026-11-23
yesterday around noon = 2026-11-24
le 20.11 = 2026-11-20
Noël 98 = 1998-12-25
first Monday of November = 2026-11-02
le premier lundi de novembre = 2026-11-02
le 3e jeudi de novembre 2025 = 2025-11-20
last Friday of October = 2026-10-30
the last day of October = 2026-10-31
dernier jour de février 2024 = 2024-02-29
last Sunday in December 2025 = 2025-12-28
nouvel an = 2026-01-01
le nouvel an 2020 = 2020-01-01
New Year's = 2026-01-01
at New Year = 2026-01-01
l'Épiphanie = 2026-01-06
à la Chandeleur = 2026-02-02
mardi gras = 2026-02-17
Ash Wednesday = 2026-02-18
vendredi saint = 2026-04-03
Good Friday 2024 = 2024-03-29
Pâques = 2026-04-05
dimanche de Pâques = 2026-04-05
lundi de Pâques = 2026-04-06
Easter 2025 = 2025-04-20
Easter Monday last year = 2025-04-21
l'Ascension = 2026-05-14
jeudi de l'Ascension 2024 = 2024-05-09
la Pentecôte = 2026-05-24
lundi de Pentecôte = 2026-05-25
fête des mères = 2026-05-31
fête des mères 2020 = 2020-06-07
fête de la musique = 2026-06-21
fête des pères = 2026-06-21
la Saint-Jean = 2026-06-24
fête nationale = 2026-07-14
l'Assomption = 2026-08-15
Labor Day = 2026-09-07
Memorial Day = 2026-05-25
Halloween = 2026-10-31
à la Toussaint = 2026-11-01
la veille de la Toussaint = 2026-10-31
le lendemain de Noël = 2025-12-26
the day after Christmas = 2025-12-26
l'avant-veille de Noël = 2025-12-23
Thanksgiving = 2025-11-27
Thanksgiving 2024 = 2024-11-28
the day after Thanksgiving = 2025-11-28
Black Friday = 2025-11-28
Christmas Eve = 2025-12-24
réveillon de Noël = 2025-12-24
Boxing Day = 2025-12-26
réveillon du Nouvel An = 2025-12-31
la Saint-Sylvestre = 2025-12-31
last Christmas = 2025-12-25
Noël dernier = 2025-12-25
Noël prochain = 2026-12-25
Pâques prochaine = 2027-03-28
tomorrow = 2026-11-26
demain = 2026-11-26
après-demain = 2026-11-27
dans 3 jours = 2026-11-28
in 2 weeks = 2026-12-09
+3d = 2026-11-28
dans un mois = 2026-12-25
in a month = 2026-12-25
d'ici un mois = 2026-12-25
three months from now = 2027-02-25
+1m = 2026-12-25
in 2 years = 2028-11-25
dans un an = 2027-11-25
+1y = 2027-11-25
in 48 hours = 2026-11-27
mardi prochain = 2026-12-01
next Monday = 2026-11-30
vendredi qui vient = 2026-11-27
mardi en huit = 2026-12-08
mardi en 8 = 2026-12-08
mardi en 15 = 2026-12-15
Friday week = 2026-12-04
next month = 2026-12
next March = 2027-03
"""

AHEAD = """
lundi = 2026-11-30
mercredi = 2026-11-25
Tuesday = 2026-12-01
le 14 = 2026-12-14
le 31 = 2026-12-31
14 juillet = 2027-07-14
July 4 = 2027-07-04
29 février = 2028-02-29
12/11 = 2027-11-12
mars = 2027-03
novembre = 2026-11
Noël = 2026-12-25
Thanksgiving = 2026-11-26
Pâques = 2027-03-28
nouvel an = 2027-01-01
hier = 2026-11-24
mardi dernier = 2026-11-24
"""

# The readings that the refusal shows, as one types them.
SEVERAL = """
mar = 2026-11-24 2026-03
mar. 24 = 2026-03-24 2026-11-24
cette nuit = 2026-11-24 2026-11-25
il y a une quinzaine = 2026-11-11 2026-11-10
il y a une quinzaine de jours = 2026-11-11 2026-11-10
il y a une huitaine = 2026-11-18 2026-11-17
il y a huit jours = 2026-11-18 2026-11-17
30 hours ago = 2026-11-23 2026-11-24
réveillon = 2025-12-24 2025-12-31
la sem dernière = 2026-11-16 2026-11-22
22-23 Feb = 2026-02-22 2026-02-23
20-22 nov = 2026-11-20 2026-11-22
Nov 20-22 = 2026-11-20 2026-11-22
Nov 20-22, 2025 = 2025-11-20 2025-11-22
du 12 au 14 mars = 2026-03-12 2026-03-14
du 12 au 14 mars 2024 = 2024-03-12 2024-03-14
from 12 to 14 March = 2026-03-12 2026-03-14
entre le 3 et le 5 mai = 2026-05-03 2026-05-05
12–14 mars = 2026-03-12 2026-03-14
from March 30 to April 2 = 2026-03-30 2026-04-02
du 28 décembre au 2 janvier = 2025-12-28 2026-01-02
du lundi au mardi = 2026-11-23 2026-11-24
12/11/2026 - 14/11/2026 = 2026-11-12 2026-11-14
2026-11-12 - 2026-11-14 = 2026-11-12 2026-11-14
mars à mai 2024 = 2024-03 2024-05
2012-Q3 = 2012-07 2012-09
next Friday = 2026-11-27 2026-12-04
vendredi prochain = 2026-11-27 2026-12-04
le week-end dernier = 2026-11-21 2026-11-22
last weekend = 2026-11-21 2026-11-22
ce week-end = 2026-11-21 2026-11-22
this Friday = 2026-11-20 2026-11-27
mercredi = 2026-11-18 2026-11-25
on Wednesday = 2026-11-18 2026-11-25
mercredi matin = 2026-11-18 2026-11-25
ce vendredi = 2026-11-20 2026-11-27
this December = 2025-12 2026-12
nov 25 = 2026-11-25 2025-11
déc. 24 = 2025-12-24 2024-12
mars 09 = 2026-03-09 2009-03
juillet 14 = 2026-07-14 2014-07
26-11-20 = 2020-11-26 2026-11-20
la semaine dernière = 2026-11-16 2026-11-22
last week = 2026-11-16 2026-11-22
this week = 2026-11-23 2026-11-29
la semaine d'avant = 2026-11-16 2026-11-22
the week before last = 2026-11-09 2026-11-15
2026-W47 = 2026-11-16 2026-11-22
été 2012 = 2012-06 2012-08
l'été dernier = 2026-06 2026-08
summer of 2012 = 2012-06 2012-08
last spring = 2026-03 2026-05
winter 2012 = 2012-12 2013-02
au printemps = 2026-03 2026-05
Q3 2012 = 2012-07 2012-09
T3 2012 = 2012-07 2012-09
"""

# Days that cannot be, with what the refusal offers instead.
IMPOSSIBLE = """
31/02/2026 = 2026-02-28
2026-02-30 = 2026-02-28
2025-02-29 = 2025-02-28
31 avril = 2026-04-30
30 février = 2026-02-28
le 31 avril 2025 = 2025-04-30
11/20/2026 = 2026-11-20
11/20 = 2026-11-20
mardi 14 = 2026-11-14 2026-07-14
mardi 14 juillet 2025 = 2025-07-14
vendredi 12/11 = 2026-11-12
Tuesday 20 November 2026 = 2026-11-20
le 32 =
le 0 =
00/00/2026 =
13/13/2026 =
2026-13 =
13/2026 =
0000 =
-999999999999d =
"""

UNKNOWN = """
14
3d
-3
-3x
--3d
-٣d
٣ days ago
3 days
2 months
il y a jours
yesterday today
le 14 septembre demain
14 sept demain 2009
mars mars
quelques jours
il y a quelques jours
a few days ago
a couple of days ago
il y a une dizaine de jours
3m ago
Weds Friday
récemment
recently
l'autre jour
the other day
someday
un jour
bientôt
soon
midi
la veille
2-3 pm
12-3pm
8 - 11pm
à 6.13 AM
8:10 - 12.32
0h10
à 15h
10
mardi 12.11
Chinese New Year
le quatorze
5 mai 10h 2026 12
22-23
12.11
26:30
12/11/026
jeudi 3 décembre mardi
2026-
café
Camille
Mars 2009 avec Camille
"""


def pairs(table: str) -> list[tuple[str, str]]:
    """The lines `text = result` of a table."""
    split = (line.rpartition("=") for line in table.strip().splitlines())
    return [(text.strip(), result.strip()) for text, _, result in split]


def typed(day: Day) -> str:
    """A day as its ISO form to its precision."""
    return day.day.isoformat()[: {"day": 10, "month": 7, "year": 4}[day.precision]]


@pytest.mark.parametrize(("text", "result"), pairs(READ))
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_a_day_is_read_in_either_language_whatever_the_current_one(
    text: str, result: str, spoken: language.Language
) -> None:
    language.use(spoken)
    assert typed(read_date(text, TODAY)) == result


@pytest.mark.parametrize(("text", "result"), pairs(READ))
def test_neither_case_nor_accents_matter(text: str, result: str) -> None:
    plain = text.translate(str.maketrans("éèêàûôç’", "eeeauoc'"))
    assert typed(read_date(plain.upper(), TODAY)) == result


@pytest.mark.parametrize(("text", "result"), pairs(AHEAD))
def test_the_next_day_is_meant_where_what_lies_ahead_is_asked_for(
    text: str, result: str
) -> None:
    assert typed(read_date(text, TODAY, future=True)) == result


@pytest.mark.parametrize(("text", "readings"), pairs(SEVERAL))
def test_what_may_be_several_days_is_refused_with_all_of_them(
    text: str, readings: str
) -> None:
    with pytest.raises(Ambiguous) as refusal:
        read_date(text, TODAY)
    assert text in str(refusal.value)
    assert shown(refusal.value) == readings.split()


@pytest.mark.parametrize(("text", "readings"), pairs(IMPOSSIBLE))
def test_a_day_that_cannot_be_is_refused_with_what_may_be_meant(
    text: str, readings: str
) -> None:
    with pytest.raises(Usage, match="No such day") as refusal:
        read_date(text, TODAY)
    assert shown(refusal.value) == readings.split()


def shown(error: LedgerError) -> list[str]:
    """What is in parentheses, each reading as one types it."""
    return [part.partition(")")[0] for part in str(error).split("(")[1:]]


@pytest.mark.parametrize("text", UNKNOWN.strip().splitlines())
def test_what_names_no_day_is_refused_with_examples(text: str) -> None:
    with pytest.raises(
        Usage, match=r"Date not understood: .*; write it like 2026-11-20"
    ):
        read_date(text, TODAY)


@pytest.mark.parametrize(
    "text",
    ["hier" + " matin" * 5000, "1 " * 5000, "a" * 100_000, "le " * 9000, "9" * 9000],
)
def test_a_text_of_any_length_is_refused_at_once(text: str) -> None:
    with pytest.raises(Usage):
        read_date(text, TODAY)


def test_the_month_comes_first_where_the_reader_says_so() -> None:
    assert typed(read_date("11/12", TODAY, day_first=False)) == "2026-11-12"
    assert typed(read_date("11/12/26", TODAY, day_first=False)) == "2026-11-12"
    with pytest.raises(Usage, match="Did you mean Friday, 20 November 2026"):
        read_date("20/11/2026", TODAY, day_first=False)


def test_readings_are_shown_in_the_current_language() -> None:
    language.use("fr")
    with pytest.raises(Ambiguous, match=r"vendredi 27 novembre 2026 \(2026-11-27\)"):
        read_date("next Friday", TODAY)


@pytest.mark.parametrize(
    ("text", "clock", "day"),
    [
        ("2 hours ago", time(1, 30), "2026-11-24"),
        ("2 hours ago", time(9), "2026-11-25"),
        ("il y a 30 heures", time(4, 30), "2026-11-23"),
        ("il y a 30 heures", time(20), "2026-11-24"),
        ("48 hours ago", time(4, 30), "2026-11-23"),
        ("half an hour ago", time(0, 10), "2026-11-24"),
        ("il y a une heure et demie", time(1, 20), "2026-11-24"),
        ("in 3 hours", time(23), "2026-11-26"),
    ],
)
def test_hours_are_counted_from_the_clock(text: str, clock: time, day: str) -> None:
    assert typed(read_date(text, TODAY, clock=clock)) == day


PERIODS = """
2027-02 = 2027-02-01 2027-02-28
2024 = 2024-01-01 2024-12-31
hier = 2026-11-24 2026-11-24
last week = 2026-11-16 2026-11-22
la semaine dernière = 2026-11-16 2026-11-22
last weekend = 2026-11-21 2026-11-22
march = 2026-03-01 2026-03-31
last month = 2026-10-01 2026-10-31
2026-Q3 = 2026-07-01 2026-09-30
Q3 2026 = 2026-07-01 2026-09-30
été 2012 = 2012-06-01 2012-08-31
winter 2012 = 2012-12-01 2013-02-28
22-23 Feb = 2026-02-22 2026-02-23
mars à mai 2024 = 2024-03-01 2024-05-31
2026-W47 = 2026-11-16 2026-11-22
Noël = 2025-12-25 2025-12-25
"""


@pytest.mark.parametrize(("text", "days"), pairs(PERIODS))
def test_a_period_has_a_first_and_a_last_day(text: str, days: str) -> None:
    assert [day.isoformat() for day in read_period(text, TODAY)] == days.split()


def test_a_period_to_come_is_the_next_one() -> None:
    assert read_period("march", TODAY, future=True) == (
        date(2027, 3, 1),
        date(2027, 3, 31),
    )
    assert read_period("next week", TODAY, future=True) == (
        date(2026, 11, 30),
        date(2026, 12, 6),
    )


@pytest.mark.parametrize("text", ["next Friday", "mar", "nov 25", "cette nuit"])
def test_a_period_that_may_be_several_is_refused(text: str) -> None:
    with pytest.raises(Ambiguous):
        read_period(text, TODAY)
