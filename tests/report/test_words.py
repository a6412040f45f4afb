"""The briefing's words: both languages say the same, and every code that a report may use has a word."""

import re
import string
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from oberih.terms.kinds import KINDS, REPORT_KINDS


def _words() -> dict[str, dict[str, str]]:
    text = files("oberih.terms").joinpath("words", "briefing.toml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, Any]] = tomllib.loads(text)
    return {f"{table}.{key}": both for table, keys in tables.items() for key, both in keys.items()}


def _fields(text: str) -> set[str]:
    plain = re.sub(r"\{(\w+)(?:\|[^|{}]*)+\}", r"{\1}", text)
    return {(name or "").removesuffix("_n") for _, name, _, _ in string.Formatter().parse(plain) if name}


@pytest.mark.parametrize("key", sorted(_words()))
def test_both_languages_are_there_and_fill_the_same_fields(key: str) -> None:
    both = _words()[key]
    assert set(both) == {"uk", "en"}
    if not key.startswith("briefing_row."):  # there a language picks the form of the noun that it needs
        assert _fields(both["uk"]) == _fields(both["en"])
    assert re.search("[а-яіїєґ]", both["en"], re.IGNORECASE) is None
    assert "ы" not in both["uk"]
    assert "ё" not in both["uk"]


@pytest.mark.parametrize("kind", sorted({*REPORT_KINDS, *KINDS}))
def test_every_kind_of_weapon_has_its_forms(kind: str) -> None:
    both = _words()[f"briefing_kind.{kind}"]
    assert len(both["uk"].split("|")) == 3
    assert len(both["en"].split("|")) == 2
