"""One checked, frozen `Scenario`, the country pack beneath it, and the ways to a scenario: a file, or a report."""

from typing import TYPE_CHECKING

from oberih.terms.on_demand import on_demand

if TYPE_CHECKING:
    from oberih.scenario.derived import derive
    from oberih.scenario.doubt import Doubt
    from oberih.scenario.file import dump, load, parse, schema
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

#: who asks for a pack alone does not wait for the model of scenario files
__getattr__ = on_demand(
    __name__,
    {
        "derive": "derived",
        "Doubt": "doubt",
        **dict.fromkeys(("dump", "load", "parse", "schema"), "file"),
        **dict.fromkeys(("Scenario", "WeaponGroup"), "model"),
        **dict.fromkeys(("Pack", "Range", "load_pack", "pack_states"), "pack"),
    },
)
