"""Words and tables that commands of a layered defence share."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from oberih.terms.words import Lang, say


def tell_anchored(found: Mapping[str, Any], lang: Lang) -> None:
    """An anchor on the terminal, as JSON has it."""
    print(say("anchor.head", lang))
    table = Table(*(say(f"anchor.column_{name}", lang) for name in ("kind", "wanted", "own", "attained", "scale")))
    said = []
    for kind, each in found["kinds"].items():
        low, high = each["attainable"]
        scale = each["scale"]
        name = say(f"calibrate.kind_{kind}", lang)
        table.add_row(
            name, _share(each["share_wanted"], lang), percent(each["share_unscaled"], lang),
            _share(each["share_attained"], lang),
            f"{plain(scale['p50'], lang)} ({plain(scale['p05'], lang)}…{plain(scale['p95'], lang)})",
        )  # fmt: skip
        said.append(
            say(
                f"anchor.state_{each['state']}", lang, kind=name, beyond=percent(each["beyond"], lang),
                low=percent(low, lang), high=percent(high, lang),
            )
        )  # fmt: skip
    Console().print(table)
    for line in said:
        print(line)
    if found["left"]:
        print(say("anchor.left", lang, kinds=", ".join(say(f"calibrate.kind_{kind}", lang) for kind in found["left"])))
    print(say("anchor.meaning", lang))


def plain(value: float, lang: Lang) -> str:
    """Three digits that say something, never more than needed."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 or value == 0 else 3
    text = f"{0.0 if value == 0 else value:,.{digits}f}".replace(",", "\u00a0").replace("-", "−")
    return text if lang == "en" else text.replace(".", ",")


def percent(share: float, lang: Lang) -> str:
    text = f"{round(100 * share)}"  # a whole number has no -0
    return f"{text}%" if lang == "en" else f"{text}\u00a0%"


def _share(figure: Mapping[str, float], lang: Lang) -> str:
    return f"{percent(figure['mean'], lang)} ({percent(figure['p05'], lang)}…{percent(figure['p95'], lang)})"

