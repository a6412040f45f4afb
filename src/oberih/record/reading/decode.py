"""Bytes into text, and the language of a text, told by its letters and its commonest words."""

import re
import unicodedata
from collections import Counter
from typing import Never

from oberih.terms.errors import Fault, ReportError
from oberih.terms.words import Lang

#: first bytes of files that hold no plain text → what they are
_MAGIC = {
    b"\x89PNG": "PNG", b"%PDF": "PDF", b"PK\x03\x04": "ZIP", b"GIF8": "GIF", b"\xff\xd8\xff": "JPEG",
    b"\x1f\x8b": "GZIP",
    b"7z\xbc\xaf": "7Z", b"RIFF": "RIFF", b"\x7fELF": "ELF", b"\xd0\xcf\x11\xe0": "DOC", b"Rar!": "RAR",
    b"SQLite": "SQLite",
    b"PAR1": "Parquet", b"{\\rtf": "RTF", b"BM": "BMP", b"\x00\x00\x01\x00": "ICO", b"OggS": "OGG", b"ID3": "MP3",
    b"MZ": "EXE",
}  # fmt: skip
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\u0301]")
#: tried where a text is not UTF-8; the one that reads as the most plausible letters is taken
_LEGACY = ("cp1251", "koi8_u", "iso8859_5", "cp866", "cp1252")

_UKRAINIAN = frozenset("іїєґ")
_FOREIGN = frozenset("ыэъёўјљњћђџѓќѕ")
_RUSSIAN_WORDS = frozenset({"и", "что", "как", "это", "был", "были", "из", "с", "его", "также", "или", "они", "после"})
_UKRAINIAN_WORDS = frozenset({"та", "і", "й", "що", "як", "це", "був", "були", "із", "з", "під", "його", "також",
                              "або", "у", "в", "про", "від", "до",
                              "по", "на", "за", "збили", "збито", "ракет", "дронів"})  # fmt: skip
_ENGLISH_WORDS = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "a",
        "was",
        "were",
        "on",
        "by",
        "for",
        "with",
        "at",
        "from",
        "that",
        "is",
        "it",
        "as",
        "be",
        "has",
        "have",
        "had",
        "its",
        "said",
        "after",
        "over",
        "an",
        "not",
        "more",
        "than",
        "they",
        "this",
        "are",
        "their",
        "which",
        "russia",
        "ukraine",
        "missiles",
        "missile",
        "drones",
        "drone",
        "launched",
        "shot",
        "killed",
        "injured",
        "wounded",
        "dead",
        "down",
        "attack",
        "air",
    ]
)
_OTHER_LATIN = re.compile(r"[ąćęłńśźżäöüßçéèêàâîôûñáíóúãõåæøčďěňřšťůžőűăâîșț]")


