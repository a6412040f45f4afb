"""Families: every listed name leads to one, spelling does not matter, and each has a name in both languages."""

import pytest

from oberih.record.raids.charts import family_name
from oberih.record.raids.families import KIND_OF_FAMILY, Family, family_of, family_of_models
from oberih.terms.kinds import KIND_OF_REPORT, KINDS
from oberih.terms.words import LANGS


@pytest.mark.parametrize(
    ("names", "family"),
    [
        (("X-101/X-555", "Х-101/Х-555", "Kh-101", "kh-101/kh-555", " x 101 / x 555 "), "kh101"),
        (("C-300", "С-300", "S-300", "C-300/C-400", "S-400"), "s300"),
        (("Iskander-M", "Iskander-M/KN-23", "KN-23", "ISKANDER M", "КН-23", "KN-24"), "iskander_m"),
        (("Iskander-K", "9M728"), "iskander_k"),
        (("X-47 Kinzhal", "Kinzhal", "Кинджал"), "kinzhal"),
        (("Shahed-136/131", "Shahed", "Geran-2", "Герань-2", "Шахед"), "shahed"),
        (("Geran-3", "Shahed-238", "Jet UAV"), "jet"),
        (("Gerbera", "Decoy UAV", "Пародія"), "decoy"),
        (("3M22 Zircon", "Циркон"), "zircon"),
        (("P-800 Oniks", "Onyx"), "oniks"),
        (("X-59/X-69", "X-69", "Х-59"), "kh59"),
        (("Ballistic Missile", "Oreshnik"), "ballistic_other"),
        (("Unknown Missile", "ракета"), "unknown_missile"),
        (("Lancet", "Молнія"), "front_line"),
    ],
)
def test_spellings_of_one_family(names, family):
    for name in names:
        found = family_of(name)
        assert found is not None, name
        assert (found.family, found.kind) == (family, KIND_OF_FAMILY[family]), name


def test_a_name_without_a_known_word_has_no_family():
    assert family_of("Whatsit-7") is None
    assert family_of_models(["Kalibr", "Whatsit-7"]) is None
    assert family_of_models([]) is None


def test_families_fly_as_the_same_models_do_in_reports():
    shared = {"kh101", "kalibr", "iskander_k", "kh59", "banderol", "iskander_m", "s300", "kh22", "zircon", "kinzhal"}
    assert {name: KIND_OF_FAMILY[name] for name in shared} == {name: KIND_OF_REPORT[name] for name in shared}
    assert KIND_OF_FAMILY["oniks"] == KIND_OF_REPORT["onyx"]


def test_mixes():
    assert family_of_models(["X-22", "X-32"]) == Family("kh22", "ballistic")
    assert family_of_models(["C-300/C-400", "Iskander-M"]) == Family("ballistic_mix", "ballistic")
    assert family_of_models(["X-22", "X-31P"]) == Family("mixed", None)
    assert family_of_models(["Orlan-10", "Lancet"]) == Family("scout", None)
    assert family_of_models(["Shahed-136/131", "Lancet"]) == Family("mixed", None)


@pytest.mark.parametrize("lang", LANGS)
def test_every_family_that_can_have_a_rate_is_named(lang):
    rated = [name for name, kind in KIND_OF_FAMILY.items() if kind is not None]
    mixes = [f"{kind}_mix" for kind in KINDS if sum(KIND_OF_FAMILY[name] == kind for name in rated) > 1]
    assert all(family_name(name, lang) for name in [*rated, *mixes])
