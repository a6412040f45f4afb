"""Who is who across reports: one speaker in either language and any spelling, and whether he speaks by office."""

import re

from oberih.record.reading.declension import folded, latin

#: bodies by the names that both languages give them
_SAME: tuple[tuple[str, str], ...] = (
    ("air force", r"повітряні сили|(?:ukrainian |ukraine's )?air force.*"), ("ukrenergo", r"укренерго|ukrenergo"),
    ("emergency service", r"дснс|(?:state )?emergency service.*"), ("kyiv administration",
    r"кмва|kyiv city military.*"),
    ("energy ministry", r"міненерго|міністерство енергетики.*|energy ministry|ministry of energy"),
    ("general staff", r"генштаб|general staff"), ("dtek", r"дтек|dtek"), ("energoatom", r"енергоатом|en[eh]+rgoatom"),
    ("us defence", r"міноборони сша|pentagon|us department of defen[sc]e"),
    ("police", r"нацполіція|national police"), ("railways", r"укрзалізниця|ukrzaliznyts[iy]a"),
)  # fmt: skip
_OFFICIAL = re.compile(
    r"повітрян|air force|укренерго|ukrenergo|дснс|emergency service|ова\b|адміністрація|administration|міністерств"
    r"|мін[А-ЩЬЮЯЄІЇҐа-щьюяєіїґ]{4,}|ministry|президент|president|прокуратур|prosecutor|генштаб|general staff|кмва"
    r"|поліці|police|мвс|командування|command"
)
_OFFICIALS = frozenset(
    {"zelenskyy", "zelensky", "zelenskyi", "shmyhal", "svyrydenko", "klymenko", "klychko", "klitschko"}
)


def voice(name: str) -> str:
    """One key for one speaker.

    >>> voice("Повітряні сили") == voice("Air Force"), voice("Кулеба") == voice("Kuleba"), voice("Зеленський")
    (True, True, 'zelensky')
    """
    low = name.lower().replace("’", "'").strip('«»"“” ')
    for key, pattern in _SAME:
        if re.fullmatch(pattern, low):
            return key
    key = folded(latin(low) if low[:1] >= "\u0250" else low)
    return re.sub(r"y+$", "y", re.sub(r"skyy?$|skyi$|skiy$", "sky", key))


def official(name: str | None, organisation: str | None = None) -> bool:
    """Whether figures come from a body of the state, or from one who speaks for it."""
    if name and voice(name) in _OFFICIALS:
        return True
    return any(bool(each and _OFFICIAL.search(each.lower())) for each in (name, organisation))
