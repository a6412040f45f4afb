"""Verbs of several words: "picked off", "put out of action", "дали раду"; one word of each takes the tag of the whole.

A list of single words misses these, since "picked" and "put" say nothing alone.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

_ARMS = (
    r"(?:drone|missile|rocket|shahed|shahid|geran|uav|kh-?\d|kalibr|kinzhal|iskander|means of|projectile|target"
    r"|дрон|ракет|шахед|шахід|геран|бпла|безпілот|х-\d|калібр|кинджал|іскандер|засоб|ціл)"
)
#: a word that nothing is told by alone → what it says with the words after it: (tag, words)
_IDIOMS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (r"dispos(?:ed|es|ing)", (("destroy", r"of\b"),)),
    (r"cop(?:ed|es|ing)", (("destroy", r"with\b"),)),
    (r"pick(?:ed|s|ing)|shav(?:ed|ing)", (("destroy", r"off\b"), ("destroy", r"(?:\S+ ){1,8}(?:off|out of the)\b"))),
    (r"cut(?:s|ting)?|gunned|hunted|chased|mow(?:ed|n)|scyth(?:ed|ing)|smack(?:ed|ing)", (("destroy", r"down\b"),)),
    (r"blown|blew|blast(?:ed|ing)|pluck(?:ed|ing)|clear(?:ed|ing)|wip(?:ed|ing)",
     (("destroy", r"(?:\S+ ){0,6}?(?:up in|out of|from) (?:the |mid-?)?(?:sk(?:y|ies)|air)"),
      ("destroy", rf"out (?:\S+ ){{0,4}}?{_ARMS}"))),
    (r"put|puts|putting|taken|took", (("destroy", r"(?:\S+ ){0,6}?(?:out of (?:action|play|the (?:fight|game|sky))"
                                                  r"|care of"
                                      r"|off the board)"),)),
    (r"render(?:ed|s|ing)?|made", (("destroy", r"(?:\S+ ){0,6}?(?:harmless|useless|ineffective)"),)),
    (r"met|meet", (("destroy", r"(?:their|its) (?:end|match|fate|death)"),)),
    (r"b(?:eat|eaten|eating)|fought|fend(?:ed|ing|s)?|ward(?:ed|ing|s)?|turn(?:ed|ing)|driv(?:en|ing)|drove|seen|held",
     (("destroy", rf"(?:off|back) (?!(?:\S+ ){{0,4}}?(?:attack|assault|raid|strike))(?:\S+ ){{0,5}}?{_ARMS}"),
      ("destroy", r"off$|off [.,;]"))),
    (r"finish(?:ed|ing)|polish(?:ed|ing)", (("destroy", rf"off (?:\S+ ){{0,4}}?{_ARMS}"),)),
    (r"flung|fling(?:s|ing)?|threw|thrown|throw(?:s|ing)?|releas(?:ed|es|ing)|pour(?:ed|ing)|expend(?:ed|ing)"
     r"|set|shower(?:ed|ing)|hurling|propell(?:ed|ing)|commit(?:ted|ting)|dispatch(?:es|ing)|loos(?:es|ing)",
     (("launch", rf"(?:loose |off )?(?!(?:no|by|fire|its|the (?:figures|names)) )(?:\S+ ){{0,5}}?{_ARMS}"),)),
    (r"let", (("launch", r"(?:fly|loose|off|go)\b"),)),
    (r"went|gone|going|go|drifted|drift(?:s|ing)|wander(?:ed|ing)|sent|slipped",
     (("lost", r"(?:astray|missing|adrift|off[ -]course|off (?:the |their )?(?:course|radars?|screens?)|wide\b"
      r"|off the map)"),)),
    (r"ran|run", (("lost", r"out of (?:fuel|steam)"),)),
    (r"came|come", (("lost", r"to (?:nothing|nought|grief)|down (?:by themselves|on their own|of their own)"),)),
    (r"got|get", (("lost", r"lost\b"),)),
    (r"дал[аио]|дає|дають", (("destroy", r"раду\b"), ("destroy", r"собі раду з"))),
    (r"дали|дала|дав|дало|дано|дозволили|дозволила", (("destroy", r"(?:(?!не )\S+ )?(?:долетіти|дійти|дістатися"
                                                                  r"|прорватися)"),)),
    (r"пропустил[аио]|пропустив|пропущено|проґавил[аио]", (("destroy", r""),)),
    (r"виве(?:ли|ла|в|дено|дені)", (("destroy", r"(?:\S+ ){0,3}?(?:з|із) ладу"),)),
    (r"справил(?:ися|ась|ися|ись|ося)|справи(?:вся|лися|лася)|розправил\w+|покінчил\w+|розібрал\w+",
     (("destroy", r"(?:\S+ ){0,2}?(?:з|із|зі)\b"),)),
    (r"забра(?:в|ла|ли|ло)|відібра(?:в|ла|ли|ло)|обірва(?:в|ла|ли|ло)|віддал[аи]|коштува(?:в|ла|ли|ло)|втрати(?:в|ла"
     r"|ли)",
     (("killed", r"(?:\S+ ){0,3}?життя"),)),
    (r"не", (("killed", r"стало (?!світл|струм|електр|води|тепл|зв)"), ("killed", r"(?:пережи(?:в|ла|ли)|врятува(?:в"
    r"|ла|ли)|вижи(?:в|ла|ли))\b"),
             ("killed", r"вдалося (?:врятувати|реанімувати)"))),
    (r"зазна(?:в|ла|ли|ло|ють)|діста(?:в|ла|ли)|отрима(?:в|ла|ли)|має|мають|одержа(?:в|ла|ли)|потрапи(?:в|ла|ли)",
     (("wounded", r"(?:\S+ ){0,3}?(?:поранен|травм|опік|контуз|ушкоджень|осколков|порізи|забої|акубаротравм"
                  r"|до лікарн|у лікарн|в лікарн)"),)),
    (r"(?:поранен\w*|травм|опіки|опіків|осколкових|контузі\w+)", (("wounded", r"(?:\S+ ){0,2}?(?:зазна|діста|отрима"
    r"|одержа)"),)),
    (r"suffer(?:ed|ing)?|sustain(?:ed|ing)|receiv(?:ed|ing)",
     (("wounded", r"(?:\S+ ){0,4}?(?:wounds?|injur|burns?|shrapnel|cuts|concussions?|blast|trauma|fractures?)"),)),
    (r"needed|need|sought|seek|require[ds]?", (("wounded", r"(?:\S+ ){0,2}?(?:medical|treatment|hospital|doctors"
                                                           r"|first aid)"),)),
    (r"taken|rushed|sent|brought", (("wounded", r"to (?:\S+ ){0,2}?(?:hospital|clinic)"),)),
    (r"cut|struck|burned|burnt|pierced|grazed", (("wounded", r"by (?:\S+ ){0,2}?(?:glass|shrapnel|shards"
                                                             r"|fragments)"),)),
    (r"lost|lose|losing|gave|paid", (("killed", r"(?:(?:his|her|their|its|\S+) )?(?:life|lives)\b|with (?:his|her"
                                                r"|their) li"),)),
    (r"claim(?:ed|s|ing)|took|taken|cost", (("killed", r"(?:\S+ ){0,4}?(?:life|lives)\b"),)),
    (r"succumb(?:ed|s)", (("killed", r"to\b"),)),
    (r"body|тіло", (("killed", r"(?:\S+ ){0,5}?(?:pulled|found|recovered|retrieved|rubble|знайшл|знайден|дістал"
                               r"|вилуч|деблок|витяг)"),
                    ("killed", r"of (?:a|an|one)\b"))),
    (r"лікарень|лікарні|лікарню|стаціонар\w*", (("wounded", r"(?:\S+ ){0,1}?(?:потрап|доправ|відвез|забра|довез"
                                                            r"|привез|доставл)"),)),
    (r"допомог(?:и|у|а)", (("wounded", r"(?:\S+ ){0,2}?(?:потреб|зверн|надают)"),)),
    (r"лягл[аио]|лежать", (("destroy", r"(?:\S+ ){0,2}?(?:в|у) (?:землю|полях)"),)),
    (r"зійшл[аио]|збочил[аио]|відхилил[аио]\w*", (("lost", r"(?:\S+ ){0,2}?(?:з|із|від) (?:курсу|маршрут"
                                                           r"|траєкторі)"),)),
    (r"пішл[аио]", (("lost", r"(?:\S+ ){0,2}?(?:хибним курсом|убік|в нікуди|у нікуди)"),)),
    (r"сипал[аио]\w*|сунул[аио]|пустил[аио]|пустив|пущен[аоиі]|шл[аио]|слал[аио]",
     (("launch", rf"(?!(?:кров|чутк))(?:\S+ ){{0,6}}?[«\"“]?{_ARMS}"),)),
    (r"залетіл[аио]|увійшл[аио]|зайшл[аио]",
     (("launch", r"(?:\S+ ){0,3}?(?:до|в|у|на) (?:україн|повітряний простір|наш)"),)),
)  # fmt: skip
_HEADS = "|".join(heads for heads, _ in _IDIOMS)
_TABLE = tuple((re.compile(heads), tuple((tag, re.compile(words)) for tag, words in uses)) for heads, uses in _IDIOMS)
_FIRST = re.compile(_HEADS)
REACH = 12  #: words that an idiom may span
_DENIED = re.compile(r"да(?:л|в|н)|дозв|пропу|проґа")


def begins(low: str) -> bool:
    """Whether a word may begin an idiom."""
    return _FIRST.fullmatch(low) is not None


@lru_cache(maxsize=2_000)
def _uses(low: str) -> tuple[tuple[tuple[str, re.Pattern[str]], ...], ...]:
    return tuple(uses for head, uses in _TABLE if head.fullmatch(low))


def tag_of(lows: Sequence[str], before: bool) -> str | None:
    """The tag of the idiom that words begin; the first of `lows` is the word before it where there is one.

    >>> tag_of(["groups", "picked", "off", "19"], True), tag_of(["picked", "up", "speed"], False)
    ('destroy', None)
    """
    low, rest = lows[before], " ".join(lows[before + 1 :])
    for uses in _uses(low):
        tag = next((tag for tag, pattern in uses if pattern.match(rest)), None)
        if tag and _DENIED.match(low) and not re.match(r"(?:собі )?раду", rest):
            tag = tag if before and lows[0] == "не" else None  # "не дали долетіти", "не пропустили"
        if tag:
            return tag
    return None
