"""A plan in words and tables, in either language, for a terminal and for a page of Markdown."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from oberih.report.numbers import number
from oberih.terms.words import Lang, say

Row = Mapping[str, Any]
MILLION = 1e6
MOST_ROWS = 15  #: of the ranking on a terminal
PAPER_ROWS = 8  #: of long tables on paper


@dataclass(frozen=True, slots=True)
class Section:
    """Sentences, and a table after them if there is one: the first column is text, the others are figures."""

    heading: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = field(default=())
    of: str = ""  #: the part of plan.json that it tells


def sections(said: Row, lang: Lang, most: int | None = None) -> list[Section]:
    """All of a plan; `most` rows of long tables."""
    out = []
    if "plan" in said:
        out += [_first(said, lang), _plan(said, lang), _frontier(said, lang, most is None), _ranking(said, lang, most)]
        out += [_one_more(said, lang, most), _hinges(said, lang)]
    if "weeks" in said:
        out.append(_weeks(said, lang))
    out.append(Section(say("plan.head_how", lang), tuple(_how(said, lang)), of="draws, seed"))
    return out


def page(said: Row, lang: Lang) -> str:
    """The plan as Markdown."""
    out = [f"# {say('plan.title', lang, title=said['titles'][lang])}"]
    for each in sections(said, lang):
        out += ["", f"## {each.heading}", "", *each.lines]
        if each.rows:
            out += ["", "| " + " | ".join(each.columns) + " |", "|" + " --- |" * len(each.columns)]
            out += ["| " + " | ".join(row) + " |" for row in each.rows]
    return "\n".join(out) + "\n"


def figure(value: float, lang: Lang) -> str:
    """Three significant figures, and no more than a model can bear.

    >>> figure(1234.5, "en"), figure(12.345, "en"), figure(0.5, "en")
    ('1,230', '12.3', '0.5')
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "—"
    digits = 2 - math.floor(math.log10(abs(value)))
    rounded = round(value, digits)
    text = number(rounded, lang, max(min(digits, 3), 0))
    decimal = "," if lang == "uk" else "."
    return text.rstrip("0").rstrip(decimal) if decimal in text and digits > 0 else text


def money(value: float, currency: str, lang: Lang) -> str:
    """An amount in millions."""
    return say("plan.money", lang, n=figure(value / MILLION, lang), currency=currency)


def interval(mean: Row, lang: Lang) -> str:
    """A mean with its 90 % interval."""
    return f"{figure(mean['mean'], lang)} ({figure(mean['low'], lang)}…{figure(mean['high'], lang)})"


def _unit(said: Row, lang: Lang) -> str:
    return say(f"plan.unit_{said['unit']}", lang)


def _first(said: Row, lang: Lang) -> Section:
    """The honest sentence: the first option in line, per million, with its interval."""
    lines, rows = [], said["ranking"]
    best = next((row for row in rows if row["place"] == 1), None)
    if best is None or best["gain"]["mean"] <= 0:
        lines.append(say("plan.nothing_helps", lang))
    else:
        per = best["per_million"]
        key = "plan.first" if per["low"] > 0 else "plan.first_unsure"
        lines.append(
            say(
                key, lang, option=best["titles"][lang], n=figure(per["mean"], lang), low=figure(per["low"], lang),
                high=figure(per["high"], lang), unit=_unit(said, lang), currency=said["currency"],
            )
        )  # fmt: skip
        if best["not_told_apart"]:
            rivals = _titles(said, best["not_told_apart"], lang)
            lines.append(say("plan.first_tied", lang, rivals=rivals))
    lines.append(say(f"plan.objective_{said['objective']}", lang, base=interval(said["base"]["objective"], lang)))
    return Section(say("plan.head_first", lang), (*lines, *_of_what(said, lang)), of="ranking, base")


def _of_what(said: Row, lang: Lang) -> list[str]:
    lines = []
    if said["robust"]:
        lines.append(say("plan.robust", lang, radius=figure(said["robust"], lang)))
    if said["campaign"]:
        lines.append(say("plan.campaign", lang, first=said["campaign"]["from"], last=said["campaign"]["to"]))
    if said["invented"]:
        lines.append(say("plan.invented", lang))
    return lines


def _titles(said: Row, names: Sequence[str], lang: Lang) -> str:
    titles = {row["option"]: row["titles"][lang] for row in said["ranking"]}
    shown = [titles.get(name, name) for name in names[:5]]
    more = len(names) - len(shown)
    return "; ".join(shown) + (say("plan.and_more", lang, n=more) if more else "")


def _plan(said: Row, lang: Lang) -> Section:
    plan, currency = said["plan"], said["currency"]
    if not plan["chosen"]:
        return Section(say("plan.head_plan", lang), (say("plan.empty", lang),), of="plan")
    lines = [
        say(
            "plan.whole", lang, budget=money(said["budget"], currency, lang), cost=money(plan["cost"], currency, lang),
            gain=interval(plan["gain"], lang), unit=_unit(said, lang), per=interval(plan["per_million"], lang),
            currency=currency,
        )
    ]  # fmt: skip
    if plan["exact"]:
        lines.append(say("plan.exact", lang))
    elif plan["gap"] is not None:
        lines.append(say("plan.gap", lang, gap=figure(plan["gap"], lang), unit=_unit(said, lang)))
    proof = said.get("proof")
    if proof:
        lines.append(
            say("plan.proof", lang, gap=figure(100 * proof["gap"], lang), n=len(proof["linear"]), draws=proof["draws"])
        )
    same = figure(100 * said["resampling"]["same"], lang)
    lines.append(say("plan.resampled", lang, same=same, sets=said["resampling"]["sets"]))
    if plan["not_told_apart"]:
        lines.append(say("plan.undecided", lang, rivals=_titles(said, plan["not_told_apart"], lang)))
    share = {row["option"]: row["chosen_share"] for row in said["ranking"]}
    counts = {row["option"]: row["n"] for row in plan["chosen"]}
    rows, seen = [], set()
    for row in plan["steps"]:
        if row["option"] in seen:
            continue
        seen.add(row["option"])
        n = counts.get(row["option"], 0)
        rows.append(
            (
                f"{n} × {row['titles'][lang]}" if n > 1 else row["titles"][lang],
                money(n * row["cost"], currency, lang), interval(row["gain"], lang),
                figure(row["per_million"]["mean"], lang),
                f"{figure(100 * share[row['option']], lang)} %",
            )
        )  # fmt: skip
    names = ("option", "cost", "gain", "per_million", "share")
    return Section(say("plan.head_plan", lang), tuple(lines), _columns(names, said, lang), tuple(rows), of="plan")


