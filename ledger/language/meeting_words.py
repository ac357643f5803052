"""Words for a meeting: its form, that it fell through, that it was at a distance, that its place is no place.

The one vocabulary of sentences, calendars, tables and address books, in English and French, with the
German words that calendars bring. Every function takes text as people write it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final, Literal, TypeAlias

from ledger.facts.meeting.events import Form, forms
from ledger.language import _
from ledger.language.text import fold

Outcome: TypeAlias = Literal["off", "moved", "open"]
"""`off`: it did not take place. `moved`: it was put off. `open`: planned or wished, perhaps never held."""

Distance: TypeAlias = Literal["video", "call"]
"""The form of a meeting whose people were not in one place."""

_LONGEST: Final = 10_000
_BEGINNING: Final = 7
"""A clause tells what became of the meeting in its first words, if at all."""

# Patterns for plain text (`plain`): small letters without accents, every other sign a space.
# fmt: off
_OFF: Final = (
    # English
    r"cancel(?:l?ed|s|ling|lations?)?", "call(?:ed|ing)?(?: it| this| that)? off", "called away", "(?:is|was|s|now|be) off(?! (?:to|work|the|in|on|for|sick))", "in (?:my|a) dreams?", "scrapped", "scratched",
    "skip(?:ped|s)?", "bail(?:ed|s)?(?: out)?", "flaked?", "ghosted", "aborted", "f(?:e|a)ll(?:en|s)? through", "rained off", "rained out",
    "fell apart", "no shows?", "noshow", "stood (?:me |us |him |her |them |[a-z]+ )?up", "stood up", "missed",
    "bl(?:ew|own) (?:me |us |it )?off", "backed out", "pulled out", "dropped out", "chickened out", "turned (?:me |us |it )?down",
    "declined", "rejected", "refused", "forg[oe]t(?:ten)?", "instead(?: of)?", "(?:almost|nearly) (?:had|met|saw|went|ran|bumped|got)",
    ("(?:did|could|would|was|were|has|have|had|is|can|do|does|wo|ca)(?: not|n t|nt| nt| n t|not) (?:come|came|show|turn|make|made"
    "|happen|happened|take place|took place|had time|have (?:time|lunch|coffee|dinner|drinks|breakfast|it)|get (?:to|there|round|around|together)"
    "|go(?: ahead| through| there|$)|went|meet|met|see (?:each|him|her|them)|seen|there|attend|join|joined|turned|able to (?:come|make|meet|attend)"
    "|around|available|catch (?:him|her|them|up)|lunch|dine|work out|eat|find (?:a time|time|each|him|her|them)|held|possible|meant|to be|up to)"),
    ("(?:never|not) (?:came|come|showed|happened|happening|took place|turned up|made it|materiali[sz]ed|met|held|attended|there|coming"
    "|had|got|able)"), "unable to", "(?:neither|none)(?: of (?:us|them|you))?", "nobody(?: came| showed| there)?", "no one (?:came|showed|was|there)", "nothing came of",
    "(?:was|were|is|got|fell|called in|feeling|felt|off|too|had been|taken) (?:sick|ill|unwell|absent|poorly)", "sick", "unwell",
    ("(?:wait(?:ed|ing)) (?:in vain|for (?:nothing|him|her|them|[a-z0-9]+ (?:minutes|mins|hours?)|ages)|ages|an hour"
    "|[a-z0-9]+ (?:minutes|mins|hours))"), "left (?:me |us )?waiting", "(?:got |was |were |be )?stuck (?:at|in|on)", "held up (?:at|in|by)",
    "(?:had|came) (?:to (?:cancel|leave before|bail|pass)|down with)", "emergency came up", "something came up", "came up with an excuse",
    "dreamt", "dreamed", "imagined", "pretended", "avoided", "dodged", "fail(?:ed|s)? to",
    # French
    "annul[a-z]*", "non (?:honoree?s?|tenue?s?)", "decommand[a-z]*", "lapins?", "plante(?:e|s|es|r)?", "faux bonds?", "desist[a-z]*", "empech[a-z]*",
    "(?:tombe(?:e|s|es)?|a|est|parti[es]*) ?a l eau", "rate(?:e|s|es|r)?", "manque(?:e|s|es|r)?", "loupe(?:e|s|es|r)?",
    "zappe(?:e|s|es)?", "seche(?:e|s|es)?", "snobe(?:e|s|es)?", "oublie(?:e|s|es|r)?", "excuse(?:e|s|es)", "absent(?:e|s|es)?",
    "malades?", "souffrant(?:e|s)?", "alitee?", "la grippe", "contretemps", "(?:eu|par|d|avec) un imprevu", "a eu un pepin", "defection",
    "renonce(?:e|r)?", "refuse(?:e|s|r)?", "declinee?s?", "avortee?s?", "supprimee?s?", "abandonnee?s?", "foiree?s?", "failli",
    "esquive(?:e|s)?", "evite(?:e|s|r)?", "au lieu d(?:e|u|es)?", "a la place", "en vain", "pour rien", ("attendue?s? (?:une?|deux|trois"
    "|[0-9]+|longtemps|toute|des|pour)"), "(?:coince|bloque|retenu|retenue|coincee|bloquee) (?:a|au|aux|dans|par|en|sur|chez)",
    "(?:fait|fais|fit) faux", "laisse(?:e|s)? tomber", "fausse route", "tombee? malade", "desole(?:e|s)? de ne", "reve(?:e)? (?:de|d|du|que|qu)", "en reve",
    ("(?:ne|n) (?:[a-z]+ ){1,4}?(?:pas|jamais|plus|personne|rien) (?:ete |pu |encore |reussi |voulu )?(?:venue?s?|vue?s?|lieu|eu lieu|eu"
    "|pu|pris|prise|rencontree?s?|la|presentee?s?|fait|faite|mange|dejeune|dine|bu|retrouvee?s?|rejointe?s?|montree?s?|arrivee?s?|reussi"
    "|dispo[a-z]*|libres?|alle[es]*|passe[es]*|tenue?|croisee?s?|trouvee?s?|honore|donne suite)"),
    "(?:n est|n etait|n etais|n ai|n a|n avons|n ont) (?:pas|jamais) (?:venue?s?|la|pu|eu lieu|presentee?s?)",
    "n a(?:i|vons)? (?:vu|trouve|eu) personne", "n y avait personne", ("pas (?:venue?s?|vue?s?|eu lieu|eue?|pu|prise?|rencontree?s?|la|presentee?s?"
    "|faite?|mange|dejeune|dine|bu|retrouvee?s?|montree?s?|arrivee?s?|alle[es]*|honoree?|encore|possible|dispo[a-z]*|trouvee?s?)"),
    "jamais (?:venue?s?|vue?s?|eu lieu|pu|rencontree?s?|arrivee?s?|montree?s?|presentee?s?)", "personne(?: au rendez vous| n etait la)", r"^(?:(?:finalement|en fait|mais|donc|in the end|actually|but|well|et puis) )*(?:non|no|nope|nada|rien|nothing)$",
    "impossible d[eu]?", "impossible to", "^personne(?! (?:tres|super|d ))", "overslept", "slept in", "got lost",
    "too (?:busy|tired|ill|sick|late) to (?:come|go|meet|make)", "trop (?:prise?|occupee?|fatiguee?|malade|tard) pour (?:venir|y aller)",
    "wrong (?:place|day|time|address)", "mauvais(?:e)? (?:endroit|jour|heure|adresse)$", "ran out of time", "(?:manque|plus) (?:de|le) temps(?: pour)?$",
    "seule?s? (?:finalement|au final)", "finalement seule?s?", "alone in the end", "panne de reveil", "too late", "trop tard", "^nobody$", "^no one$",
    # German
    "abgesagt", "absage", "entf(?:a|ae)llt", "entfallen", "ausgefallen", "f(?:a|ae)llt aus", "storniert", "abgelehnt", "verpasst", "gestrichen",
    "nicht stattgefunden", "findet nicht statt", "verhindert",
)
_MOVED: Final = (
    "postpon[a-z]*", "re ?sched[a-z]*", "moved (?:to|until|till|forward|back)", "moving to (?:next|mon|tue|wed|thu|fri|later|another)",
    "push(?:ed|ing)? (?:it )?(?:back|to|out|until)", "put (?:it )?(?:off|back)", "deferred", "adjourned", "delayed (?:to|until|till)",
    "rain ?check", "(?:another|some other) (?:day|time|week)", "do it again? (?:later|next)",
    "reportee?s?", "report (?:au|a la)", "remise?s? (?:a|au|en|pour|sine)", "partie remise", "decale(?:e|s|es|r)?",
    "(?<!s est )(?<!me suis )deplace(?:e|s|es)?", "repousse(?:e|s|es|r)?", "ajournee?s?", "differee?s?", "reprogramm[a-z]*",
    "replanifi[a-z]*", "recale(?:e|s)?", "a plus tard", "sera plus tard", "(?:une? )?autre (?:fois|jour|date)", "avancee?s? (?:a|au)",
    "verschoben", "verlegt", "vertagt",
)
_OPEN: Final = (
    "hold", "save the date", "tentative(?:ly)?", "tbc", "tbd", "to be (?:confirmed|scheduled|arranged|fixed|defined|determined|decided)",
    "to (?:confirm|schedule|arrange|book|reschedule)", "maybe", "perhaps", "possibl[ey]", "might", "should", "(?:would|d) (?:like|love)",
    "want(?:s|ed|ing)? to", "hop(?:e|es|ed|ing) (?:to|for)", "plan(?:s|ned|ning)? (?:to|for|on|a|an|with|lunch|coffee|dinner|drinks)", "planned",
    "supposed to", "meant to", "intend(?:ed|s)? to", "(?:was|were|am|m|re|are|is) (?:going|about|due) to", "gonna", "(?:re ?)?book(?:ed|ing)",
    "scheduled", "arranged", "agreed (?:to|on)", "set up", "offered", "propos(?:ed|ing)", "suggest(?:ed|ion|ing)?",
    "invit(?:ed|es|ing)(?! me| us)", "invit(?:ed|es) (?:me|us) (?:to|for|out|over)", "invitations?", "invite", "ask(?:ed|ing)? (?:for|out|[a-z]+ (?:to|for|out))", "request(?:ed|ing)?", "need(?:s|ed)? to",
    "must", "let s", "reminder", "to ?do", "placeholder", "pencil(?:l?ed)?(?: in)?", "unconfirmed", "not confirmed", "pending",
    "awaiting", "wrote", "texted", "e ?mailed", "messaged", "sms", "try(?:ing)? to", "tried to", "attempted", "will (?:meet|see|have|be|call)",
    "looking forward", "lined up",
    "peut etre", "propositions?", "eventuel(?:le|s|les)?(?:ment)?", "possible", "probable(?:ment)?", "sous reserve",
    ("a (?:confirmer|prendre|prevoir|fixer|caler|recaler|planifier|organiser|definir|determiner|decider|valider|venir|programmer|proposer"
    "|reporter|annuler|placer|replacer|relancer|rappeler|contacter|inviter)"), "(?<!non )prevu(?:e|s|es)?", "planifiee?s?", "programmee|(?:est|ete|rdv|dejeuner) programme",
    "cale(?:e|s|es|r)?", "(?<!telephone )fixe(?:e|s|es|r)", "rdv fixe", "rendez vous fixe", "reserve(?:e|s|es|r)?", "pris (?:un )?(?:rdv|rendez vous)",
    "(?<!m a )(?<!m ont )(?<!nous a )(?<!nous ont )invite(?:e|s|es|r)", "invite(?:e|s|es)? (?:a|au|chez|pour)", "propose(?:e|s|r)?", "suggere(?:e|r)?", "souhaite(?:e|r)?", "souhait", "voudrai(?:s|t)", "voudrions", "aimerai(?:s|t)",
    "aimerions", "veut", "veux", "voulai(?:s|t|ent)", "voulions", "devai(?:s|t|ent)", "devions", "doit", "dois", "devons", "devrai(?:s|t)",
    "devrions", "aurai(?:s|t|ent)(?: du)?", "aurions", "cense(?:e|s|es)?", "sur le point d", "en attente", "rappel", "a voir", "demande (?:un|une|de|d)",
    "accepte (?:de|d)", "convenu", "ecrit", "relance(?:e|r)?", "contacte(?:e|r)?", "essaye(?:e|r)?", "essaie", "tente(?:e|r)?", "espere(?:r)?",
    "esperais", "prochaine?s? (?:cafe|dejeuner|dej|diner|verre|rdv|rendez vous|reunion|entretien|rencontre|point)",
    "future?s? (?:cafe|dejeuner|rdv|entretien)", "[a-z]{3,}(?:erai|erons|eront)", "verrai|verrons|verra|irai|irons|prendrons|prendrai",
    "vielleicht", "vorlaufig", "geplant", "angefragt", "platzhalter", "unter vorbehalt", "mit vorbehalt", "blocker",
)
_NONE: Final = (
    "no (?:lunch|luncheon|dinner|breakfast|brunch|coffee|tea|drinks?|beers?|meetings?|meetups?|calls?|chat|appointment|catch up|date|go|ada)",
    "not", "never", "without", "w o", "cannot", "(?:did|could|would|was|were|has|have|had|is|ca|wo|do|does)(?:n t| n t|nt)",
    "pas", "jamais", "sans", "aucune?", "personne", "n (?:a|ai|est|etait|avons|ont|etais|avais|avait)", "ne",
    "kein(?:e|en|er)?", "nicht", "ohne",
)
"""What says no of a title or of a sentence, though in a note it may speak of anything."""

_VIDEO: Final = (
    "visios?", "visio ?conf[a-z]*", "visio ?reunions?", "visios? ?(?:teams|zoom|meet)", "video ?(?:calls?|conf[a-z]*|chat[a-z]*|meetings?|call[a-z]*|appel)",
    "(?:appel|entretien|reunion|rdv|rendez vous|cafe|point|echange|conference|conf call|call) (?:en |par )?video", "(?:by|over|via|on|in|en|par|sur|a la) video",
    "telepresence", "(?<!un )(?<!gros )zoom(?:ed|ing|s)?(?! (?:sur|on|in|out)\\b)", "(?:on|over|via|by|sur|par|en) zoom", "skyp(?:e|ed|ing)", "face ?tim(?:e|ed|ing)", "(?:google|jitsi|g) meet",
    "(?:on|via|over|by|sur|par|lien|link) meet", "jitsi", "whereby", "blue ?jeans", "live ?storm", "big ?blue ?button", "webconf[a-z]*", "kmeet", "tixeo",
    "(?:on|over|via|by|sur|par|en|ms|microsoft|reu|reunion|rdv|rendez vous|point|call|appel|visio|cafe|meeting|lien|link|entretien|echange) teams",
    "teams (?:call|meeting|link|chat|reunion|rdv|appel|visio)", "webex", "hang ?outs?", "go ?to ?(?:meeting|meet|webinar)", "webcam",
    "(?:amazon|aws|on|sur|via|par) chime", "slack", "huddles?", "discord", "telegram", "whats ?app", "(?:on|via|over|sur|par|par appel) (?:signal|messenger|viber|line|wechat|instagram)",
    "webinars?", "webinaires?", "e ?learning", "online", "on line", "en ligne", "remote(?:ly)?", "a distance", "(?:en |le )?distanciel(?:le)?s?",
    "(?:devant|derriere|par|via) (?:son|sa|ses|notre|nos|leur|leurs|un|des|les|l) ?ecrans?", "(?:behind|over|through|via) (?:our|a|the|their) screens?",
    "virtual(?:ly)?", "virtuel(?:le)?(?:s|ment)?", "tele ?(?:reunions?|conferences?)", "tele ?travail video", "videoanruf", "videokonferenz", "fern(?:gesprach|termin)",
)
_CALL: Final = (
    "(?:phone |conf(?:erence)? |audio |tele ?)?calls?", "(?<!place )(?<!bar )called(?! (?:off|away|it off))", "(?:by|over|via|on)(?: the)? (?:phone|telephone|tel|mobile)", "phone[ds]?", "phoning", "telephon[a-z]*", "(?:par|au|en|via) tel",
    "tel(?! aviv)", "appel(?:s|e|ee|es|ees|er|ons)?", "rappel(?:e|ee|es|ees)", "coups? (?:de|d un) (?:fil|telephone|bigo|tel)", "au bout du fil", "passe un (?:coup|appel)",
    "(?:rdv|rendez vous|point|entretien|echange|cafe|reu|reunion) tel", "(?:conference|conf|audio|visio) ?call", "(?:en )?audio ?conf[a-z]*", "en audio", "(?:pre ?)?tele ?consultations?", "dial in",
    "rang(?: up)?", "telefon[a-z]*", "telefonat", "telko", "anruf",
)
_PLATFORMS: Final = (
    "teams|microsoft teams|ms teams|zoom|meet|google meet|webex|cisco webex(?: meetings)?|skype(?: for business)?|facetime|whatsapp|jitsi|discord|signal"
    "|slack|slack huddle|telegram|messenger|viber|chime|amazon chime|gotomeeting|hangouts?|google hangouts?|whereby|web|internet|phone|mobile|portable|tele"
)
"""Names that mean a distance only alone, or in the stead of a place."""

_PLACE: Final = "lieux?|place|location|venue|salle|restaurant|resto|adresse|address|endroit|spot|room|where|ou|ort|treffpunkt"
_LATER: Final = (
    "(?:tb[dac]|to be (?:defined|determined|confirmed|announced|decided|agreed|fixed|chosen|arranged)|to (?:define|decide|confirm|choose)|wird noch"
    "|(?:a|reste a|encore a) (?:definir|preciser|confirmer|determiner|decider|fixer|voir|communiquer|venir|choisir|convenir|trouver))"
    "(?: (?:plus tard|ensemble|ulterieurement|bientot|later|soon|together|(?:avec|with|by|par|le|la|on|en fonction|selon)(?: [a-z0-9]+){1,4}))?"
    "|tb[dac](?: [a-z0-9]+){1,3}"
)
_NO_PLACE: Final = (
    rf"(?:(?:{_PLACE}) )?(?:{_LATER})|(?:{_LATER}) (?:{_PLACE})"
    rf"|(?:no|none|pas de?|pas encore de|sans|aucune?|kein(?:e|en)?|ohne|without|any) (?:{_PLACE})(?: (?:precise?e?|fixe?e?|defini?e?|set|yet|fixed|given))?"
    rf"|(?:(?:{_PLACE}) )?(?:inconnu?e?|unknown|unspecified|untitled|vide|empty|unbekannt|folgt|offen|libre|not (?:specified|known|set|yet known|given|applicable|available|sure|decided)"
    "|non (?:defini|precise|communique|renseigne|connu|specifie|fixe|determine)e?|pas (?:encore )?(?:defini|precise|fixe|connu|determine|decide)e?|indefini|indetermine)"
    rf"|(?:untitled|unknown|any|some) (?:{_PLACE})|n ?a|nc|nd|ns|s o|sans objet|so|none|nil|null|aucune?|rien|sans|nulle part|nowhere|{_PLACE}|lien|link|url"
    "|anywhere|somewhere|everywhere|quelque part|irgendwo|partout|n importe ou|peu importe|au choix|various|divers|autre|other|x+|hybride?s?|see (?:below|notes?|description|invite|invitation|link|e ?mail|chat)"
    "|voir (?:description|ci dessous|notes?|invitation|mail|lien|message)|cf(?: description| invitation| mail)?|keiner|noch offen|wird (?:noch )?bekannt ?gegeben"
)
_BESIDES: Final = (
    "lien|liens|link|links|url|id|code|passcode|meeting|meetings|reunion|reu|call|calls|appel|conf|conference|room|salle|virtuelle|via|sur|on|par|by|the|le|la|les|l|en|a|au|de|du|d|in|see|voir|dans|ci"
    "|dessous|below|invitation|invite|description|mail|email|web|app|numero|number|to|join|rejoindre|cliquer|click|here|ici|envoye|sent|following|suivant|with|avec|and|et|or|ou|[0-9]+|for|business|access|acces|details|detail|info|infos"
)
# fmt: on

_HOSTS: Final = re.compile(
    r"\b(?:meet\.google\.com|hangouts\.google\.com|zoom(?:gov)?\.(?:us|com)\b|teams\.(?:microsoft|live)\.com"
    r"|webex\.com|goto(?:meeting|meet|webinar)?\.(?:com|me)/|whereby\.com|appear\.in|bluejeans\.com|jit\.si"
    r"|jitsi|discord\.(?:gg|com)|skype\.com|lync\.com|8x8\.vc|livestorm\.co|bigbluebutton|chime\.aws"
    r"|facetime\.apple\.com|around\.co|gather\.town|starleaf\.com|webconf\.numerique|visio\.numerique"
    r"|calls?\.signal|kmeet\.infomaniak|tixeo\.com|glowbl\.com|slack\.com|wa\.me|t\.me)|\b(?:skype|facetime|callto):",
    re.IGNORECASE,
)
_URL: Final = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://[^\s<>\"]+|\bwww\.[^\s<>\"]+|\b(?:[a-z0-9-]+\.)+[a-z]{2,4}/[^\s<>\"]+",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"\s*(?:mailto:)?[^\s@,;]+@[^\s@,;]+\s*", re.IGNORECASE)
_NUMBER: Final = r"(?<![\w.])(?![0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2})\+?\(?[0-9][0-9 ().-]{6,25}[0-9](?:[#*, ]{1,3}[0-9]{2,12}#?)?(?![\w])"
_PHONE: Final = re.compile(
    rf"\s*(?:(?:t[ée]l|phone|mob|portable|call)\w{{0,10}}[ .:]*)?{_NUMBER}\s*",
    re.IGNORECASE,
)
_DIALLED: Final = re.compile(
    rf"\b(?:au|on|sur(?: le)?|to|t[ée]l\w{{0,8}}|phone|call(?:ed)?|appel\w{{0,3}}|portable|mobile|at|[àa])[ .:]+(?:the |le )?(?={_NUMBER})",
    re.IGNORECASE,
)
_TEAMS: Final = re.compile(
    r"(?<!\w)(?<![Tt]he )(?<![Tt]wo )(?<![Oo]ur )(?<![Bb]oth )(?<![Aa]ll )(?<![Ss]ales )(?<![Dd]ev )Teams(?!\w)"
)
"""The program has its capital: the teams met, a point on Teams."""
_CLAUSES: Final = re.compile(
    r"[.!?…;:,()\n]+|\s[-–—]+\s|—|\b(?:mais|but|sauf|however|though)\b"
)
_SIGNS: Final = re.compile(r"[^\w]+|_+")


def _words(patterns: Iterable[str]) -> str:
    return rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern, compiled when it is first used: each takes milliseconds, and few are used by a command."""
    return re.compile(pattern)


