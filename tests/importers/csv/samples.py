"""Tables as people keep them. Everybody in them is invented."""

from __future__ import annotations

JOURNAL = """\
Date;Type;Avec;Lieu;Durée;Notes
12/11/2026;Déjeuner;Camille Lefèvre et Yanis Moreau;Le Procope;1h30;le nouveau moteur
25/11/2025;Café;Camille Lefèvre;;30;
03/04/2024;Rendez-vous;Ada Muster, MBA;Lyon;;
2019;Verre;Yanis Moreau;;;
mars 2023;Dîner;Yanis Moreau, moi;;;
25/12/2024;Visio;Camille Lefèvre;;;
14/02/2024;Suivi;Camille Lefèvre;;;
;Café;Camille Lefèvre;;;
31/02/2024;Café;Camille Lefèvre;;;
15/02/2024;Café;moi;;;
"""

PEOPLE = """\
Prénom;Nom;Fonction;Société;E-mail;E-mail 2;Tél. mobile;Ville;Étiquettes;Profil
Zoé;Lefèvre;Directrice commerciale;Exemple SA;zoe@example.org;z@example.fr;+33 6 00 00 00 00;Lyon;client, Lyon;https://www.linkedin.com/in/zoe-lefevre-demo
Jean;Exemple;;Un;;;;;;
Jean;Exemple;;Deux;;;;;;
;;;Plomberie Exemple;contact@example.org;;;;;
;;;;;;;;;seul
"""

CONNECTIONS = """\
Full name,Email,Company,Connected on
Zoé Lefèvre,zoe@example.org,Exemple SA,2014-06-19
Yanis Moreau,,Exemple SA,
"""

ENGLISH = """\
Name\tWhen\tWhat\tMinutes\tWhere\tComment
Ada Lovelace\t2026-11-20 12:30\tlunch\t90 min\tBlue Bottle\ttalked about the engine
Ada Lovelace\tNov 3, 2026\tPhone call\t\t\t
"""
