"""The closed word list, both languages at once: what single words mean to the reader.

One word has one tag. Patterns are stems, so that every case of a noun and every form of a verb is met; the order is the
order in which they are tried. Ukrainian and English share a list because no word of one is a word of the other.
"""

import re

#: stems of verbs by which Ukrainian tells that weapons were stopped → one pattern of all their forms
_SECOND = r"(?:ив|ила|или|ило|ити|ивши|ять|ить)"
_FIRST = r"(?:ав|ала|али|ало|ати|авши|ає|ають|ано|ані|аний|ана|аних|аними)"
_STOPPED = "|".join(
    (
        rf"(?:зупин|спин|знищ|знешкод|приземл|заземл|подав|придав|заглуш|придуш|обнул|знерухом|перехоп|завал|посад"
        rf"|розбив|упіймав"
        rf"|відмінусув|розтрощ){_SECOND}",
        r"(?:зупин|спин|знищ|приземл|заземл|заглуш|придуш|знерухомл|перехопл|подавл|завал|знешкодж|обнул|посадж)"
        r"(?:ено|ені|ений|ена|ених|еними|ення|енням|енні)",
        rf"(?:перехоплюв|знешкоджув|подавлюв|ліквідов?ув|знищув|зупиня|спиня|збив|приземлюв|глуш|гас){_FIRST}",
        rf"(?:ліквідув|нейтралізув|відмінусув|мінусув|уполюв|вполюв|утилізув|заземлюв|деактивув|дезактивув){_FIRST}",
        r"(?:ліквідов|нейтралізов|відмінусов|мінусов|упольов|впольов|вполюв|уполюв|утилізов|дезактивов)ан(?:о|і|ий|а"
        r"|их|ими)",
        r"розстріля(?:в|ла|ли|но|ні|ти)|здола(?:в|ла|ли|но|ні|ти)|подола(?:в|ла|ли|но|ні)|спопел\w+|[ву]піймал[аи]"
        r"|[ву]піймано|спіймал[аи]"
        r"|спіймано|зловил[аи]|перейнят[оі]|перестріл\w+|заземл\w+|знят[оі]|знімал[аи]|зрізал[аи]|поклал[аи]|покладено"
        r"|зби(?:вано|то)|збил[аио]|збитт(?:я|ям|і)|знищенн(?:я|ям|і)|перехопленн(?:я|ям|і)|пересікл[аи]|відбит(?:о|і)",
    )
)