_OUTCOMES: Final[tuple[tuple[Outcome, str], ...]] = (
    ("off", _words(_OFF)),
    ("moved", _words(_MOVED)),
    ("open", _words(_OPEN)),
)
_MEANS: Final = (
    r"visio[a-z]*|video|zoom|teams|meet|google meet|skype|face ?time|webex|jitsi|slack|discord|telegram|whats ?app|signal|messenger|chime"
    r"|webinaire?|tel|telephone|phone|mobile|internet|distanciel"
)
_DISTANCE_IN_NOTE: Final = (
    rf"(?<!\w)(?:(?:en|par|via|over|by|through|on|sur|au|in)(?: the| le| la| une?| a)? (?:{_MEANS})|a distance|en ligne|online|remotely"
    rf"|virtually|virtuellement|s est (?:[a-z]+ )?(?:appelee?s?|telephone)|(?:spoke|talked|parle) (?:on|over|au)(?: the)? (?:phone|telephone|tel)"
    rf"|(?:by|via|over) (?:text|e ?mail|letter|chat|message)s?|par (?:textos?|sms|e ?mails?|mails?|ecrit|courrier|messages?|messagerie)"
    rf"|ended up (?:calling|on a call)|coup de fil|(?:phone|video) call)(?!\w)"
    rf"|^(?:(?:c etait|it was|this was|plutot|rather|finalement|en fait|actually|in the end|just|only|simple|un|une|a|an|par|en|on|and|et)"
    rf" )*(?:{_MEANS}|calls?|appels?|skyped|zoomed|facetimed|virtuel(?:le)?|virtual|remote|audio)(?!\w)(?! (?:sur|about|on the|next|me|him|her|them|back|lundi|plus tard))"
)
_LITOTES: Final = (
    r"(?<!\w)(?:pas (?:mal|terrible|top|fou|folle|genial|mauvaise?|evident|facile|simple|trop|tres|si|chere?|longue?|convaincue?|super)"
    r"|not (?:bad|great|easy|much|too|so|very|that|cheap|long|convinced|ideal|exciting)|(?:sans|without) (?:interet|surprise|plus|doute|doubt|fuss))(?!\w)"
)
"""They say how a meeting was, and not that there was none."""

