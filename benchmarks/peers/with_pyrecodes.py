"""A recovery in pyrecodes: 700 consumers, 18 plants and a centre of crews in one place, followed step by step.

Run in its own environment: python with_pyrecodes.py CREWS STEPS DAMAGED SEED; prints one line of JSON. Files in the
form that pyrecodes reads are written to a folder of its own and removed.
"""

import json
import random
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from pyrecodes.main import create_system
from pyrecodes.utilities import read_json_file

CONSUMERS, PLANTS = 700, 18
CLASS = {"FileName": "standard_irecodes_component", "ClassName": "StandardiReCoDeSComponent"}


def part(hours: int, crews: int, amounts: dict) -> dict:
    """A kind of component: hours of its repair, crews that this takes, what it gives or needs."""
    repair: dict = {"Duration": {"Deterministic": {"Value": hours}}}
    if crews:
        repair["Demand"] = [{"Resource": "RepairCrew", "Amount": crews}]
    model = {
        "FileName": "component_level_recovery_activities_model",
        "ClassName": "ComponentLevelRecoveryActivitiesModel",
        "Parameters": {"Repair": repair},
        "DamageFunctionalityRelation": {"Type": "ReverseBinary"},
    }
    return {"ComponentClass": CLASS, "RecoveryModel": model, **amounts}


def amount(resource: str, much: float) -> dict:
    """So much of a resource, while the component works."""
    relations = {"FunctionalityToAmountRelation": "Linear", "UnmetDemandToAmountRelation": "Constant"}
    return {resource: {"Amount": much, **relations}}


def files(folder: Path, crews: int, steps: int, damaged: int, seed: int) -> None:
    """The three files."""
    library = {
        "Consumer": part(10, 1, {"OperationDemand": amount("Power", 1.0)}),
        "Plant": part(20, 1, {"Supply": amount("Power", 50.0)}),
        "Centre": part(1, 0, {"Supply": amount("RepairCrew", crews)}),
    }
    levels = [0.0] * (CONSUMERS + PLANTS + 1)
    for i in random.Random(seed).sample(range(CONSUMERS + PLANTS), damaged):
        levels[i] = 1.0

    def shared(group: str, kind: str) -> dict:
        priority = {"FileName": "random_priority", "ClassName": "RandomPriority",
                    "Parameters": {"Seed": 42, "DemandType": [kind]}}  # fmt: skip
        model = {"FileName": "utility_distribution_model", "ClassName": "UtilityDistributionModel",
                 "Parameters": {"DistributionPriority": priority}}  # fmt: skip
        return {"Group": group, "DistributionModel": model}

    place = {
        "Coordinates": {"Centroid": [0.0, 0.0]},
        "Components": {"All": [{"Everything": {
            "CreatorClassName": "JSONSubsystemCreator", "CreatorFileName": "json_subsystem_creator",
            "Parameters": {"ComponentsInLocality": {"Consumer": CONSUMERS, "Plant": PLANTS, "Centre": 1}},
        }}]},
    }  # fmt: skip
    system = {
        "Constants": {"START_TIME_STEP": 0, "MAX_TIME_STEP": steps, "DISASTER_TIME_STEP": 1},
        "Content": {"Place 1": place},
        "DamageInput": {"FileName": "list_damage_input", "ClassName": "ListDamageInput", "Parameters": levels},
        "Resources": {
            "Power": shared("Utilities", "OperationDemand"),
            "RepairCrew": shared("RecoveryResources", "RecoveryDemand"),
        },
        "ResilienceCalculator": [],
    }
    main = {
        "ComponentLibrary": {
            "ComponentLibraryCreatorFileName": "json_component_library_creator",
            "ComponentLibraryCreatorClassName": "JSONComponentLibraryCreator", "ComponentLibraryFile": "library.json",
        },
        "System": {
            "SystemCreatorClassName": "ConcreteSystemCreator", "SystemCreatorFileName": "concrete_system_creator",
            "SystemClassName": "BuiltEnvironment", "SystemFileName": "built_environment",
            "SystemConfigurationFile": "system.json",
        },
    }  # fmt: skip
    for name, tree in (("library", library), ("system", system), ("main", main)):
        (folder / f"{name}.json").write_text(json.dumps(tree), encoding="utf-8")


def run() -> None:
    """Follow one recovery and say how long it took, without the time to read its files."""
    crews, steps, damaged, seed = map(int, sys.argv[1:5])
    with tempfile.TemporaryDirectory() as name:
        files(Path(name), crews, steps, damaged, seed)
        system = create_system(name, read_json_file(f"{name}/main.json"))
        start = time.process_time()
        system.start_resilience_assessment()
        seconds = time.process_time() - start
    left = sum(float(each.get_damage_level()) > 1e-6 for each in system.components)
    print(json.dumps({
        "version": version("pyrecodes"), "seconds": seconds, "components": len(system.components),
        "steps": int(system.time_step), "damaged_at_the_end": int(left),
    }))  # fmt: skip


if __name__ == "__main__":
    run()
