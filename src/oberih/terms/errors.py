"""Everything that can go wrong on purpose.

    OberihError                 exit code 1
    ├── InputError              exit code 2: the user can mend it; every fault is listed at once
    │   ├── ReportError         a report that cannot be read
    │   ├── ScenarioError       a scenario with faults
    │   ├── PackError           a country pack with faults
    │   ├── RunError            a run that does not exist, or a catalogue that cannot be used
    │   └── OutputError         a place that cannot be written
    └── NoRaidError             exit code 3: the report was read, and tells of no raid

A fault is data (a key and its values) until somebody reads it: `terms.words.say` puts it into a language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from oberih.terms.words import Lang, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong: where it stands, and a sentence (by key) with what was found, expected, and the
    remedy."""

    key: str
    where: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: Lang = "en") -> str:
        """The fault in words.

        >>> Fault(key="fault.report_empty", where="a.txt").text()
        'a.txt: the file is empty. ...'
        """
        sentence = say(self.key, lang, **self.values)
        return f"{self.where}: {sentence}" if self.where else sentence


class OberihError(Exception):
    """Base of everything that Oberih raises on purpose."""

    exit_code: ClassVar[int] = 1

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults

    def text(self, lang: Lang = "en") -> str:
        """All faults, one a line."""
        return "\n".join(fault.text(lang) for fault in self.faults)

    def __str__(self) -> str:
        return self.text("en")


class InputError(OberihError):
    """Something that the user gave cannot be used, and the user can mend it."""

    exit_code = 2


class ReportError(InputError):
    """A report that cannot be read: empty, binary, too large, in another language."""


class ScenarioError(InputError):
    """A scenario with faults."""


class PackError(InputError):
    """A country pack with faults."""


class RunError(InputError):
    """A run that does not exist, or a catalogue that cannot be used."""


class OutputError(InputError):
    """A folder or file that cannot be written."""


class NoRaidError(OberihError):
    """The report was read, and tells of no raid."""

    exit_code = 3