_UNANSWERED: Final = (
    r"(?<!\w)(?:(?:pas de|sans|aucune|no) (?:reponses?|answers?|reply|response)(?: (?:de sa part|a ce stade|encore|pour l instant|at all|yet|from (?:him|her|them)|so far))?$"
    r"|(?:n a|n ont|n est|ne|pas|jamais|toujours pas) (?:pas |jamais |toujours pas )?(?:repondue?s?|repond|repondent|decroche[es]?|decrochait|repondait|joignable)(?: pas)?(?!\w)(?! (?:a|aux?|sur|que) )"
    r"|(?:did ?n t|did not|does ?n t|didnt|never|not|wo ?n t|was ?n t) (?:answer(?:ed|ing)?|pick(?:ed)? up|reply|replied|respond(?:ed)?|reachable)(?!\w)(?! (?:my|the|that|about|to) )"
    r"|no one (?:answered|picked up)|nobody (?:answered|picked up)|un ?answered|rang out"
    r"|(?:voice ?mail|repondeur|answering machine|boite vocale|messagerie(?: vocale)?|message vocal)$"
    r"|(?:left|laisse) (?:a |un |le |him a |her a |them a |lui un )?(?:voice ?)?(?:message|mail|vm|msg)(?: vocal| sur (?:le|son) repondeur)?$"
    r"|went (?:straight )?to voice ?mail|tombee? sur (?:la |sa |le |son )?(?:messagerie|repondeur|boite)"
    r"|injoignable|un ?reachable|(?:could ?n t|could not|n ai pas pu|pas pu|pas reussi a|impossible de) (?:reach|get hold|get through|joindre|l avoir|le joindre|la joindre)[a-z ]*"
    r"|(?:^|ligne |line |etait |was )(?:occupee?|busy|engaged)$|^(?:en vain|sans succes|no luck|in vain)$)"
)
"""What says of a call that it was not answered, in one clause."""