def _columns(names: Sequence[str], said: Row, lang: Lang) -> tuple[str, ...]:
    values = {"unit": _unit(said, lang), "currency": said["currency"]}
    return tuple(say(f"plan.column_{name}", lang, **values) for name in names)


def _frontier(said: Row, lang: Lang, titles: bool) -> Section:
    """`titles`: options by what they are called, for which a terminal has no room."""
    currency = said["currency"]
    rows = tuple(
        (
            money(row["budget"], currency, lang), money(row["cost"], currency, lang), interval(row["gain"], lang),
            figure(row["per_million"]["mean"], lang),
            chosen(row["chosen"], lang) if titles else _by_name(row["chosen"]),
        )
        for row in said["frontier"]
    )  # fmt: skip
    names = ("budget", "cost", "gain", "per_million", "chosen")
    return Section(say("plan.head_frontier", lang), (), _columns(names, said, lang), rows, of="frontier")


def chosen(rows: Sequence[Row], lang: Lang) -> str:
    """A set of options by what they are called, with how many of each."""
    counts = (f"{each['n']} × " if each["n"] > 1 else "" for each in rows)
    return "; ".join(n + each["titles"][lang] for n, each in zip(counts, rows, strict=True))


def _by_name(rows: Sequence[Row]) -> str:
    return ", ".join(f"{each['n']} {each['option']}" for each in rows)


def _ranking(said: Row, lang: Lang, most: int | None) -> Section:
    currency = said["currency"]
    rows = [
        (
            f"{row['place']}. {row['titles'][lang]}", say(f"plan.class_{row['class']}", lang),
            money(row["cost"]["mid"], currency, lang), interval(row["gain"], lang), interval(row["per_million"], lang),
            str(row["chosen"]),
        )
        for row in said["ranking"]
    ]  # fmt: skip
    lines = [say("plan.ranking", lang)]
    if most is not None and len(rows) > most:
        lines.append(say("plan.more_rows", lang, n=len(rows) - most))
    names = ("option", "class", "cost", "gain", "per_million", "chosen_n")
    shown = tuple(rows[:most])
    return Section(say("plan.head_ranking", lang), tuple(lines), _columns(names, said, lang), shown, of="ranking")


def _one_more(said: Row, lang: Lang, most: int | None) -> Section:
    rows = tuple(
        (row["titles"][lang], money(row["cost"], said["currency"], lang), interval(row["gain"], lang),
         interval(row["per_million"], lang))
        for row in said["one_more"][:most]
    )  # fmt: skip
    names = ("option", "cost", "gain", "per_million")
    return Section(
        say("plan.head_one_more", lang), (say("plan.one_more", lang),), _columns(names, said, lang), rows, of="one_more"
    )


def _weeks(said: Row, lang: Lang) -> Section:
    """What promised help changes if it comes in a week."""
    weeks = said["weeks"]
    columns = (say("plan.column_week", lang), *(row["titles"][lang] for row in weeks["pledges"]))
    rows = tuple(
        (str(week), *(interval(row["gains"][i], lang) for row in weeks["pledges"]))
        for i, week in enumerate(weeks["weeks"])
    )
    lines = [say("plan.weeks", lang, unit=_unit(said, lang)), say("pledges.assumed", lang)]
    if weeks["left"]:
        lines.append(say("pledges.left", lang, kinds=", ".join(row["kind"] for row in weeks["left"])))
    lines += [] if "plan" in said else _of_what(said, lang)
    return Section(say("plan.head_weeks", lang), tuple(lines), columns, rows, of="weeks")


def _hinges(said: Row, lang: Lang) -> Section:
    within = [row for row in said["hinges"] if row["within"]]
    lines = [_hinge(row, said, lang) for row in within[:8]]
    if not within:
        lines.append(say("plan.no_hinge", lang))
        lines += [_hinge(row, said, lang) for row in said["hinges"][:2]]
    return Section(say("plan.head_hinges", lang), tuple(f"- {line}" for line in lines), of="hinges")


def _hinge(row: Row, said: Row, lang: Lang) -> str:
    cost = row["kind"] != "effect_below"
    at = money(row["at"], said["currency"], lang) if cost else f"{figure(row['at'], lang)} {_unit(said, lang)}"
    return say(
        f"plan.hinge_{row['kind']}", lang, option=row["titles"][lang], rival=row["rival_titles"][lang], at=at
    )


def _how(said: Row, lang: Lang) -> list[str]:
    return [
        say("plan.how_draws" if "plan" in said else "plan.how_weeks", lang, draws=said["draws"], seed=said["seed"]),
        say("plan.how_class", lang),
        say("plan.how_model", lang),
    ]
