"""Words that change what a meeting was, of every kind that people write, in both languages."""

from __future__ import annotations

import pytest

from ledger.language.meeting_words import (
    distance,
    is_no_place,
    outcome,
    outcome_in_note,
)

OUTCOMES = {
    "off": """
        Pas de déjeuner, No lunch, Déjeuner sans Zoe, Abgesagt: Lunch, Entfällt: Kaffee, Declined: Lunch
        Rendez-vous manqué, Skipped lunch with Ann, Lunch with Ann fell through., Ann bailed on dinner, Ann flaked
        Ann m'a posé un lapin pour le déjeuner, Loupé le déjeuner, RDV annulé, Coffee cancelled, Didn't have lunch
        Café tombé à l'eau, Missed coffee with Ann, Dinner - no-show, Ann never showed, Déjeuner zappé, Kein Kaffee
        Lunch called off, Ann stood me up, Ann n'est pas venue, Failli déjeuner avec Ann, Forgot lunch with Ann
        """,
    "moved": """
        Lunch (moved to next week), Café reporté, Déjeuner remis à lundi, Dîner décalé, Coffee postponed, Verschoben: Essen
        Lunch pushed to Friday, Lunch rescheduled, Café repoussé, Lunch - raincheck, Partie remise pour le café
        """,
    "open": """
        HOLD: Lunch, Peut-être déjeuner, Rendez-vous à prendre, Was supposed to have lunch, Booked lunch with Ann
        Invited Ann to dinner, Wrote to Ann about dinner, Café à caler, Déjeuner prévu, Tentative: coffee, Lunch?? tbc
        Proposé un café à Ann, Should have lunch with Ann, Want to have coffee, On devait déjeuner, Voudrait déjeuner
        Éventuel café, Asked Ann to lunch, Save the date: party, Vielleicht Kaffee, On déjeunera mardi puis verrons
        """,
}
HELD = """
    Lunch, Déjeuner avec Zoé, Lunch; a report about the plan and will Will come?, Café avec Nicolas, Point équipe
    Dîner chez Paul, Coffee at Marie's, Réunion de suivi, Entretien réseau, Prendre le thé, Lunch with Noah
    """
NOTES = """
    lapin !; excusée; tombé à l'eau; je n'ai pas pu y aller; j'ai oublié !; Elle s'est désistée.; elle a oublié
    j'étais malade; Je l'ai attendue une heure.; personne; she was sick; he never turned up; I waited for an hour
    sympa, mais elle n'est pas venue; He couldn't make it; annulé au dernier moment; remis à plus tard; we rescheduled
    no-show; elle a eu un empêchement; contretemps de sa part; stuck at work; j'ai dû annuler; another time
    """
PLAIN_NOTES = """
    elle m'a invitée; elle n'est pas contente de son poste; she may leave; on doit se revoir; he is not happy there
    très utile; they plan a merger; elle va partir à Lyon; he would like to move; I should write to Bob; pas mal
    """


def listed(text: str, sign: str = ",") -> list[str]:
    return [
        part.strip() for line in text.strip().splitlines() for part in line.split(sign)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [(text, name) for name, texts in OUTCOMES.items() for text in listed(texts)],
)
def test_what_fell_through_was_moved_or_is_open(text: str, expected: str) -> None:
    assert outcome(text) == expected


@pytest.mark.parametrize("text", listed(HELD))
def test_what_was_held_is_not_doubted(text: str) -> None:
    assert outcome(text) is None


@pytest.mark.parametrize("note", listed(NOTES, ";"))
def test_a_note_says_that_there_was_no_meeting(note: str) -> None:
    assert outcome_in_note(note) in {"off", "moved"}


@pytest.mark.parametrize("note", listed(PLAIN_NOTES, ";"))
def test_a_note_may_speak_of_what_is_not_or_will_be(note: str) -> None:
    assert outcome_in_note(note) is None


VIDEO = """
    Slack huddle; Lien Teams; Teams (lien dans l'invitation); GoToMeeting; Amazon Chime; Telegram; Webinaire; Réu Teams
    Teams Zoe; Lunch by video; Video-chatted with Ann; on Zoom for an hour; Finalement en visio; https://zoom.us/j/1
    Visioconférence; Meet; sur Meet; Jitsi; WhatsApp; FaceTime; Café virtuel; en ligne; à distance; Café distanciel
    lunch at https://meet.google.com/abc; Webex; Point sur Teams; the virtual conference; Discord; en vidéo
    """
CALL = """
    Conférence téléphonique; RDV téléphonique Zoe; Point tél Zoe; Audioconférence; Téléconsultation; Appel Zoé
    Phone call; Coup de fil; 06 12 34 56 78; réunion au 06 12 34 56 78; par téléphone; over the phone; Telefonat
    Conference call; au tél; Déjeuner téléphonique; +33 1 44 55 66 77
    """
IN_THE_FLESH = """
    The teams met; Recall; Bureau; Café de la Poste; 12 rue de la Paix 75002 Paris; zoom sur le projet; Tel Aviv
    Meet Zoe; two sales teams met; Le Procope; Déjeuner à Lignières; called off; Vidéothèque; 2026-11-30
    """


@pytest.mark.parametrize(
    ("text", "form"),
    [(t, "video") for t in listed(VIDEO, ";")]
    + [(t, "call") for t in listed(CALL, ";")],
)
def test_distance_is_heard_wherever_it_is_said(text: str, form: str) -> None:
    assert distance(text) == form


@pytest.mark.parametrize("text", listed(IN_THE_FLESH, ";"))
def test_words_that_look_like_distance_are_none(text: str) -> None:
    assert distance(text) is None


@pytest.mark.parametrize(
    "text",
    listed(
        """
        TBD; tba; n/a; N.A.; à définir; lieu à définir; -; ?; ...; Salle Teams; online; Microsoft Teams Meeting; Zoom
        https://example.org/x; 06 12 34 56 78; voir description; to be confirmed; aucun; Lien Zoom : https://zoom.us/j/1
        Teams (lien dans l'invitation); Téléphone; en visio; nowhere; Lieu : à préciser
        """,
        ";",
    ),
)
def test_no_place_has_many_spellings(text: str) -> None:
    assert is_no_place(text)


MORE_NO_PLACES = """
    Aucun lieu; pas de lieu; sans lieu; no location; (no location); No location set; lieu inconnu; Place: unknown
    À préciser plus tard; Lieu à déterminer ensemble; Lieu à définir avec Zoé; à définir le jour même; TBD (Paris?)
    Kein Ort; Ort folgt; s/o; sans objet; bob@example.org; Hybride; 0123456789#; no place yet; Untitled location
    n/a.; lieu non précisé; Non précisé; pas encore fixé; To be confirmed by Zoe; (à confirmer); lieu : à voir
    Salle à confirmer; room TBD; TBD room; Any place; somewhere; quelque part; Adresse à venir; tba
    """


@pytest.mark.parametrize("text", listed(MORE_NO_PLACES, ";"))
def test_no_place_is_said_in_a_sentence_too(text: str) -> None:
    assert is_no_place(text)


@pytest.mark.parametrize(
    "text",
    listed(
        "Procope; Zoom Café; 12 rue de la Paix; Salle 4; Chez Odette; N; Bureau (ou Teams); Sans Souci; Le Sans Nom"
        "; Place de la Bourse; Le Lieu Unique; Room 12; Café Libre; Nulle Part Ailleurs; Salle Pleyel; Bar à définir",
        ";",
    ),
)
def test_a_place_is_one(text: str) -> None:
    assert not is_no_place(text)