_NONE_WORDS: Final = _words(_NONE)
_VIDEO_WORDS: Final = _words(_VIDEO)
_CALL_WORDS: Final = _words(_CALL)
_WORDS_BESIDES: Final = _words([_BESIDES])
_REMOTE_WORDS: Final = _words([*_VIDEO, *_CALL, _PLATFORMS])


@lru_cache(maxsize=1_000)
def outcome(text: str) -> Outcome | None:
    """What the title, the kind or the sentence of a meeting says against its having taken place."""
    words = _compiled(_LITOTES).sub(" ", plain(text))
    for outcome_, pattern in _OUTCOMES:
        if _compiled(pattern).search(words):
            return outcome_
    if _compiled(_NONE_WORDS).search(words):
        return "off"
    return None


def outcome_in_note(note: str) -> Outcome | None:
    """What a note beside a meeting says against its having taken place.

    Only the beginnings of its clauses count, and only words that speak of the meeting: a note may tell
    what its people never did, or plan to do.
    """
    clauses = (
        plain(clause).split()[:_BEGINNING] for clause in _CLAUSES.split(note[:_LONGEST])
    )
    for clause in clauses:
        for outcome_, pattern in _OUTCOMES[:2]:
            if _compiled(pattern).search(" ".join(clause)):
                return outcome_
    return None