#: tag → stems
WORDS: tuple[tuple[str, str], ...] = (
    # kinds of weapon, as reports name them
    ("kh101", r"х-(?:101|555|55)(?:см)?|kh-?(?:101|555|55)(?:sm)?s?"),
    ("kh59", r"х-(?:59|69)\w*|kh-?(?:59|69)\w*"),
    ("kh22", r"х-(?:22|32)\w*|kh-?(?:22|32)\w*"),
    ("kinzhal", r"х-47\w*|kh-?47\w*|кинд?жал\w*|kin[dz]?z?hals?|аеробалістичн\w+|aeroballistic"),
    ("kh_other", r"х-(?:31|35|58|25|29)\w*|kh-?(?:31|35|58|25|29)\w*"),
    ("kalibr", r"калібр(?:и|ів|ами|ам|ом|у|а|ах)?|kalibrs?|kaliber"),
    ("iskander_m", r"іскандер(?:и|ів|ами|ом|а|у)?(?:-м)?|iskanders?(?:-ms?)?"),
    ("kn23", r"[kк][nн]-2[34]\w*"),
    ("iskander_k", r"іскандер\w*-к|iskander-ks?|9м72[89]"),
    ("s300", r"с-?[34]00\w*|s-?[34]00\w*|зенітн(?:их|ими|і|а|у|ою)"),
    ("zircon", r"циркон\w*|z[iy]rcons?|tsirkons?"),
    ("onyx", r"онікс\w*|oniks|onyx(?:es)?|яхонт\w*"),
    ("banderol", r"бандерол\w*|banderol\w*"),
    ("plane", r"ту-\d+\w*|tu-?\d+\w*|міг-\d+\w*|mig-?\d+\w*|су-\d+\w*|su-?\d+\w*"),
    ("recon", r"розвідувальн\w+|розвід\w*|оперативно-тактичн\w+|reconnaissance-strike|reconnaissance|орлан[\w-]*"
              r"|orlan[\w-]*|zala|supercam|суперкам\w*"),
    ("uav", r"шах[еі]д\w*|shah[ei]ds?(?:-\d+\w*|-type)?|geran\w*|геран(?:ь|і|ей|ю|ям|ями)(?:-\d+)?|гербер\w*|gerbera\w*"
            r"|бпла|дрон-\w+"
            r"|ланцет\w*|lancets?|мопед\w*|безпілотник\w*(?:-\w+)?|пароді\w+|decoys?|імітатор\w*"
            r"|дрон(?:и|ів|ами|ам|ах|ом|а|у|і|ові)?(?:-\w+)?|drones?|uavs?|uas|безпілотн(?:их|ими|і)|quadcopters?"
            r"|fpv|фпв"),
    ("missile", r"ракет(?:а|и|у|ою|і|ам|ами|ах)?(?:-\w+)?|missiles?|rockets?"),
    ("cruise", r"крилат\w+|cruise"),
    ("ballistic", r"орешнік\w*|oreshniks?|балістичн\w+|балістик\w+|ballistic"),
    ("target", r"ціл(?:ь|і|ей|ям|ями|ях|лю)|targets?|засоб(?:и|ів|ами|у)|засіб|weapons|assets|threats|munitions"
               r"|projectiles"),
    ("guided", r"керован\w+|авіаційн\w+|протикорабельн\w+|ударн\w+|ворож\w+|російськ\w+|повітрян\w+|гіперзвуков\w+"
               r"|реактивн\w+|літальн\w+|апарат\w*|запущен(?:их|ими|і|у)|випущен(?:их|ими|і|у)|комплекс\w*"
               r"|типу|типів|тип|різних|іранськ\w+|нападу|ураження|guided|attack-type|anti-ship|russian|enemy"
               r"|iranian|iranian-made"
               r"|hypersonic|air-launched|sea-launched|air|aerial|unmanned|surface-to-air|anti-aircraft|kamikaze"
               r"|type|type-\d+"
               r"|long-range|exploding|one-way|jet-powered|hostile|incoming|loitering|повітряного|морського|базування"),
    ("ours", r"українськ(?:их|ими|і|ий|ого)|ukrainian"),
    # what happens to weapons
    ("launch", r"випусти(?:в|ла|ли|ло|вши)|випускал\w*|випущено|запусти(?:в|ла|ли|ло|вши)|запускал\w*|запущено"
               r"|застосува(?:в|ла|ли|ло|вши)|застосовано|атакува(?:в|ла|ли|ло|вши)|атаковано|вдари(?:в|ла|ли|ло)"
               r"|ударив|ударил[аио]|пуск(?:и|ів|ами|у)?|обстріля(?:в|ла|ли)|би(?:в|ла|ли|ло)|б'(?:є|ють)|лупи(?:в"
               r"|ла|ли)|бахну\w+|обстріляно|використа(?:в|ла|ли)"
               r"|скерува(?:в|ла|ли)|закида(?:в|ла|ли|но)|засипа(?:в|ла|ли)|обсипа(?:в|ла|ли)|відправи(?:в|ла|ли)"
               r"|надісла(?:в|ла|ли)"
               r"|задія(?:в|ла|ли|но)|пожбури(?:в|ла|ли)|шпурну(?:в|ла|ли)|метну(?:в|ла|ли)|витрати(?:в|ла|ли)"
               r"|атаку(?:є|ють|вало)"
               r"|запуска(?:є|ють|в|ла|ли)|випуска(?:є|ють)|скину(?:в|ла|ли|то)|кидал[аи]|націлено|спрямовано|скеровано"
               r"|відбува(?:в|ла|ли)|відбивал[аи]|нараховано|фіксува(?:в|ла|ли)|помічено|помітил[аи]|лет(?:ять|іли)"
               r"|вилет(?:іли|іло)|полет(?:іли|іло)|злет(?:іли|іло)|насувал\w+|посунул\w+"
               r"|спрямува(?:в|ла|ли)|зафіксовано|супроводжувал\w*|виявлено|виявил\w*|підня(?:в|ла|ли)|кину(?:в|ла"
               r"|ли)|жбурну(?:в|ла|ли)|націли(?:в|ла|ли)"
               r"|направи(?:в|ла|ли)|летіл[оаи]|прилетіл[оаи]|заходил[оаи]|залуче?и(?:в|ла|ли)|гати(?:в|ла|ли)"
               r"|вгати(?:в|ла|ли)"
               r"|нарахува(?:в|ла|ли)|налічу\w+|відстеж\w+|стріля(?:в|ла|ли)|гатил[аи]|aimed|involv(?:ed|ing)|flew"
               r"|entered|counted|numbered"
               r"|comprised|comprising|consisted|deployed|employed|dispatched|directed|loosed|mounted|crossed"
               r"|launched|launches|launching"
               r"|fired|firing|unleashed"
               r"|unleashing|sent|used|using|detected|tracked|barrage|salvo|volley|hurled|lobbed|rained|targeted"
               r"|pounded|bombarded|pummel+ed"),
    ("attack", r"атак(?:а|и|у|ою|і|ах)?|атаці|удар(?:и|у|ів|ом|ами|і|ах|ам)?|обстріл(?:и|у|ів|ом|ами|і)?"
               r"|авіаудар\w*|наліт"
               r"|нальот\w*"
               r"|attack(?:s|ed|ing)?|strikes?|striking|assault|bombardment|raids?|shelling|wave"),
    ("destroy", _STOPPED + r"|мінусу\w+|мінусон\w+|приземл(?:ено|или|ив)"
                r"|збил\w*|збив(?:ши|ал\w*)?|збит(?:о|і|а|ий|их|ими)|збиван\w+|збиття|зби(?:ває|вають)|знищ(?:ила|или"
                r"|ив|ило|ено|ені"
                r"|ений|ена|ивши|ують|ення)"
                r"|знищувал\w*|перехоп(?:ила|или|ив|лено|лені|ило)|перехоплення|подав(?:или|ила|ив|лено|лені)"
                r"|ліквідован\w*|ліквідува\w+|знял[аи]|зняв|дотисл\w+|зупинил\w+|зупинен[оі]|відбил\w+|відбито|мінус"
                r"|зріза\w+|посадил\w+|нейтралізован\w+"
                r"|знешкод(?:или|ила|ив|жено|жені)|нейтралізовано|нейтралізувал\w*|приземлил\w*|shot|shooting|downed"
                r"|downing"
                r"|intercept(?:ed|ing|s)?|destroyed|destroying|neutrali[sz]ed|jammed|suppressed|brought|liquidated"
                r"|stopped|eliminated|repelled|felled|accounted"
                r"|збити|збивати|знищити|перехопити|подавити|знешкодити|нейтралізувати|ліквідувати|приземлити"
                r"|відбити|приборка\w+|вполюва\w+|завали(?:ли|ла|в)|спиня\w+"
                r"|впорал\w+|destruction|interceptions?|downings?|elimination|shoot|shoots|intercepting|downs"
                r"|stops|dealt|disabled|countered|incapacitated"
                r"|took|taken|knocked|thwarted|parried|stopping|eliminating|destroy"
               r"|swat(?:ted|ting|s)?|bagg(?:ed|ing)|halt(?:ed|ing|s)|blasted|obliterat(?:ed|ing|es)|annihilat(?:ed"
               r"|ing|es)"
               r"|nullif(?:ied|ying)|netted|snared|snaring|splashed|vapou?ri[sz]ed|pulveri[sz]ed|exterminated"
               r"|eradicated"
               r"|defeat(?:ed|ing|s)|foil(?:ed|ing|s)|repuls(?:ed|ing)|deflected|grounded|culled|winged|nailed|zapped"
               r"|neutrali[sz](?:e|es|ing|ation)|suppress(?:ing|es|ion)?|jamming|jams|intercepts|eliminates?|blocked"
               r"|blocking"
               r"|repel(?:s|ling)?|felling|stopped|stymied|crippled|snuffed|downed|dispatched"
               r"|liquidat(?:ed|ing|ion)|disrupted"),
    ("lost", r"загуби(?:лися|лись|лося|вся|лась|лася)|загублен(?:о|і|их)|згуби(?:лися|вся|лось|лося)|щез(?:ли|ло"
             r"|нули|ла)?"
             r"|зблуди\w+|заблука\w+|випал[аио]|дезорієнтован(?:о|і)|self-destructed|самоліквідува\w+|petered|fizzled"
             r"|[ву]трачен(?:о|і|ий|а|их)|[ву]тратил\w+|faded|пропал[аио]|подал\w+ся|розчинил\w+|зник(?:ли|ло|нув|ла)?"
             r"|dropped|evaporated|lost|disappeared|vanished|локаційн\w+|збил\w+ся|зникал[аио]|зникненн\w+"
             r"|disappearing|vanishing"),
    ("fell", r"впа(?:ла|в|ли|ло)|упа(?:ла|в|ли|ло)|fell|crashed|долетіл\w*|долетів"),
    ("reach", r"заверши(?:ли|в|ло)|діста(?:лися|вся|лась)|дійш(?:ли|ов)|досяг(?:ли|ло|ла|нули)?|reach(?:ed|ing)?"
              r"|made|arrived?"),
    ("left", r"повернул\w*|повернув\w*|залетіл\w*|залетів|покинул\w*|покинув|полетіл\w+|вилетіл\w+|strayed|veered"
             r"|left|returned|turned"),
    ("hit", r"влуч(?:ила|ив|или|ило|ання|аннях|анню|ань|ено|ив)|поціли(?:ла|в|ли|ло)|прил[іьо]от\w*|прильот\w*"
            r"|приліт|попадан\w+"
            r"|[ву]ражен(?:о|і|ня|ь|а|ий)|вразил\w+|урази(?:ла|в|ли)|досягл[аи] ціл\w|вруб\w+|вріза\w+|вцілил\w*"
            r"|влетіл\w+|slammed"
            r"|smashed|ploughed|plowed"
            r"|burst|exploded|detonated|вибухну\w+|розірва\w+|tore|levelled|leveled|landed|hits?|hitting|struck"
            r"|impacts?"),
    ("damage", r"розвален\w+|розвалил\w+|розтрощ\w+|розбит\w+|знесен[оа]|знесл\w+|дістал[оаи]ся|пошкод(?:ив|ила|или"
               r"|ило)|пошкоджен(?:о|і|а|ий|ня|ь)|зруйнован(?:о|і|а|ий)|зруйнува(?:в|ла|ли|ло)"
               r"|руйнуван\w+"
               r"|понівечен\w*|понівечил\w+|потрощен\w+|потрощил\w+|побит[оі]|вибит[оі]|вибил\w+|знищен[оа]|дощенту"
               r"|спалахнул\w+|загорі[лв]\w*"
               r"|зайня[лв]\w*|горить|горять|горі[лв]\w*|палають|пожеж\w*|обвалил\w+|collapsed|blown|burned|burnt"
               r"|burning"
               r"|ablaze|gutted|blaze"
               r"|damag(?:ed|ing|es?)|wrecked|ruined|shattered"),
    ("debris", r"уламк\w+|уламок|debris|fragments?|wreckage"),
    # people
    ("killed", r"загинул[аио]|загибл(?:им|ою|у)|полег(?:ли|ла)|mortally|[ву]би(?:в|ла|ли|то|ває|вають)|[ву]бит(?:их"
               r"|ими|а)|тіл(?:о|а)|загину(?:в|ла|ли|ло)|гину\w+"
               r"|помер(?:ла|ли|ло)?|померл\w+|мертв\w+|смерт(?:ь|і|ей|ю|ями)|обірва\w+"
               r"|загибл(?:их|і|ого|ими|ий)|загибел\w+|вбит(?:о|і|ий|их)|убит(?:о|і)|жертв(?:и"
               r"|ами|ах|а|у)?"
               r"|killed|killing|kills|dead|died|dies|death|deaths|fatalities|fatality|lives|toll|bodies|perished"
               r"|slain"),
    ("wounded", r"поранен(?:им|ими|ого|ому|ої|у)|травмован(?:им|ими|ого|у)|постраждал(?:им|ими|ий|а|ого|у|ому)"
                r"|скалічен\w+|скалічил\w+"
                r"|обпечен\w+|контужен\w+|maimed|maiming|"
                r"травм(?:и|у|ами)?|контуз\w+|осколков\w+|concussions?|поранен(?:о|і|их|ими|ий|а|ь|ня)"
                r"|постражда(?:ли|ло|в|ла|лих|лими|лі)|травмован(?:о|і|их|ий|а)"
                r"|травмувал\w+|госпіталізован\w+|госпіталізува\w+|потерпіл\w+|поранил[аои]|поранив"
                r"|injur(?:ed|ing|ies)|wound(?:ed|ing|s)?|hurt|hospitali[sz]ed|hospital|wards|treated|treatment"
                r"|звернул(?:ися"
                r"|ись|ася|ась|ося)"),
    ("casualties", r"casualt(?:y|ies)|victims?"),
    ("child", r"діт(?:ей|и|ьми|ям)|дитин[аиу]|child(?:ren)?|minors?|kids|неповнолітн\w+|підліт\w+|teenagers?"
              r"|немовля\w*|infants?|bab(?:y|ies)"),
    ("person", r"люд(?:ей|и|ина|ини|ину|ям|ьми)|осіб|особ[аиу]|українці\w*|цивільн(?:их|і)|чоловік(?:ів|и|а)?"
               r"|жінк\w+|жінок|мешкан\w+"
               r"|жител\w+|громадян\w*|дівчин\w+|хлопч\w+|хлопець|рятувальник\w*|працівник\w*|енергетик(?:ів|и|а)?"
               r"|пенсіонер\w*|містян\w*|\w+'ян(?:и|ам)?|\w{4,}чан(?:и|ам)?|\w{3,}янин\w*|полтавц\w+|одесит\w*"
               r"|\w{3,}ців|лікар(?:ів|і|ка)|медик\w*"
               r"|поліцейськ\w+|водій\w*|воді[їяє]в?|пасажир\w*|подружж\w|сторож\w*|охорон(?:ець|ці|ців)|робітни\w+"
               r"|співробітни\w+|жертв|військов(?:их|і)"
               r"|officers?|farmers?|volunteers?|paramedics?|teachers?|tourists?|passers-by|employees?|staff"
               r"|dockers?|stevedores?|drivers?|passengers?|townspeople|townsfolk|locals"
               r"|pensioners?|medics?|doctors?|nurses?"
               r"|firefighters?|paramedics?|couple|villagers?|citizens?|patients?|students?|members?|males?|females?"
               r"|adults?|colleagues?|boys|girls"
               r"|people|persons?|civilians?|men|man|wom[ae]n|girl|boy|residents?|ukrainians|workers?|rescuers?"
               r"|sons|daughters|parents|brothers|sisters|siblings|spouses|motorists|elderly|others"),
    # who says it, and how
    ("say", r"повідоми(?:в|ла|ли|ло)|повідомля(?:є|ють|ється)|повідомлен(?:о|ні)|заяви(?:в|ла|ли)|сказа(?:в|ла|ли)"
            r"|розпові(?:в|ла|ли)"
            r"|зазначи(?:в|ла|ли)|зазнача(?:є|ють|ється)|написа(?:в|ла|ли)|пише|дода(?:в|ла|ли)|наголоси(?:в|ла|ли)"
            r"|наголошується"
            r"|уточни(?:в|ла|ли)|підкресли(?:в|ла|ли)|оголоси(?:в|ла|ли)|підтверди(?:в|ла|ли)|закликав|закликала"
            r"|переда(?:є|ють)"
            r"|інформу(?:є|ють)|поінформува(?:в|ла|ли)|проінформува(?:в|ла|ли)|йдеться|поясни(?:в|ла|ли)"
            r"|попереди(?:в|ла|ли)"
            r"|назва(?:в|ла|ли)|said|says|saying|reported|reports|announced|stated|told|added|wrote|writes|confirmed"
            r"|noted|according"
            r"|posted|warned|stressed|explained|thanked|подякува(?:в|ла|ли)|запевни(?:в|ла|ли)"),
    ("by", r"словами|даними|інформацією"),
    # number of places
    ("location", r"локаці\w+|locations?|sites?|places"),
)  # fmt: skip

TAGS = re.compile("|".join(f"(?P<{tag}>{stems})" for tag, stems in WORDS))

#: tags of words that name a weapon
MODELS = frozenset(
    {"kh101", "kh59", "kh22", "kinzhal", "kh_other", "kalibr", "iskander_m", "iskander_k", "s300", "zircon", "onyx",
     "banderol", "kn23"}
)  # fmt: skip
HEADS = frozenset({"uav", "missile", "target"})
KIND_TAGS = MODELS | HEADS | {"cruise", "ballistic", "recon"}
