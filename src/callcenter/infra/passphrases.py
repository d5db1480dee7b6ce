"""Passphrase hashes: Argon2id (RFC 9106), a few at a time so that a burst of sign-ins cannot exhaust memory."""

import asyncio
import os
import secrets

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

_COST = {"length": 32, "iterations": 3, "lanes": 1, "memory_cost": 64 * 1024}  # 64 MiB: about 0.1 s
_at_once = asyncio.Semaphore(2)


def hash_passphrase(passphrase: str) -> str:
    """The PHC string `$argon2id$v=19$…` with a fresh salt; takes about a tenth of a second."""
    return Argon2id(salt=os.urandom(16), **_COST).derive_phc_encoded(passphrase.encode())


def _matches(passphrase: str, stored: str) -> bool:
    try:
        Argon2id.verify_phc_encoded(passphrase.encode(), stored)
    except InvalidKey:
        return False
    return True


async def passphrase_matches(passphrase: str, stored: str | None) -> bool:
    """Compares in a thread; with no stored hash it spends the same time and says no."""
    async with _at_once:
        if stored is None:
            await asyncio.to_thread(hash_passphrase, passphrase)
            return False
        return await asyncio.to_thread(_matches, passphrase, stored)


async def hash_later(passphrase: str) -> str:
    async with _at_once:
        return await asyncio.to_thread(hash_passphrase, passphrase)


_WORDS = ["abeille", "acacia", "agave", "ananas", "arbre", "atelier", "avion", "bambou", "banane", "barque", "bateau", "bijou", "bleu", "bois", "boussole", "brise", "cacao", "cabane", "cahier", "calebasse", "canne", "canot", "carbet", "carte", "cascade", "cerise", "chaise", "chemin", "citron", "clairon", "coco", "colibri", "colline", "corail", "cotonnier", "crabe", "crayon", "dauphin", "dentelle", "dune", "écume", "étoile", "falaise", "fanal", "feuille", "figue", "filet", "flamboyant", "fleur", "fontaine", "forêt", "fougère", "fruit", "galet", "gingembre", "goyave", "grenade", "gué", "hamac", "herbe", "hibiscus", "horizon", "iguane", "île", "jardin", "jasmin", "jour", "lagon", "lampe", "lanterne", "lettre", "levant", "liane", "lune", "mangrove", "mangue", "marée", "marin", "matin", "menthe", "miel", "mois", "montagne", "mouette", "muscade", "nacre", "navire", "neige", "nuage", "ocean", "olive", "orange", "orchidée", "palmier", "panier", "papaye", "parasol", "pélican", "pirogue", "plage", "pluie", "poire", "pomme", "port", "prairie", "prune", "quai", "radeau", "rame", "récif", "rive", "rivière", "rocher", "rosée", "sable", "safran", "saison", "savane", "sel", "sentier", "sillage", "soleil", "source", "sucre", "tambour", "tamarin", "temps", "terrasse", "tortue", "vague", "vallon", "vanille", "vent", "verger", "verre", "voile", "voyage", "zénith"]


def one_time_passphrase() -> str:
    """Five words from 150 or so: 36 bits, readable aloud, good for one sign-in behind the attempt delays."""
    return " ".join(secrets.choice(_WORDS) for _ in range(5))
