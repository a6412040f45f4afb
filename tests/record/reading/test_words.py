"""Numbers and regions in every form that a report may use."""

import pytest

from oberih.record.reading.numbers import numeral, quantity
from oberih.record.reading.places import places
from oberih.record.reading.tokens import sentences, tokens
from oberih.terms.regions import REGIONS


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("один", 1), ("двома", 2), ("трьох", 3), ("чотирма", 4), ("четверо", 4), ("п'ять", 5), ("п’ятьма", 5),
        ("шести", 6),
        ("сімома", 7), ("вісьмома", 8), ("восьми", 8), ("дев'ять", 9), ("десятеро", 10), ("одинадцять", 11),
        ("чотирнадцяти", 14), ("п'ятнадцятьма", 15), ("двадцять сім", 27), ("двадцятьма сімома", 27),
        ("тридцяти трьох", 33),
        ("сорок чотири", 44), ("сорока", 40), ("п'ятдесятьох", 50), ("сімдесят", 70), ("дев'яносто дев'ять", 99),
        ("сто двадцять", 120), ("двісті", 200), ("трьохсот", 300), ("п'ятсот", 500), ("тисяча двісті", 1200),
        ("4 тисячі", 4000),
        ("100 тис.", 100_000), ("1,5 млн", 1_500_000), ("1 200", 1200), ("1,200", 1200), ("двоє", 2), ("обидва", 2),
        ("nineteen", 19), ("twenty-seven", 27), ("forty four", 44), ("one hundred and twenty", 120), ("two hundred",
        200),
        ("two dozen", 24), ("a dozen", 12), ("90 thousand", 90_000), ("half", None), ("слово", None),
    ],
)  # fmt: skip
def test_numbers_in_words_and_digits(words, value):
    found = numeral(tokens(words), 0)
    assert (found[0] if found else None) == value


@pytest.mark.parametrize(
    ("words", "op", "n"),
    [
        ("понад 70", ">", 70), ("більше ніж сто", ">", 100), ("щонайменше шість", ">=", 6), ("не менше 10", ">=", 10),
        ("близько сорока", "~", 40), ("майже 50", "~", 50), ("до 35", "<", 35), ("менше ніж 20", "<", 20), ("70+",
        ">=", 70),
        ("усі 14", "=", 14), ("всі вони", "all", None), ("більшість з них", "most", None), ("кілька", "some", None),
        ("жодної", "none", None), ("more than 70", ">", 70), ("over 70", ">", 70), ("at least six", ">=", 6),
        ("about forty", "~", 40), ("up to 35", "<", 35), ("all 14", "=", 14), ("all of them", "all", None),
        ("most of them", "most", None), ("several", "some", None), ("10–15", ">=", 10),
    ],
)  # fmt: skip
def test_operators(words, op, n):
    found = quantity(tokens(words), 0)
    assert found is not None
    assert (found.op, found.n) == (op, n)


@pytest.mark.parametrize(("words", "n", "whole"), [("18 з 21", 18, 21), ("28 із 74", 28, 74), ("30 of 38", 30, 38),
                                                   ("30 out of the 38", 30, 38)])  # fmt: skip
def test_parts_of_wholes(words, n, whole):
    found = quantity(tokens(words), 0)
    assert (found.n, found.whole) == (n, whole)


@pytest.mark.parametrize("words", ["80 %", "15 км", "20 MW", "80 percent"])
def test_measures_are_no_counts(words):
    assert quantity(tokens(words), 0) is None


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_every_region_is_known_by_its_own_name(lang):
    for region in REGIONS.values():
        assert [place.iso for place in places(region.place(lang))] == [region.iso]


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("У Київській, Вінницькій та Одеській областях", ["UA-32", "UA-05", "UA-51"]),
        ("над Київською, Харківською, а також Сумською областями", ["UA-32", "UA-63", "UA-59"]),
        ("в межах Житомирської, Хмельницької та Запорізької областей", ["UA-18", "UA-68", "UA-23"]),
        ("на Київщині, Полтавщині, Черкащині, Кіровоградщині", ["UA-32", "UA-53", "UA-71", "UA-35"]),
        ("на Донеччині, Вінниччині, Хмельниччині, Волині, Закарпатті, Прикарпатті, Буковині",
         ["UA-14", "UA-05", "UA-68", "UA-07", "UA-21", "UA-26", "UA-77"]),
        ("У Києві та на Київщині", ["UA-30", "UA-32"]),
        ("голова Київської ОВА", ["UA-32"]), ("Київська міська військова адміністрація", ["UA-30"]),
        ("у Сумах, Рівному, Львові, Дніпрі та Кривому Розі", ["UA-59", "UA-56", "UA-46", "UA-12", "UA-12"]),
        ("значні суми грошей, рівне поле", []), ("Київ заявив про це", []), ("Запорізька АЕС", []),
        ("in Kyiv and the Kyiv region", ["UA-30", "UA-32"]), ("in Kharkiv, Sumy and Odesa", ["UA-63", "UA-59",
        "UA-51"]),
        ("the Mykolaiv and Kherson oblasts", ["UA-48", "UA-65"]), ("Kyiv's allies met", []), ("Kyiv said so", []),
    ],
)  # fmt: skip
def test_regions_in_lists_cases_and_disguise(text, isos):
    assert [place.iso for place in places(text)] == isos


def test_sentences_keep_abbreviations_whole_and_lists_together():
    text = "У м. Києві 100 тис. споживачів без світла. Збито:\n– 14 ракет;\n– 3 дрони.\nЧитайте також: інше\nНаступне."
    found = [sentence.text.strip() for sentence in sentences(text)]
    assert found == ["У м. Києві 100 тис. споживачів без світла.", "Збито:\n– 14 ракет;\n– 3 дрони.", "Наступне."]
