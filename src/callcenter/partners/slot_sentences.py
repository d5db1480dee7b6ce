"""Why a line of a file of slots was not taken, in words. Codes are stable."""

from callcenter.kit.languages import texts

SLOT_LINE = texts(
    "slot_line",
    {
        "start_missing": ("L’heure de début manque.", "The start is missing."),
        "date_missing": ("La date manque.", "The date is missing."),
        "date": (
            "La date n’est pas lisible. Écrivez 01/12/2026 ou 2026-12-01.",
            "The date cannot be read. Write 01/12/2026 (day first) or 2026-12-01.",
        ),
        "date_order": (
            "Le mois est avant le jour : écrivez le jour d’abord, ou l’année d’abord.",
            "The month stands before the day: write the day first, or the year first.",
        ),
        "time": (
            "L’heure n’est pas lisible. Écrivez 9h30 ou 09:30.",
            "The time cannot be read. Write 09:30.",
        ),
        "time_skipped": (
            "Cette heure n’existe pas ce jour-là : on passe à l’heure d’été.",
            "This time does not exist on that day: the clocks go forward.",
        ),
        "duration": ("La durée n’est pas un nombre de minutes.", "The length is not a number of minutes."),
        "capacity": ("Le nombre de places va de 1 à 50.", "The number of places goes from 1 to 50."),
        "zone": (
            "Le fuseau n’est pas connu. Écrivez « Guadeloupe » ou « America/Guadeloupe ».",
            "The time zone is not known. Write “Guadeloupe” or “America/Guadeloupe”.",
        ),
        "notice": (
            "Le délai n’est pas lisible. Écrivez 90, 48 h ou 2 jours ; 14 jours au plus.",
            "The notice cannot be read. Write 90, 48 h or 2 days; 14 days at most.",
        ),
        "place_missing": (
            "Le lieu manque. Indiquez-en un pour tout le fichier.",
            "The place is missing. Give one for the whole file.",
        ),
        "ends_before_start": ("La fin n’est pas après le début.", "The end does not come after the start."),
        "too_long": ("Le créneau dure plus de 12 heures.", "The slot lasts more than 12 hours."),
        "past": ("Ce créneau est passé.", "This slot is past."),
        "twice": (
            "Ce créneau figure déjà plus haut dans le fichier.",
            "This slot stands further up in the file already.",
        ),
        "already_there": ("Ce créneau existe déjà chez vous.", "You have this slot already."),
        "too_many": (
            "Au-delà de 1 000 créneaux : mettez la suite dans un autre fichier.",
            "Beyond 1,000 slots: put the rest into another file.",
        ),
        "whole_day": (
            "Une journée entière n’est pas un créneau : il faut une heure.",
            "A whole day is no slot: a time is needed.",
        ),
        "cancelled": (
            "Cet événement est annulé dans votre calendrier.",
            "This event is cancelled in your calendar.",
        ),
        "series": (
            "La répétition de cet événement n’est pas lisible.",
            "The repetition of this event cannot be read.",
        ),
    },
)
