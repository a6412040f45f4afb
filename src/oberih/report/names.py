"""Names of speakers and bodies, in the script of the page.

The record keeps names as Ukrainian has them. An English page gives bodies their English name, and writes surnames as
the passport rules do (Cabinet of Ministers of Ukraine, resolution 55 of 27 January 2010).
"""

import re

from oberih.terms.words import Lang

_KNOWN = {
    "Повітряні сили": "Air Force",
    "Укренерго": "Ukrenergo",
    "КМВА": "Kyiv City Military Administration",
    "Міноборони США": "US Department of Defense",
    "Міноборони": "Ministry of Defence",
    "Міненерго": "Ministry of Energy",
    "Генштаб": "General Staff",
    "ДСНС": "State Emergency Service",
    "Енергоатом": "Energoatom",
    "ДТЕК": "DTEK",
    "Нацполіція": "National Police",
    "Сили оборони півдня": "Southern Defence Forces",
    "МАГАТЕ": "IAEA",
    "прокуратура": "prosecutor's office",
    "обленерго": "regional power company",
    "Офіс президента": "Office of the President",
    "міськрада": "city council",
    "Остін": "Austin",
    "Байден": "Biden",
    "Столтенберг": "Stoltenberg",
    "Кличко": "Klitschko",
}
_LETTERS = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'’ʼ",
        "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch . iu ia . . .".split(),  # noqa: SIM905
        strict=True,
    )
)
_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def romanised(text: str) -> str:
    """Ukrainian text in Latin letters.

    >>> [romanised(name) for name in ("Зеленський", "Згурський", "Юлія", "Знам'янка")]
    ['Zelenskyi', 'Zghurskyi', 'Yuliia', 'Znamianka']
    """

    def word(match: re.Match[str]) -> str:
        given = match.group()
        low = given.lower().replace("зг", "з\0г")
        out = "".join(
            _FIRST[letter] if i == 0 and letter in _FIRST else _LETTERS.get(letter, letter)
            for i, letter in enumerate(low)
        )
        out = out.replace(".", "").replace("z\0h", "zgh")
        if given.isupper() and len(given) > 1:
            return out.upper()
        return out[:1].upper() + out[1:] if given[:1].isupper() else out

    return re.sub(r"[а-яєіїґА-ЯЄІЇҐ'’ʼ]+", word, text)


def shown_name(name: str, lang: Lang) -> str:
    """A speaker's or a body's name as a page in this language writes it.

    >>> shown_name("Міноборони США", "en"), shown_name("Резніков", "en"), shown_name("Резніков", "uk")
    ('US Department of Defense', 'Reznikov', 'Резніков')
    """
    return name if lang == "uk" else _KNOWN.get(name) or romanised(name)
