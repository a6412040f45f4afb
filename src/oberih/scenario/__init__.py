"""One checked, frozen `Scenario`, the country pack beneath it, and the ways to a scenario: a file, or a report."""

from oberih.scenario.derive import derive
from oberih.scenario.doubt import Doubt
from oberih.scenario.load import dump, load, parse, schema
from oberih.scenario.model import Scenario, WeaponGroup
from oberih.scenario.pack import Pack, Range, load_pack, pack_states

__all__ = [
    "Doubt",
    "Pack",
    "Range",
    "Scenario",
    "WeaponGroup",
    "derive",
    "dump",
    "load",
    "load_pack",
    "pack_states",
    "parse",
    "schema",
]