def is_unanswered(text: str) -> bool:
    """Whether a line about a call says that no one took it: `no answer`, `répondeur`, `left a voicemail`."""
    clauses = map(plain, _CLAUSES.split(text[:_LONGEST]))
    return any(_compiled(_UNANSWERED).search(clause) for clause in clauses)


@lru_cache(maxsize=1_000)
def distance(text: str) -> Distance | None:
    """`video` or `call` where words, a link or a number say that people were not in one place."""
    if _HOSTS.search(text[:_LONGEST]):
        return "video"
    words = plain(_URL.sub(" ", text[:_LONGEST]))
    is_by_video = _compiled(_VIDEO_WORDS).search(words) or _TEAMS.search(
        text[:_LONGEST]
    )
    if is_by_video:
        return "video"
    is_by_phone = (
        _compiled(_CALL_WORDS).search(words)
        or _PHONE.fullmatch(text)
        or _DIALLED.search(text[:_LONGEST])
    )
    if is_by_phone:
        return "call"
    if match := _compiled(_PLATFORMS).fullmatch(words):
        if match[0] in {"phone", "mobile", "portable", "tele"}:
            return "call"
        return "video"
    return None


def distance_in_note(note: str) -> Distance | None:
    """`video` or `call` where a note beside a meeting says that it was one: its clauses' beginnings decide.

    A note may speak of a platform, or of a call to come.
    """
    for clause in _CLAUSES.split(note[:_LONGEST]):
        words = " ".join(plain(clause).split()[:_BEGINNING])
        if match := _compiled(_DISTANCE_IN_NOTE).search(words):
            if _compiled(_CALL_WORDS).search(match[0]):
                return "call"
            return "video"
        is_at_distance = _HOSTS.search(clause) or _PHONE.fullmatch(clause)
        if is_at_distance:
            if _HOSTS.search(clause):
                return "video"
            return "call"
    return None


