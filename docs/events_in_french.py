"""The French of the page of events: its introduction, and a sentence for each sentence of the classes in ledger/facts."""

from __future__ import annotations

import re
from typing import Final

PAGE: Final = """\
<!-- Écrit par `make docs` d'après les classes de ledger/facts. -->

# Les faits

Ce que le registre contient, pour toujours. Un fait en est une ligne, en JSON canonique :

```
{"i":7,"kind":"meeting.CoffeeHad@1","state":{…},"stream":"5b0e…","v":1}
```

`i` est sa place dans le registre, depuis 0 ; `stream` ce dont il parle (son fil), un UUID tiré au hasard ; `v` sa position dans
ce fil, depuis 1 ; `kind` le genre du fil, le genre du fait et la version de ses champs.
`handshake schema GENRE` affiche le schéma JSON de l’état d’un genre.

Tout état contient aussi

| champ | contient |
|---|---|
| `recorded_at` | le moment de son entrée dans le registre : UTC, six chiffres de seconde |
| `recorded_by` | l’identifiant de la personne qui l’a enregistré |
| `source` | comment il est venu, et par quelle commande : `cli:<batch>`, `import:<format>:<batch>`, \
`undo:<commande annulée>:<batch>` |
| `sealed` | s’il a un texte personnel : son empreinte, HMAC-SHA256 sous un sel propre, en hexadécimal |
| `keys` | s’il a des signes distinctifs : leurs empreintes à clé en hexadécimal, triées |

Dans les tableaux, *en clair* sont les champs de l’état ; *scellés*, ceux du texte personnel, gardé à côté
du fait et que l’on peut supprimer pour de bon. Un champ avec `?` est omis quand il n’est pas dit ; les champs scellés
peuvent toujours l’être. Un fait dont le texte a été supprimé ne dit rien de ces champs. Une position est celle d’un fait
du même fil. Un jour connu seulement au mois ou à l’année près est gardé sous son premier jour.

Un texte a au plus 1 Mio (une liste de textes aussi, et au plus 1 000 éléments), un nom au plus 1 000 caractères, et un
fait nomme au plus 10 000 personnes. Aucun fait ne dépasse donc 64 Mio en JSON, texte compris.
"""

