"""The page of a hindcast of raids on energy: the model beside the record, raid by raid and region by region, misses
included."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from oberih.report.colours import SCALE
from oberih.report.files import written
from oberih.terms.errors import Fault, OutputError
from oberih.terms.regions import REGIONS
from oberih.terms.words import LANGS, Lang, say

NAMES = {lang: f"record.{lang}.html" for lang in LANGS}
STEPS = (0.1, 0.3, 0.5, 0.7, 0.9)  #: of a chance, one colour each


def check_folder(folder: Path) -> None:
    """Raises OutputError where pages may not be written: a file, or a folder that holds anything but such pages."""
    try:
        others = sorted(each.name for each in folder.iterdir() if each.name not in NAMES.values())
    except FileNotFoundError:
        return
    except OSError as trouble:
        raise _unwritable(folder, trouble) from None
    if others:
        raise OutputError(Fault(key="energy.not_empty", where=str(folder), values={"found": others[0]}))


def write_pages(found: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write record.uk.html and record.en.html from what `EnergyHindcast.plain` gives; each whole or not at all."""
    check_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise _unwritable(folder, trouble) from None
    return [written(folder / NAMES[lang], page(found, lang)) for lang in LANGS]


def page(found: Mapping[str, Any], lang: Lang) -> str:
    """One page as text; needs no script and asks nothing of the network."""
    environment = Environment(
        loader=PackageLoader("oberih.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True
    )  # fmt: skip

    def number(value: float | None, digits: int = 2) -> str:
        text = "—" if value is None else f"{value:.{digits}f}".replace("-", "−")
        return text if lang == "en" else text.replace(".", ",")

    def words(key: str, **values: object) -> str:
        return say(f"energy.{key}", lang, **values)

    return environment.get_template("energy.html.j2").render(
        found=found, lang=lang, words=words, number=number, region=lambda code: REGIONS[code].name(lang), step=_step,
        scale=SCALE,
        regional=[raid for raid in found["by_raid"] if "by_region" in raid],
        withheld=any("by_region" not in raid for raid in found["by_raid"]), misses=_misses(found["by_raid"]),
    )  # fmt: skip


def _step(chance: float) -> int:
    return sum(chance >= bound for bound in STEPS)


def _misses(raids: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Raids that the base rate would have foretold better, worst first."""
    worse = [raid for raid in raids if raid["known"] and raid["brier"]["recalibrated"] > raid["brier"]["base_rate"]]
    return sorted(worse, key=lambda raid: raid["brier"]["base_rate"] - raid["brier"]["recalibrated"])


def _unwritable(folder: Path, trouble: OSError) -> OutputError:
    values = {"trouble": trouble.strerror or str(trouble)}
    return OutputError(Fault(key="briefing.cannot_write", where=str(folder), values=values))