def is_no_place(text: str) -> bool:
    """Whether a place field holds no place: `TBD`, `n/a`, a link, a number, `Teams (link below)`."""
    is_an_address = _PHONE.fullmatch(text.rstrip("#* ")) or _ADDRESS.fullmatch(text)
    if is_an_address:
        return True
    words = plain(_URL.sub(" ", text[:_LONGEST]))
    if not words:
        return True
    if _compiled(_NO_PLACE).fullmatch(words):
        return True
    rest = _compiled(_REMOTE_WORDS).sub(" ", words)
    return rest != words and not _compiled(_WORDS_BESIDES).sub(" ", rest).strip()


def plain(text: str) -> str:
    """The text in small letters without accents, every other sign a space; `thé` keeps apart from `the`."""
    small = text[:_LONGEST].lower().replace("thé", "\u0111the").replace("œ", "oe")
    letters = unicodedata.normalize("NFKD", small)
    letters_alone = (char for char in letters if not unicodedata.combining(char))
    bare = "".join(letters_alone)
    return _SIGNS.sub(" ", bare).strip()


# ---------------------------------------------------------------- the form that a word names

# The words stand on the classes of the facts (`Met.words`); here are those that name a form only beside others.
# Only a word that names the form decides, the first one of a text: "lunch at the coffee shop" is a lunch. A
# meeting is one only if no other form is named: a lunch meeting is a lunch.
_NAMED_BESIDES: Final[dict[Form, str]] = {
    "breakfast": "brunch(?:es)?",
    "coffee": "\u0111the",
    "drinks": "pots? d(?:e depart| adieu| arrivee)",
    "encounter": "croise(?:e|s|es)?|(?:ran|run|bumped) into|shook hands|serre la main",
    "gathering": "meet ups?",
}
"""Patterns of plain text that name a form in a title, where in a sentence they depend on the rest."""

