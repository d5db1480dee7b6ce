"""What each code of a report or a refused file says to a person. Codes are stable."""

from callcenter.kit.languages import texts

FILE = texts(
    "call_list_file",
    {
        "file_empty": ("Le fichier est vide.", "The file is empty."),
        "file_header_only": (
            "Le fichier n’a qu’une ligne d’en-tête : il n’y a personne à appeler.",
            "The file has a header line only: there is nobody to call.",
        ),
        "file_is_html": (
            "Ce fichier est une page web. Exportez la liste en CSV ou en XLSX depuis votre outil.",
            "This file is a web page. Export the list as CSV or XLSX from your tool.",
        ),
        "file_is_binary": (
            "Ce fichier n’est ni un CSV ni un classeur. Exportez la liste en CSV ou en XLSX.",
            "This file is neither a CSV nor a workbook. Export the list as CSV or XLSX.",
        ),
        "file_is_archive": (
            "C’est une archive (zip, rar, 7z…). Décompressez-la et envoyez la liste qu’elle contient.",
            "This is an archive (zip, rar, 7z…). Unpack it and send the list inside.",
        ),
        "file_damaged": (
            "Ce fichier est abîmé. Ouvrez-le, enregistrez-le à nouveau et renvoyez-le.",
            "This file is damaged. Open it, save it again and upload it again.",
        ),
        "file_has_password": (
            "Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe.",
            "This workbook is protected by a password. Save it without one.",
        ),
        "file_too_large": (
            "Ce fichier est trop grand une fois ouvert. Exportez-le en CSV ou coupez-le en deux.",
            "This file is too large once opened. Export it as CSV or cut it in two.",
        ),
        "file_too_many_columns": (
            "Le fichier a plus de 512 colonnes. Gardez celles qui servent à l’appel.",
            "The file has more than 512 columns. Keep those that serve the call.",
        ),
        "file_row_too_long": (
            "Une ligne ne finit pas : un guillemet est sans doute resté ouvert, ou ce n’est pas un CSV.",
            "A line never ends: a quote was probably left open, or this is not a CSV.",
        ),
        "file_too_many_lines": (
            "Le fichier a plus de dix millions de lignes. Coupez-le en plusieurs listes.",
            "The file has more than ten million lines. Cut it into several lists.",
        ),
        "file_quote_open": (
            "Un guillemet ouvert n’est jamais refermé : la fin du fichier serait lue comme une seule cellule.",
            "A quote is opened and never closed: the rest of the file would be read as one cell.",
        ),
        "encoding_unknown": (
            "L’encodage du texte n’est pas reconnu. Enregistrez le fichier en « CSV UTF-8 ».",
            "The text encoding is not recognised. Save the file as “CSV UTF-8”.",
        ),
        "encoding_wrong": (
            "Le fichier ne se lit pas avec l’encodage choisi. Choisissez-en un autre.",
            "The file cannot be read with the chosen encoding. Choose another one.",
        ),
        "reader_died": (
            "La lecture de ce fichier s’est arrêtée : il est abîmé ou démesuré. Exportez la liste en CSV.",
            "Reading this file stopped: it is damaged or oversized. Export the list as CSV.",
        ),
        "reader_too_slow": (
            "La lecture de ce fichier prend trop de temps. Exportez la liste en CSV.",
            "Reading this file takes too long. Export the list as CSV.",
        ),
        "upload_incomplete": (
            "L’envoi est incomplet. Renvoyez le fichier.",
            "The upload is incomplete. Upload the file again.",
        ),
        "package_wrong_recipient": (
            "Ce paquet est chiffré pour une autre clé que celle du centre. Chiffrez-le avec la clé affichée ici.",
            "This package is encrypted to another key than the centre’s. Encrypt it to the key shown here.",
        ),
        "package_passphrase": (
            "Ce paquet est chiffré par une phrase secrète. Chiffrez-le avec la clé publique du centre : age -r age1…",
            "This package is encrypted with a passphrase. Encrypt it to the centre’s public key: age -r age1…",
        ),
        "package_damaged": (
            "Ce paquet chiffré est abîmé ou coupé : rien n’en est gardé. Copiez-le ou chiffrez-le à nouveau.",
            "This encrypted package is damaged or cut short: nothing of it is kept. Copy or encrypt it again.",
        ),
        "target_gone": (
            "La liste à modifier n’est plus là. Rien n’a été changé.",
            "The list to change is no longer there. Nothing was changed.",
        ),
        "forecast_changed": (
            "La liste a changé depuis l’annonce : rien n’a été fait. Voici ce que le fichier ferait maintenant.",
            "The list changed since the forecast: nothing was done. This is what the file would do now.",
        ),
        "no_number_column": (
            "Aucune colonne de numéros n’a été reconnue. Nommez-la « téléphone », ou envoyez une colonne seule.",
            "No column of numbers was recognised. Name it “phone”, or send a single column.",
        ),
        "several_sheets": (
            "Plusieurs feuilles de ce classeur ont des lignes. Enregistrez à part celle des numéros.",
            "Several sheets of this workbook hold rows. Save the one with the numbers by itself.",
        ),
        "numbers_failed": (
            "Les numéros n’ont pas pu être traités. Aucun n’est gardé ; renvoyez-les ou prévenez le centre.",
            "The numbers could not be processed. None is kept; send them again or tell the centre.",
        ),
        "removal_refused": (
            "Le retrait a été refusé, ou repris. Les numéros restent inscrits.",
            "The removal was refused, or taken back. The numbers stay on the list.",
        ),
        "removal_over": (
            "Personne n’a donné son accord en un jour. Les numéros restent inscrits.",
            "Nobody allowed it within a day. The numbers stay on the list.",
        ),
        "list_failed": (
            "La liste n’a pas pu être traitée. Rien n’a été importé ; renvoyez le fichier ou prévenez le centre.",
            "The list could not be processed. Nothing was imported; upload it again or tell the centre.",
        ),
    },
)
"""Why a whole file was refused."""