def _binary(data: bytes) -> str | None:
    """What kind of file the bytes are, if not text."""
    for magic, name in _MAGIC.items():
        if data.startswith(magic) and (len(magic) > 2 or _CONTROL.search(data[:4096])):
            return name
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    head = data[:65536]
    return "?" if len(_CONTROL.findall(head)) > max(0, len(head) // 500) else None


def _sixteen(data: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of a European text is one of few."""
    head = data[:4000]
    if len(head) < 8 or len(head) % 2:
        return None
    for encoding, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if high.count(0) + high.count(4) > 0.9 * len(high):
            return encoding
    return None


def _plausible(text: str) -> float:
    """How much a text looks like Ukrainian or English: small letters that the two use, less those that they do not."""
    sample = text[:20_000]
    good = sum("а" <= sign <= "я" or sign in "іїєґ" or "a" <= sign <= "z" for sign in sample)
    upper = sum("А" <= sign <= "Я" for sign in sample)
    odd = sum(
        sign in _FOREIGN or ("\u2500" <= sign <= "\u259f") or ("\u00a1" <= sign <= "\u00ff" and sign not in "«»°§")
        for sign in sample
    )
    inner = len(re.findall(r"[а-яіїєґ][А-Я]", sample))
    return good - 0.5 * upper - 3 * odd - 3 * inner


def decode(data: bytes, where: str) -> str:
    """The text of a file, whatever its encoding. Raises ReportError where the bytes are no text."""
    sixteen = _sixteen(data)
    kind = None if sixteen else _binary(data)
    if kind is not None:
        raise ReportError(Fault(key="record.binary", where=where, values={"kind": kind if kind != "?" else "binary"}))
    return _clean(_decoded(data, sixteen))


def _decoded(data: bytes, sixteen: str | None) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if sixteen:
        return data.decode(sixteen, errors="replace")
    named = _CHARSET.search(data[:4096])
    for encoding in ("utf-8-sig", named.group(1).decode("ascii") if named else None):
        try:
            if encoding:
                return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    broken = data.decode("utf-8", errors="replace")
    if broken.count("\ufffd") <= len(broken) // 200:  # a few bytes lost on the way; the rest is UTF-8
        return broken
    texts = [data.decode(encoding, errors="replace") for encoding in _LEGACY]
    return max(texts, key=_plausible)


def _clean(text: str) -> str:
    """One form for each letter, one kind of line end, no invisible signs: spans are places in this text."""
    text = _INVISIBLE.sub("", text.replace("й", "й").replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text).replace("\u2028", "\n").replace("\u2029", "\n")


def language(text: str, where: str = "") -> Lang:
    """The language of a report. Raises ReportError where it is neither Ukrainian nor English, naming the letters found.

    >>> language("Уночі ворог запустив 14 дронів"), language("Russia launched 14 drones overnight")
    ('uk', 'en')
    """
    sample = text[:50_000].lower()
    letters = Counter({sign: n for sign, n in Counter(sample).items() if sign.isalpha()})
    total = sum(letters.values())
    cyrillic = sum(n for sign, n in letters.items() if "\u0400" <= sign <= "\u04ff")
    latin = sum(n for sign, n in letters.items() if sign < "\u0250")
    if total == 0:
        raise ReportError(Fault(key="record.no_letters", where=where))
    if cyrillic >= 0.5 * total or (cyrillic >= 0.25 * total and cyrillic > latin):
        return _cyrillic(sample, letters, where)
    if latin >= 0.5 * total:
        return _latin(sample, where)
    script = unicodedata.name(letters.most_common(1)[0][0], "?").split()[0].title()
    return _refuse("record.other_script", where, script=script)


def _refuse(key: str, where: str, **values: object) -> Never:
    raise ReportError(Fault(key=key, where=where, values=values))


def _cyrillic(sample: str, letters: Counter[str], where: str) -> Lang:
    ours = sum(letters[sign] for sign in _UKRAINIAN)
    foreign = {sign: letters[sign] for sign in _FOREIGN if letters[sign]}
    if ours > 2 * sum(foreign.values()):
        return "uk"
    words = Counter(re.findall(r"[^\W\d_]+", sample))
    score = sum(words[word] for word in _UKRAINIAN_WORDS) - sum(words[word] for word in _RUSSIAN_WORDS)
    if not foreign and score >= 0 and not (words["и"] or words["что"]):
        return "uk"
    named = ", ".join(sorted(foreign, key=lambda sign: (-foreign[sign], sign))[:5])
    if not named:
        return _refuse("record.cyrillic_plain", where)
    return _refuse("record.other_cyrillic", where, letters=named)


def _latin(sample: str, where: str) -> Lang:
    words = re.findall(r"[^\W\d_]+", sample)
    share = sum(word in _ENGLISH_WORDS for word in words) / max(1, len(words))
    marks = Counter(_OTHER_LATIN.findall(sample))
    if share >= (0.12 if sum(marks.values()) <= 0.01 * len(sample) else 0.25):
        return "en"
    if marks:
        return _refuse("record.other_latin", where, letters=", ".join(sign for sign, _ in marks.most_common(5)))
    return _refuse("record.latin_plain", where)