_UNLESS: Final = {
    "diner": r"(?<!the )(?<!\ba )(?<!\bs )diner",
    "diners": r"(?<!the )(?<!\ba )(?<!\bs )diners",
    "conference": "conference(?! call)",
    "conferences": "conferences(?! call)",
}
"""Words that are something else beside others: at the diner, a conference call."""

_WEAK: Final = frozenset({"appointment", "meeting"})
"""Forms whose words may stand beside the name of another."""

_PRESENCE: Final = (
    "met|visit(?:e|s|es|ed)?|rencontre(?:e|s|es|r)?"
    "|in person|in the flesh|face to face|face a face|en personne|de visu|presentiel|physique(?:ment)?"
    "|hik(?:e|ed|ing)|walk(?:s|ed)?|promenades?|ba(?:l|ll)ades?|randonnees?"
)


def form_named(word: str) -> Form | None:
    """The form of this name, title or word, in English or French; None if it names none."""
    folded = " ".join(fold(word).replace("-", " ").split())
    for form, kind in forms().items():
        names = (form, kind.title, _(kind.title), *kind.phrases())
        is_its_name = folded in (fold(name).replace("-", " ") for name in names)
        if is_its_name:
            return form
    return None


@lru_cache(maxsize=1_000)
def form_of(text: str) -> Form | None:
    """The form of a meeting in person that the first telling word names; None if none does."""
    words = plain(text)
    named = _forms(tuple(forms())).search(words)
    if named:
        return (named.lastgroup or "").replace("_", "-")
    if _compiled(_words(_phrases("meeting"))).search(words):
        return "meeting"
    return None


def tells_presence(text: str) -> bool:
    """Whether the words say that people were in one place, without telling the form."""
    presence = _words([_PRESENCE, *_phrases("appointment")])
    return _compiled(presence).search(plain(text)) is not None


@cache
def _forms(known: tuple[Form, ...]) -> re.Pattern[str]:
    """The words of every form that is known, each in a group of its name."""
    groups = []
    for form in known:
        patterns = [*_phrases(form), *filter(None, [_NAMED_BESIDES.get(form)])]
        is_in_person = (
            patterns and form not in _WEAK and forms()[form].family == "in the flesh"
        )
        if is_in_person:
            groups.append(f"(?P<{form.replace('-', '_')}>{'|'.join(patterns)})")
    return _compiled(_words(groups))


def _phrases(form: Form) -> list[str]:
    """Patterns for the words of a form, the longest first."""
    words = sorted(map(plain, forms()[form].phrases()), key=len, reverse=True)
    return [_UNLESS.get(word) or re.escape(word) for word in words]