SENTENCES: Final = {
    # the streams
    "The ledger's own stream: its id is the ledger's origin. Its first event is leaf 0.": "Le fil du registre lui-même : son identifiant est l’origine du registre. Son premier fait est le numéro 0.",
    "One stream a person; the stream's id is the person's id.": "Un fil par personne ; l’identifiant du fil est celui de la personne.",
    "One stream for each owner, person and network. Clicks: kept, and worth no trust.": "Un fil par titulaire, personne et réseau. Des clics : gardés, sans valeur pour la confiance.",
    "One stream a gathering, from the proposal to what came of it.": "Un fil par rencontre, de la proposition à ce qui en est advenu.",
    "One stream for each thing that people did for each other.": "Un fil par service que des personnes se sont rendu.",
    # ledger
    "Leaf 0: whose ledger it is, and in which culture trust is earned.": "Numéro 0 : à qui est le registre, et selon quelle culture la confiance se gagne.",
    "Trust is earned at another rate from now on, for all days.": "La confiance se gagne désormais à un autre rythme, pour tous les jours.",
    "Two entries are one person: `person` is now read as `into`.": "Deux fiches sont une seule personne : `person` se lit désormais comme `into`.",
    "`person` is a separate person again.": "`person` est de nouveau une personne distincte.",
    "These people have the same name and are different people.": "Ces personnes portent le même nom et sont distinctes.",
    "It is open again whether these people are the same.": "La question de savoir si ces personnes n’en font qu’une est rouverte.",
    "Checkpoints are signed with this Ed25519 key from now on (32 bytes, base64).": "Les points de contrôle sont désormais signés de cette clé Ed25519 (32 octets, base64).",
    "What this key signed over the ledger with this event, or later ones, counts for nothing.": "Ce que cette clé a signé du registre avec ce fait, ou plus tard, ne compte pour rien.",
    "The owner aims at a number of meetings of a form every week or month; null for no aim.": "Le titulaire vise tant de rencontres d’un type par semaine ou par mois ; null : plus d’objectif.",
    "Two records are of one meeting: `meeting` is retracted, and `same_as` counts for both.": "Deux enregistrements sont une même rencontre : `meeting` est retiré, et `same_as` compte pour les deux.",
    "`meeting` is again a meeting of its own.": "`meeting` est de nouveau une rencontre à part.",
    "These records look alike and are of different meetings.": "Ces enregistrements se ressemblent et sont de rencontres différentes.",
    "It is open again whether these records are of one meeting.": "La question de savoir si ces enregistrements sont une même rencontre est rouverte.",
    "One more person records in this ledger, beside the one who opened it.": "Une personne de plus note dans ce registre, à côté de celle qui l’a ouvert.",
    "The events of another ledger came in, up to this size; its root makes its proofs checkable here.": "Les faits d’un autre registre sont entrés, jusqu’à cette taille ; sa racine permet d’en vérifier les preuves ici.",
    # person
    "A person entered the ledger. `language` is the one to write to them in (`fr`, `en`).": "Une personne est entrée dans le registre. `language` est la langue où lui écrire (`fr`, `en`).",
    "The person's name is another one, whole: what is not there is no longer said.": "La personne porte un autre nom, donné en entier : ce qui n’y est pas n’est plus dit.",
    "The person also answers to this name.": "La personne répond aussi à ce nom.",
    "The person no longer answers to this name.": "La personne ne répond plus à ce nom.",
    "What is known of the person changed. Only what changed is there, whole; empty says: none.": "Ce que l’on sait de la personne a changé. Seul ce qui change y est, en entier ; vide : rien.",
    "Something was noted about the person; `occurred_on`, if known, is the day it is about.": "Quelque chose a été noté sur la personne ; `occurred_on`, s’il est connu, est le jour en question.",
    "The note at position `note` of the stream is taken back.": "La note en position `note` du fil est retirée.",
    "The retracted note at position `note` of the stream holds after all.": "La note retirée, en position `note` du fil, est rétablie.",
    "The owner aims to meet the person at this interval; null for no aim.": "Le titulaire souhaite voir la personne à cet intervalle ; null : plus de rythme.",
    "The person is not proposed before `until`; null: proposed again.": "La personne n’est pas proposée avant `until` ; null : elle l’est de nouveau.",
    "The person is kept out of every list; nothing is deleted.": "La personne est tenue hors de toute liste ; rien n’est supprimé.",
    "The person is in the lists again.": "La personne figure de nouveau dans les listes.",
    "The person should not have been entered.": "La personne n’aurait pas dû être ajoutée.",
    "The retracted person belongs in the ledger after all.": "La personne retirée a bien sa place dans le registre.",
    "The person's sealed text was deleted for good, and that of what was shared with them.": "Les textes scellés de la personne ont été supprimés pour de bon, et ceux de ce qui était partagé avec elle.",
    "The sealed text of the event with the id `event` was deleted for good. It is recorded in the stream of the owner, whatever the stream of the erased event.": "Le texte scellé du fait d’identifiant `event` a été supprimé pour de bon. C’est enregistré dans le fil du titulaire, quel que soit celui du fait effacé.",
    # connection
    "The owner (`sent`) or the person (`received`) asked to be connected.": "Le titulaire (`sent`) ou la personne (`received`) a demandé la relation.",
    "The two are connected.": "Les deux sont en relation.",
    "A request was declined.": "Une demande a été déclinée.",
    "The requester took the request back.": "La demande a été retirée par qui l’avait faite.",
    "The two are connected no longer.": "Les deux ne sont plus en relation.",
    "The event at position `event` of the stream did not happen.": "Le fait en position `event` du fil n’a pas eu lieu.",
    "The retracted event at position `event` of the stream did happen.": "Le fait retiré, en position `event` du fil, a bien eu lieu.",
    "Messages were exchanged: `count` more than recorded before, the last on `through`. `through` null says that a file did not tell the day.": "Des messages ont été échangés : `count` de plus qu’enregistrés auparavant, le dernier le `through`. `through` null : un fichier ne donnait pas le jour.",
    # meeting
    "Someone proposed to meet. `planned_for` is the day meant, absent if open.": "Une rencontre a été proposée. `planned_for` est le jour visé, absent s’il est ouvert.",
    "A plan was set for a day, perhaps with a time of day and a length. The latest one holds.": "Une proposition a reçu un jour, peut-être une heure et une durée. La dernière en date vaut.",
    "Someone agreed to what was proposed.": "Ce qui était proposé a été accepté.",
    "Someone declined what was proposed.": "Ce qui était proposé a été décliné.",
    "Someone called off, beforehand, what was proposed or agreed.": "Ce qui était proposé ou accepté a été annulé à l’avance.",
    "Someone did not come. `participants` are all the people expected.": "Quelqu’un n’est pas venu. `participants` sont toutes les personnes attendues.",
    "A meeting happened otherwise than recorded: only what changes is there. `minutes` null says that the length is not known after all. The personal text, if any is there, replaces the earlier one whole.": "Une rencontre s’est passée autrement qu’enregistré : seul ce qui change y est. `minutes` null : la durée n’est finalement pas connue. Le texte personnel, s’il y en a un, remplace entièrement le précédent.",
    "The gathering did not take place; with `event`, only that event of the stream did not.": "La rencontre n’a pas eu lieu ; avec `event`, seul ce fait du fil n’a pas eu lieu.",
    "What was retracted took place after all.": "Ce qui était retiré a bien eu lieu.",
    # exchange
    "The owner did something for the person.": "Le titulaire a rendu un service à la personne.",
    "The person did something for the owner.": "La personne a rendu un service au titulaire.",
    "Someone introduced people to each other: an exchange between `by` and each of them.": "Des personnes ont été mises en relation : un service entre `by` et chacune d’elles.",
    "An exchange happened otherwise than recorded: only what changes is there.": "Un service ou une mise en relation s’est passé autrement qu’enregistré : seul ce qui change y est.",
    "The exchange did not happen.": "Le service ou la mise en relation n’a pas eu lieu.",
    "The retracted exchange did happen.": "Le service ou la mise en relation retiré a bien eu lieu.",
    # where
    "in person": "en personne",
    "at a distance": "à distance",
    # what null means
    "null for no aim.": "plus d’objectif.",
    "proposed again.": "proposée de nouveau.",
    "a file did not tell the day.": "un fichier ne donnait pas le jour.",
    "the length is not known after all.": "la durée n’est finalement pas connue.",
}
"""A sentence that is missing here stands in English on the page, and a test names it."""

HELD: Final = {
    "person ids": "identifiants de personnes",
    "person id": "identifiant de personne",
    "id of an event": "identifiant d’un fait",
    "32 bytes in base64": "32 octets en base64",
    "words": "mots",
    "word": "mot",
    "texts": "textes",
    "text": "texte",
    " or null": " ou null",
    " or more": " au moins",
    " to ": " à ",
}
"""What a field holds, as the tables say it in parentheses."""


def held(fields: str) -> str:
    """The fields of a kind with what they hold in French."""
    return re.sub(r"\(([^)]*)\)", _held, fields)


def _held(match: re.Match[str]) -> str:
    text = match[0]
    for english, french in HELD.items():
        text = text.replace(english, french)
    return text
