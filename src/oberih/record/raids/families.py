"""Model names of the table of raids: which family a model belongs to, and which kind the family flies as.

A family is what the table can tell apart and what meets defence alike. Some models have no kind, so no rate is learnt
from them: unmanned scouts and front-line munitions (reported almost only when shot down), glide bombs, and weapons that
nobody typed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from oberih.terms.kinds import Kind

MIXED = "mixed"  #: the family of a row whose models are of several kinds
NO_RATE = ("scout", "front_line", "bomb", "unknown_missile", "unknown_uav")  #: families without a kind


@dataclass(frozen=True, slots=True)
class Family:
    """What a model name, or several in one row, comes to."""

    family: str
    kind: Kind | None
    by_name: bool = False  #: told by a word in the name: no model of the list is called so


#: family → kind it flies as (terms.kinds says why Kh-22, Oniks and S-300 rounds are with the ballistic ones)
KIND_OF_FAMILY: dict[str, Kind | None] = {
    "kh101": "cruise", "kalibr": "cruise", "iskander_k": "cruise",
    "kh59": "guided", "kh31": "guided", "kh35": "guided", "banderol": "guided",
    "iskander_m": "ballistic", "s300": "ballistic", "kh22": "ballistic", "oniks": "ballistic",
    "ballistic_other": "ballistic",
    "kinzhal": "aeroballistic", "zircon": "aeroballistic",
    "shahed": "drone", "jet": "jet_drone", "decoy": "decoy", "cruise_other": "cruise",
    **dict.fromkeys(NO_RATE),
}  # fmt: skip

#: names as the table writes them, in the form of `_plain` → family
_LISTED: dict[str, str] = {
    "x101/x555": "kh101", "x101": "kh101", "x555": "kh101", "x55": "kh101", "kalibr": "kalibr", "3m14kalibr": "kalibr",
    "iskanderk": "iskander_k",
    "x59": "kh59", "x69": "kh59", "x59/x69": "kh59", "x59mk2": "kh59", "x59m": "kh59",
    "x31": "kh31", "x31p": "kh31", "x31pd": "kh31", "x35": "kh35", "banderol": "banderol",
    "iskanderm": "iskander_m", "kn23": "iskander_m", "iskanderm/kn23": "iskander_m", "kn23/iskanderm": "iskander_m",
    "c300": "s300", "c400": "s300", "c300/c400": "s300", "x22": "kh22", "x32": "kh22", "x22/x32": "kh22",
    "p800oniks": "oniks", "oniks": "oniks", "ballisticmissile": "ballistic_other",
    "intercontinentalballisticmissile": "ballistic_other",
    "x47kinzhal": "kinzhal", "kinzhal": "kinzhal", "3m22zircon": "zircon", "zircon": "zircon",
    "shahed136/131": "shahed", "shahed131/136": "shahed", "shahed136": "shahed", "shahed131": "shahed",
    "unknownmissile": "unknown_missile", "unknownuav": "unknown_uav", "reconnaissanceuav": "scout",
    "lancet": "front_line", "kub": "front_line", "молнія": "front_line", "привет82": "front_line",
    "orlan10": "scout", "orlan30": "scout", "zala": "scout", "supercam": "scout", "merlinvr": "scout",
    "eleron": "scout", "granat4": "scout", "forpost": "scout", "orion": "scout", "mohajer6": "scout",
    "картограф": "scout", "фенікс": "scout",
    "aerialbomb": "bomb", "gbu": "bomb",
}  # fmt: skip

#: words in a name that nobody listed → family; the first that fits counts, so narrow ones stand first
_WORDS: tuple[tuple[str, str], ...] = (
    (r"decoy|gerbera|гербера|parody|пароді|імітатор|imitator|хибн", "decoy"),
    (r"jet|реактивн|shahed238|geran3|герань3|geran5|герань5", "jet"),
    (r"shahed|shahid|geran|герань|шахед|strikeuav|attackuav|ударнийбпла|kamikaze|garpiya|гарпія|italmas|італмас",
     "shahed"),
    (r"lancet|ланцет|molni|молнія|fpv|\bkub\b|loitering", "front_line"),
    (r"recon|розвід|orlan|орлан|zala|supercam|eleron|mohajer|knyaz|князь", "scout"),
    (r"iskanderk|9m728|9m729", "iskander_k"),
    (r"iskander|kn2[34]|9m723|hwasong", "iskander_m"),
    (r"kinzhal|кинджал", "kinzhal"),
    (r"zircon|циркон", "zircon"),
    (r"oniks|onyx|онікс|bastion", "oniks"),
    (r"[cs][345]00", "s300"),
    (r"kalibr|калібр", "kalibr"),
    (r"x10[12]|x555|x50\b|izd\w*30", "kh101"),
    (r"x22|x32", "kh22"),
    (r"x31|x58", "kh31"),
    (r"x35|x39", "kh35"),
    (r"x59|x69|x38", "kh59"),
    (r"banderol|бандерол", "banderol"),
    (r"bomb|kab|umpk|каб\b|авіабомб|gbu", "bomb"),
    (r"ballistic|баліст|tochka|точка|oreshnik|орешник", "ballistic_other"),
    (r"cruise|крилат", "cruise_other"),
    (r"missile|ракет", "unknown_missile"),
    (r"uav|бпла|drone|дрон", "unknown_uav"),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), family) for pattern, family in _WORDS)

#: Cyrillic letters for the Latin ones of names such as «Х-101», «С-300» and «КН-23»
_LOOKALIKE = str.maketrans("хсаеоркмтн", "xcaeopkmtn")
_HAS_OWN_LETTERS = re.compile(r"[бвгґдєжзиіїйлпуфцчшщьюя]")
_SPLIT = re.compile(r"\s+(?:and|та|і|и)\s+|\s*[,;+&]\s*", re.IGNORECASE)


def _plain(name: str) -> str:
    """A name without what spelling varies in: case, spaces, hyphens, look-alike letters, Kh for X.

    >>> _plain("Х-101/X-555"), _plain("Kh-59"), _plain("Молнія")
    ('x101/x555', 'x59', 'молнія')
    """
    lower = name.strip().lower()
    if re.search(r"\d", lower) and not _HAS_OWN_LETTERS.search(lower):  # a number, and no word of Ukrainian
        lower = lower.translate(_LOOKALIKE)
    return re.sub(r"\bkh(?=\d)", "x", re.sub(r"[\s\-–—_.'’\"«»()]+", "", lower))


def split_models(text: str) -> list[str]:
    """The names in one cell.

    >>> split_models("X-101/X-555 and Kalibr and X-22")
    ['X-101/X-555', 'Kalibr', 'X-22']
    """
    return [name for name in (part.strip() for part in _SPLIT.split(text)) if name]


def family_of(name: str) -> Family | None:
    """The family of one model: by its listed name, else by a word in it, else None.

    >>> family_of("X-22"), family_of("Thing")
    (Family(family='kh22', kind='ballistic', by_name=False), None)
    >>> family_of("Iskander-M2 (new)")
    Family(family='iskander_m', kind='ballistic', by_name=True)
    """
    plain = _plain(name)
    listed = _LISTED.get(plain)
    if listed is not None:
        return Family(listed, KIND_OF_FAMILY[listed])
    for pattern, family in _COMPILED:
        if pattern.search(plain):
            return Family(family, KIND_OF_FAMILY[family], by_name=True)
    return None


def family_of_models(names: Sequence[str]) -> Family | None:
    """The family of a row that names these models: their own where it is one, `KIND_mix` where they share a kind,
    `MIXED` without a kind where they do not; None where a model is not known at all.

    Decoys and jet drones in one count with drones are drones: the table's drone rows held them unsaid all along.

    >>> family_of_models(["X-101/X-555", "Kalibr"]), family_of_models(["X-101/X-555", "X-22"])
    (Family(family='cruise_mix', kind='cruise', by_name=False), Family(family='mixed', kind=None, by_name=False))
    """
    found = [family_of(name) for name in names]
    known = [each for each in found if each is not None]
    if not known or len(known) < len(found):
        return None
    by_name = any(each.by_name for each in known)
    families = sorted({each.family for each in known})
    if len(families) == 1:
        return Family(families[0], known[0].kind, by_name)
    if "shahed" in families and set(families) <= {"shahed", "decoy", "jet", "unknown_uav"}:
        return Family("shahed", "drone", by_name)
    kinds = {each.kind for each in known}
    if len(kinds) > 1:
        return Family(MIXED, None, by_name)
    kind = kinds.pop()
    if kind is None:
        return Family("scout" if set(families) <= {"scout", "front_line", "unknown_uav"} else MIXED, None, by_name)
    return Family(f"{kind}_mix", kind, by_name)
