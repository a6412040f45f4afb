"""Country packs for a user to look at, check and copy: what there is, what one holds, every figure with its source."""

import io
import re
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from oberih.scenario import Pack, load_pack, pack_states
from oberih.scenario.pack import check as find_faults
from oberih.scenario.pack import known_states
from oberih.scenario.packs import places
from oberih.scenario.packs.figures import COLUMNS
from oberih.scenario.packs.main_figures import counts
from oberih.terms.errors import Fault, OutputError, PackError

_NAME = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Held:
    """A pack in one state, as it is looked at."""

    pack: Pack
    quality: Mapping[str, int]  #: sourced, derived and assumed figures

    def plant(self) -> pl.DataFrame:
        """One row a class of asset: how many, what they could give when whole and what they give, MW."""
        return (
            self.pack.assets.filter(pl.col("controlled"))
            .group_by("asset_class", maintain_order=True)
            .agg(pl.len().alias("n"), pl.col("capacity_mw").sum(), pl.col("available_mw").sum())
        )

    def regions(self) -> list[dict[str, Any]]:
        """One row a region: code, names, people, peak demand and the share of critical load."""
        pack = self.pack
        return [
            {
                "region": code,
                "name_uk": pack.names[code].uk,
                "name_en": pack.names[code].en,
                "population": round(float(pack.population[i])),
                "demand_peak_mw": round(float(pack.demand_peak_mw[i]), 1),
                "critical_share": float(pack.critical_share[i]),
            }
            for i, code in enumerate(pack.regions)
        ]

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints."""
        pack = self.pack
        return {
            "pack": pack.pack_id,
            "state": pack.state,
            "invented": pack.invented,
            "figures": dict(self.quality),
            "population": round(float(pack.population.sum())),
            "demand_peak_mw": float(pack.demand_peak_mw.sum()),
            "reference_temperature_c": pack.reference_temperature_c,
            "import_limit_mw": float(pack.imports["limit_mw"].sum()),
            "import_expected_mw": float(pack.imports["expected_mw"].sum()),
            "crews": int(pack.crews.sum()),
            "plant": self.plant().to_dicts(),
            "regions": self.regions(),
            "map_only": list(pack.map_only),
        }


def listed() -> list[dict[str, Any]]:
    """One row a shipped pack and state: the first day of which it tells, and how well its figures are known."""
    rows = []
    for pack in pack_states():
        country = places.country_folder(pack)
        for state in places.states(country):
            said = places.about(country / state.name)
            rows.append(
                {
                    "pack": pack,
                    "state": state.name,
                    "from": state.since.isoformat(),
                    "regions": len(said["regions"]),
                    "invented": said.get("invented", False),
                    "figures": counts(country / state.name),
                }
            )
    return rows


def split(named: str) -> tuple[str, str]:
    """PACK and STATE of "ua:2022-12"; without a state it is the default one.

    >>> split("ua:2022-12"), split("./mypack")
    (('ua', '2022-12'), ('./mypack', ''))
    """
    pack, colon, state = named.rpartition(":")
    return (pack, state) if colon and re.fullmatch(r"[\d-]+", state) else (named, "")


def held(named: str) -> Held:
    """A pack by name or folder, with the state after a colon. Raises PackError with every fault."""
    pack, state = split(named)
    found = load_pack(pack, state)
    return Held(found, counts(places.country_folder(pack) / found.state))


def check(named: str) -> list[str]:
    """Check one state, or all states of a pack where none is named; the states that were checked.

    Raises PackError with every fault of all of them, each with the state before the file.
    """
    pack, state = split(named)
    country = places.country_folder(pack)
    known = [each.name for each in places.states(country)]
    wanted = [state] if state else known
    if not wanted or not set(wanted) <= set(known):
        values = {"pack": pack, "state": state, "known": known_states(pack)}
        raise PackError(Fault(key="pack.unknown", values=values))
    faults = [
        Fault(key=fault.key, where=f"{name}/{fault.where}" if fault.where else name, values=fault.values)
        for name in wanted
        for fault in find_faults(country / name)
    ]
    if faults:
        raise PackError(*faults)
    return wanted


def figures(named: str) -> pl.DataFrame:
    """Every figure of a state with its range, source, quality and note, and the file where it stands."""
    return held(named).pack.figures.select(*COLUMNS, "file")


def shipped(named: str) -> str:
    """A pack by name alone, as a page may name it: never a folder. Raises PackError for any other.

    >>> shipped("ua:2022-12")
    'ua:2022-12'
    """
    pack, state = split(named)
    if pack not in pack_states():
        raise PackError(
            Fault(key="pack.unknown", values={"pack": pack, "state": state, "known": ", ".join(pack_states())})
        )
    return named


def zipped(named: str, name: str) -> bytes:
    """What `copy` writes into a folder of this name, as one ZIP file: the same bytes for the same pack.

    Raises PackError, OutputError.
    """
    if not _NAME.fullmatch(name):
        raise OutputError(Fault(key="packs.bad_name", where=name, values={"name": name}))
    out = io.BytesIO()
    with TemporaryDirectory(prefix="oberih-") as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        folder = copy(named, Path(made) / name)
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(made).as_posix())
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def copy(named: str, folder: Path) -> Path:
    """Copy a pack into a new folder, whose name becomes its id: what a pack of another country begins from.

    Raises PackError where there is no such pack, OutputError where the folder exists, cannot be written or has a name
    that is no id.
    """
    pack, _ = split(named)
    country = places.country_folder(pack)
    if not places.states(country):
        raise PackError(Fault(key="pack.unknown", values={"pack": pack, "state": "", "known": known_states(pack)}))
    if not _NAME.fullmatch(folder.name) or folder.name in pack_states():
        raise OutputError(Fault(key="packs.bad_name", where=str(folder), values={"name": folder.name}))
    if folder.exists():
        raise OutputError(Fault(key="packs.exists", where=str(folder)))
    try:
        shutil.copytree(country, folder, copy_function=shutil.copyfile)
        for file in folder.glob("*/pack.toml"):
            text = file.read_text(encoding="utf-8")
            text = re.sub(r'^id = ".*"', f'id = "{folder.name}"', text, count=1, flags=re.MULTILINE)
            file.write_text(text, encoding="utf-8")
    except OSError as error:
        values = {"why": error.strerror or str(error)}
        raise OutputError(Fault(key="packs.cannot_write", where=str(folder), values=values)) from error
    return folder
