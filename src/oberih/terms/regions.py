"""The 27 regions of Ukraine within its internationally recognised borders.

Keyed by ISO 3166-2; KATOTTG is the state codifier of administrative units (order 290 of 26.11.2020, as amended).
"""

from dataclasses import dataclass

from oberih.terms.words import Lang


@dataclass(frozen=True, slots=True)
class Region:
    """One region: its codes, and its names as text needs them."""

    iso: str
    katottg: str
    uk: str  #: short name in the nominative, as in a table: "Київська", "м. Київ"
    uk_in: str  #: with preposition: "у Київській області"
    en: str  #: short name: "Kyiv Oblast", "Kyiv City"
    en_in: str  #: with preposition: "in Kyiv Oblast"

    def name(self, lang: Lang) -> str:
        return self.uk if lang == "uk" else self.en

    def place(self, lang: Lang) -> str:
        return self.uk_in if lang == "uk" else self.en_in


def _oblast(iso: str, katottg: str, stem: str, en: str) -> Region:
    preposition = "у" if stem[0] in "ВФЖЗЛМПРСТХЧДК" else "в"
    return Region(iso, katottg, f"{stem}а", f"{preposition} {stem}ій області", en, f"in {en} oblast")


REGIONS: dict[str, Region] = {
    region.iso: region
    for region in (
        Region("UA-43", "UA01000000000013043", "АР Крим", "в Автономній Республіці Крим", "Crimea", "in Crimea"),
        _oblast("UA-05", "UA05000000000010236", "Вінницьк", "Vinnytsia"),
        _oblast("UA-07", "UA07000000000024379", "Волинськ", "Volyn"),
        _oblast("UA-12", "UA12000000000090473", "Дніпропетровськ", "Dnipropetrovsk"),
        _oblast("UA-14", "UA14000000000091971", "Донецьк", "Donetsk"),
        _oblast("UA-18", "UA18000000000041385", "Житомирськ", "Zhytomyr"),
        _oblast("UA-21", "UA21000000000011690", "Закарпатськ", "Zakarpattia"),
        _oblast("UA-23", "UA23000000000064947", "Запорізьк", "Zaporizhzhia"),
        _oblast("UA-26", "UA26000000000069363", "Івано-Франківськ", "Ivano-Frankivsk"),
        Region("UA-32", "UA32000000000030281", "Київська", "у Київській області", "Kyiv Oblast", "in Kyiv Oblast"),
        _oblast("UA-35", "UA35000000000016081", "Кіровоградськ", "Kirovohrad"),
        _oblast("UA-09", "UA44000000000018893", "Луганськ", "Luhansk"),
        _oblast("UA-46", "UA46000000000026241", "Львівськ", "Lviv"),
        _oblast("UA-48", "UA48000000000039575", "Миколаївськ", "Mykolaiv"),
        _oblast("UA-51", "UA51000000000030770", "Одеськ", "Odesa"),
        _oblast("UA-53", "UA53000000000028050", "Полтавськ", "Poltava"),
        _oblast("UA-56", "UA56000000000066151", "Рівненськ", "Rivne"),
        _oblast("UA-59", "UA59000000000057109", "Сумськ", "Sumy"),
        _oblast("UA-61", "UA61000000000060328", "Тернопільськ", "Ternopil"),
        _oblast("UA-63", "UA63000000000041885", "Харківськ", "Kharkiv"),
        _oblast("UA-65", "UA65000000000030969", "Херсонськ", "Kherson"),
        _oblast("UA-68", "UA68000000000099709", "Хмельницьк", "Khmelnytskyi"),
        _oblast("UA-71", "UA71000000000010357", "Черкаськ", "Cherkasy"),
        _oblast("UA-77", "UA73000000000044923", "Чернівецьк", "Chernivtsi"),
        _oblast("UA-74", "UA74000000000025378", "Чернігівськ", "Chernihiv"),
        Region("UA-30", "UA80000000000093317", "м. Київ", "у Києві", "Kyiv City", "in the city of Kyiv"),
        Region("UA-40", "UA85000000000065278", "Севастополь", "у Севастополі", "Sevastopol", "in Sevastopol"),
    )
}
