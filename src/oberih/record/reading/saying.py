"""Further verbs and turns by which reports say who speaks, by family, in the forms that reports use."""

import re

from oberih.record.reading.wordings import Wording

_PAST = "(?:в|ла|ли|ло)"
_UK_ITY = (  # verbs in -ити: повідомити, сповістити
    "сповісти", "розкри", "озвучи", "засвідчи", "обмови", "зверну", "прозвітува", "коментува", "цитува", "роз'ясни",
    "описа",
    "оціни", "попроси", "поради", "застеріг", "наполіг", "переказа", "розтлумачи", "оновив?", "доповни", "встанови",
    "нарахува",
    "порахува", "перераху?ва", "зафіксува", "з'ясува", "відзвітува", "запостера", "заува[жг]и", "відписа",
    "подякува", "привіта",
    "скоригува", "припусти", "спрогнозува", "передрік", "підсумува", "дописа", "докладніше розпові",
)  # fmt: skip
_NOW = "|".join(
    rf"{stem}(?:є|ють)"
    for stem in (
        "нагаду", "відзнача", "засуджу", "оприлюдню", "публіку", "оголошу", "спростову", "вважа", "наполяга",
        "припуска",
        "прогнозу", "дяку", "підрахову", "доповню", "деталізу", "зверта", "акценту", "закида", "підсумову",
        "розкрива", "оновлю", "уточню", "скаржи", "переліча", "перелічу", "пригаду", "обіця", "анонсу", "відповіда",
    )
)  # fmt: skip
_WAS = "|".join(
    rf"{stem}(?:в|ла|ли|ло)"
    for stem in (
        "рахува", "повідомля", "зазнача", "наголошува", "уточнюва", "заявля", "каза", "писа", "інформува", "звітува",
        "передава", "підтверджува", "назива", "нагадува", "попереджа", "запевня", "говори", "стверджува",
        "анонсува", "засвідчи", "фіксува", "відзнача", "оцінюва",
    )
)  # fmt: skip
#: verbs of saying, beside those that the reader knows first
VERBS = (
    "|".join(rf"{stem}{_PAST}" for stem in _UK_ITY)
    + f"|{_NOW}|{_WAS}"
    + r"|(?<!to )(?<!would )(?<!not )say(?= |,)|tally|reckon|warn(?= (?:that|of))|сповіща(?:є|ють|в|ла)|говор(?:ить"
    r"|ять|ив|ила|или)|розказа(?:в|ла|ли)|розказу(?:є|ють)|розповіда(?:в|ла)"
    r"|твердить|твердять"
    r"|переконан\w+|переконує|засвідчує|оцінює|оцінюють|описує|коментує|роз'яснює|роз'яснюють|озвучує|звітує|радить"
    r"|просить"
    r"|застерігає|застерігають|наголошує|підбива(?:є|в|ла)|рахують|фіксує|фіксують|додавав|уточнював|казав|казала"
    r"|казали"
    r"|підсумовує|підсумовував|запевнював|пояснював|додавала|засвідчили|доповів|встановила|скликав|відповів"
    r"|відповідає|наводить"
    r"|read(?:s)?(?= (?:the|a) )|spoke of|speaks of|spoke about|asserts?|asserted|alleged|alleges|averred|hinted"
    r"|revealed|reveals"
    r"|responded|countered|answered|lauded|praised|decried|denounced|denounces|deplored|deplores|mourned|appealed"
    r"|recounts"
    r"|assessed|assesses|calculated|demanded|advised|reassured|indicated|indicates|elaborated|let it be known"
    r"|has it that"
    r"|wrote in|took to|takes to|gave (?:a |the )?(?:figure|number|toll|count|\S+ (?:wounded|injured|dead|killed))"
    r"|expressed"
    r"|praises|reaffirmed|reaffirms|commends|commended|applauded|spoke|counts|lists|itemi[sz]ed|described"
    r"|puts?(?= (?:it|the|their|that|this|losses|casualties))"
    r"|condemns|urges|deemed|branded|brands|expects|voiced|offered condolences|conveyed|tweets|posts|cites"
    r"|attributes|attributed"
    r"|decided|resolved to|were told by|confirms|corroborated|ruled|refused to say|declined to say|would not say"
)
#: behind these stands who speaks
BEHIND = (
    r"(?:такі|ці|його|усі|нові|свіжі|уточнені) (?:цифри|дані|слова|підсумки|оцінки|відомості)(?: (?:навів|навела"
    r"|подає|в|у))?"
    r"|це слова|відомо від|згідно з (?:даними|інформацією|повідомленням)"
    r"|у (?:дописі|повідомленні|зведенні|коментарі|заяві|звіті|відео)|в (?:дописі|зведенні|ефірі)|устами|зі зведення"
    r"|за зведеннями"
    r"|за спостереженням|на переконання|за формулюванням|за свідченням|за підсумками|на сторінці|на каналі"
    r"|by the (?:estimate|count|reckoning|figures) of|on the (?:word|authority) of|on (?:figures|data) from"
    r"|in the estimate of"
    r"|in the view of|as reported by|as stated by|sourced? (?:from|to)|attributed to|credit(?:ed)? to"
)
#: the same where the name stands at once behind: "дані Повітряних сил", "figures from the Air Force"
AT_ONCE = Wording(
    r"\b(?:дані|інформація|відомості|зведення|повідомлення|джерело|слова|цифри|оцінки)(?: від)?(?=[\s:])"
    r"|\b(?:figures|data|numbers|information|details|reports?|updates?|word|tally|tallies|message|statement|post"
    r"|note|read-?out)"
    r" (?:from|by|of|issued by|provided by|published by|released by|supplied by)(?: the)?\b|\bsources?:"
)
#: right behind a name: "by Zelensky's estimate", "Air Force figures"
POSSESSED = re.compile(
    r"['’]s? (?:own |latest |first |morning |evening |daily |official )?(?:estimates?|counts?|tally|figures?|account"
    r"|reckoning|words"
    r"|update|data|statement|telegram|post|report|message|read-?out|assessment|numbers)\b"
    r"|\s+(?:figures|data|numbers|statistics)\b(?= (?:show|say|put|suggest|indicate|:)|:)"
)
