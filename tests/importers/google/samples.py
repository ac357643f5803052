"""Tables as Google exports contacts. Everybody in them is invented."""

from __future__ import annotations

NEW = """\
First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Website 1 - Label,Website 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value
Zoé,,Lefèvre,,,,Mme,,,,Exemple SA,Directrice,,1990-05-17,"ne jamais
lire ceci",https://www.example.org/p.jpg,* myContacts ::: Club ::: * starred,* Work,zoe@example.org ::: zoe.l@example.org,Home,z@example.fr,Mobile,+33 6 00 00 00 00 ::: +33 1 00 00 00 00,Home,"1 rue du Test
69001 Lyon",1 rue du Test,Lyon,,,69001,FR,,Profile,https://www.linkedin.com/in/zoe-lefevre-demo,Réseau,https://x.com/zoe_demo
Yanis,Karim,Moreau,,,,,,,,,,,,,,* myContacts,,* myContacts,,,,,,,,,,,,,,,,,
,,,,,,,,,,Plomberie Exemple,,,,,,* myContacts,,,,,Work,01 00 00 00 05,,,,,,,,,,,,,
,,,,,,,,,,,,,,,,* myContacts,* ,"Sans Nom <sans-nom@example.org>",,,,,,,,,,,,,,,,,
,,,,,,,,Zouzou,,,,,,,,* myContacts,,,,,,,,,,,,,,,,,,,
,,,,,,,,,,,,,,,,* Other Contacts,* ,inconnue@example.org,,,,,,,,,,,,,,,,,
,,,,,,,,,,,,,,une note seule,,* myContacts,,,,,,,,,,,,,,,,,,,
"""

OLD = """\
Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,Family Name Yomi,Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,Gender,Location,Billing Information,Directory Server,Mileage,Occupation,Hobby,Sensitivity,Priority,Subject,Notes,Language,Photo,Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value,Address 1 - Type,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Organization 1 - Type,Organization 1 - Name,Organization 1 - Yomi Name,Organization 1 - Title,Organization 1 - Department,Organization 1 - Symbol,Organization 1 - Location,Organization 1 - Job Description,Website 1 - Type,Website 1 - Value
Zoé Lefèvre,Zoé,,Lefèvre,,,,,,,,,,,,,,,,,,,,,,,,,* myContacts ::: * friends ::: Club,* Home,zoe@example.org,,,Mobile,+33 6 00 00 00 00,Home,,,,,Rhône,,,,,Exemple SA,,Directrice,,,,,Profile,https://www.linkedin.com/in/zoe-lefevre-demo
Madonna,Madonna,,,,,,,,,,,,,,,,,,,,,,,,,,,* myContacts,* ,m@example.org,,,,,,,,,,,,,,,,,,,,,,,
"""

SMALL = """\
First Name,Middle Name,Last Name,Organization Name,Organization Title,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value
Zoé,,Lefèvre,Exemple SA,Directrice,* myContacts ::: Club,* Work,zoe@example.org ::: zoe.l@example.org,,
"""