LINE = texts(
    "call_list_line",
    {
        "phone_missing": ("Le numéro manque.", "The number is missing."),
        "phone_not_a_number": ("Ce n’est pas un numéro.", "This is not a number."),
        "phone_spreadsheet_error": (
            "La cellule porte une erreur du tableur.",
            "The cell holds a spreadsheet error.",
        ),
        "phone_rounded": (
            "Le tableur a arrondi le numéro : des chiffres sont perdus.",
            "The spreadsheet rounded the number: digits are lost.",
        ),
        "phone_too_short": ("Le numéro est trop court.", "The number is too short."),
        "phone_too_long": ("Le numéro est trop long.", "The number is too long."),
        "phone_short_code": ("C’est un numéro court de service.", "This is a short service number."),
        "phone_special": ("C’est un numéro de service.", "This is a service number."),
        "phone_premium": ("C’est un numéro surtaxé.", "This is a premium-rate number."),
        "phone_unallocated": ("Ce numéro n’est attribué à personne.", "This number is allocated to nobody."),
        "phone_territory_unclear": (
            "Le territoire de ce numéro est ambigu : ajoutez le code postal ou l’indicatif.",
            "The territory of this number is unclear: add the postcode or the country code.",
        ),
        "phone_foreign": ("Ce numéro est à l’étranger.", "This number is abroad."),
        "phone_repaired_country_code": (
            "L’indicatif du numéro a été corrigé.",
            "The number’s country code was corrected.",
        ),
        "phone_repaired_extension": (
            "Le poste indiqué après le numéro est laissé de côté.",
            "The extension after the number is left out.",
        ),
        "phone_repaired_rounded_exact": (
            "Le numéro a été rétabli depuis l’écriture scientifique.",
            "The number was restored from scientific notation.",
        ),
        "postcode_missing": ("Le code postal manque.", "The postcode is missing."),
        "postcode_unknown": ("Le code postal est inconnu.", "The postcode is unknown."),
        "zones_differ": (
            "Le code postal et le numéro ne sont pas du même fuseau.",
            "The postcode and the number are not in the same time zone.",
        ),
        "email_unreadable": ("L’adresse électronique est illisible.", "The e-mail address is unreadable."),
        "language_unknown": ("La langue n’est pas reconnue.", "The language is not recognised."),
        "value_hidden": (
            "Cette valeur pourrait révéler un contact : elle reste scellée.",
            "This value could reveal a contact: it stays sealed.",
        ),
        "point_hidden": (
            "Cette information pourrait révéler un contact : elle n’est pas montrée.",
            "This information could reveal a contact: it is not shown.",
        ),
        "consent_basis_unknown": ("La base légale n’est pas reconnue.", "The legal basis is not recognised."),
        "consent_date_unreadable": (
            "La date du consentement est illisible.",
            "The date of consent is unreadable.",
        ),
        "consent_date_in_future": (
            "La date du consentement est à venir : la personne ne peut pas être appelée.",
            "The date of consent lies in the future: the person may not be called.",
        ),
        "date_unreadable": (
            "La date n’est pas lisible : elle est gardée telle quelle.",
            "The date cannot be read: it is kept as written.",
        ),
        "date_other_order": (
            "Ici, le jour et le mois sont dans l’autre ordre : cette date n’est pas comprise.",
            "Here day and month stand in the other order: this date is not understood.",
        ),
        "date_order_assumed": (
            "L’ordre du jour et du mois n’est pas sûr : vérifiez cette date.",
            "The order of day and month is not sure: check this date.",
        ),
        "other_separator": (
            "Cette ligne est découpée avec un autre séparateur que les autres.",
            "This line is cut by another separator than the others.",
        ),
        "quote_swallows": (
            "Un guillemet resté ouvert ici avale les lignes suivantes : refermez-le, puis renvoyez ces lignes.",
            "A quote left open here swallows the lines below: close it, then send these lines again.",
        ),
        "phone_too_many": (
            "La cellule porte plus de quatre numéros : les suivants sont laissés de côté.",
            "The cell holds more than four numbers: the further ones are left out.",
        ),
        "cells_beyond": (
            "Des cellules dépassent le tableau : la ligne est peut-être décalée.",
            "Some cells lie beyond the table: the line may have shifted.",
        ),
        "no_consent_basis": (
            "Aucune base légale : la personne ne peut pas être appelée.",
            "No legal basis: the person may not be called.",
        ),
        "basis_not_agreed": (
            "La base légale n’est pas dans la convention : la personne ne peut pas être appelée.",
            "The legal basis is not in the agreement: the person may not be called.",
        ),
        "offer_banned": (
            "La loi interdit d’offrir cela par téléphone (CPF, énergie, logement) : la personne n’est pas appelable.",
            "The law bans offering this by telephone (CPF, energy, homes): the person may not be called.",
        ),
        "consent_refused": ("La personne a refusé les appels.", "The person has refused calls."),
        "suppressed": (
            "Ce numéro ne doit pas être appelé : il est sur une liste « ne pas appeler », la vôtre ou celle du centre.",
            "This number must not be called: it is on a do-not-call list, yours or the centre’s.",
        ),
        "duplicate_in_file": (
            "Ce numéro est déjà plus haut dans le fichier.",
            "This number is already further up in the file.",
        ),
        "duplicate_in_list": (
            "Cette personne est déjà dans la liste.",
            "This person is in the list already.",
        ),
        "number_of_another": (
            "Ce numéro est celui d’une autre personne de la liste.",
            "This number is another person’s in the list.",
        ),
        "reference_missing": (
            "La référence client manque : on ne sait pas qui mettre à jour.",
            "The client reference is missing: nobody knows whom to update.",
        ),
        "reference_rounded": (
            "Le tableur a arrondi la référence client : elle est laissée de côté. Mettez la colonne en texte.",
            "The spreadsheet rounded the client reference: it is left out. Make the column text.",
        ),
        "duplicate_in_partner": (
            "Ce numéro est déjà dans une de vos listes.",
            "This number is already in one of your lists.",
        ),
        "reference_in_file": (
            "Cette référence client est déjà plus haut dans le fichier.",
            "This client reference is already further up in the file.",
        ),
        "reference_in_partner": (
            "Cette référence client est déjà dans une de vos listes.",
            "This client reference is already in one of your lists.",
        ),
        "refusal_unheard": (
            "Cette personne refuse les appels et est déjà connue : inscrivez son numéro dans « Ne pas appeler ».",
            "This person refuses calls but is known already: enter the number under “Do not call”.",
        ),
        "not_a_contact": ("Ligne de total, sans contact.", "A total line without a contact."),
        "row_too_long": ("La ligne est trop longue.", "The line is too long."),
    },
)
"""Remarks on one line of a file."""
