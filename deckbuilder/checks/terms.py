"""The word lists and limits of the rules on clinical text, each with what to write instead.

The abbreviations are those of the "List of Error-Prone Abbreviations, Symbols, and Dose
Designations" of the Institute for Safe Medication Practices (ISMP, USA) that a card on drugs could
hold; BID, TID, PRN, IV, IM and QHS are not on it. Where an abbreviation has an innocent reading (MS
is also multiple sclerosis), only the place of a dose counts. The other lists are ours.
"""

ERROR_PRONE = (
    ("IU", "units"),
    (r"QOD|qod|[Qq]\.[Oo]\.[Dd]\.", "every other day"),
    (r"QD|qd|[Qq]\.[Dd]\.|q1d", "daily"),
    (r"OD|o\.d\.", "daily, right eye or overdose"),
    ("OU", "both eyes"),
    ("µg|μg|ug", "mcg or micrograms"),
    (r"cc(?!\()", "mL"),
    ("MSO4", "morphine sulfate"),
    ("MgSO4", "magnesium sulfate"),
    (r"HS|h\.s\.", "at bedtime or half-strength"),
    ("SQ|[Ss]ub[ -]?[qQ]", "subcutaneously"),
    ("D/C|d/c", "discharge or stop"),
    ("TIW|tiw", "three times a week"),
    ("BIW|biw", "twice a week"),
    ("[Pp]er os", "by mouth"),
    ("CPZ", "chlorpromazine"),
    ("HCTZ", "hydrochlorothiazide"),
    ("MTX", "methotrexate"),
)
"""Error-prone wherever they stand as a word; a number may run into them."""

ERROR_PRONE_BESIDE_A_DOSE = (
    (r"(?:(?<=\d)|(?<=\d\s))U(?!\w|\.\w)", "units"),
    (r"(?:(?<=\dmg\s)|(?<=\d\smg\s))MS\b|\bMS(?=\s\d[\d.,]*\s?mg\b)", "morphine sulfate"),
    (r"(?:(?<=mg\s)|(?<=mL\s)|(?<=kg\s)|(?<=given\s))SC(?![\w-])", "subcutaneously"),
    (r"\bSC(?=\s(?:injection|dose|route|administration|infusion))", "subcutaneous"),
    (r"(?:(?<=mg\s)|(?<=mL\s))IN(?![\w-])", "intranasally"),
    (r"(?:(?<=drop\s)|(?<=drops\s))OS\b", "left eye"),
)
"""Error-prone only there; elsewhere they mean something else."""

WORDS_OF_ABBREVIATIONS = (
    *("IU", "QOD", "qod", "QD", "qd", "q", "Q", "OD", "o d", "OU", "µg", "μg", "ug", "cc", "MSO"),
    *("MgSO", "HS", "h s", "SQ", "subq", "subQ", "Subq", "SubQ", "D C", "d c", "TIW", "tiw", "BIW"),
    *("biw", "os", "CPZ", "HCTZ", "MTX", "U", "MS", "SC", "IN", "OS"),
)
"""The runs of letters of which the above are made; a group where each of its runs is needed."""

MASSES = ("ng", "mcg", "µg", "μg", "ug", "micrograms?", "mg", "milligrams?", "g", "grams?")
VOLUMES = ("mL", "ml", "L", "litres?", "liters?")
DOSES = (*MASSES, "mL", "ml", "units?", "IU", "mmol", "mEq")
SPACED = (
    *("mg", "mcg", "µg", "μg", "ug", "ng", "g", "kg", "mL", "ml", "dL", "L", "mmol", "mEq"),
    *("units?", "IU", "h", "hours?", "min", "minutes?", "days?", "weeks?", "months?", "years?"),
)
"""Units that a space parts from their number, as against 5% and 4°."""

MEASURE = r"half-li(?:fe|ves)|t½|clearance|volume of distribution"
DUE = rf"doses?|dosages?|{MEASURE}"
"""What is measured, so that a number for it needs a unit."""
WORDS_OF_MEASURE = (
    *("dose", "doses", "dosage", "dosages", "half life", "half lives", "t½", "clearance", "max"),
    *("volume", "maximum", "how long", "duration", "concentration"),
)
"""Without one of these, or the name of a drug, no number lacks its unit."""
ASKED_DUE = rf"{DUE}|how long|duration|concentration"
ASKED_PLAIN = "how many|number|ratio|share|percentage|per cent|proportion|factor|score|years?|ages?"
"""What a question asks for when a bare number answers it."""
AFTER_BARE = (
    "and or in is was are were for at with after before when while but than as on if to from per a "
    "once twice daily nightly every orally intravenously intramuscularly rectally"
)
"""Words after a number that show that no unit follows; any other word may be one."""
REGIMEN = (
    "once|twice|(?:two|three|four) times|daily|nightly|at night|every|[a1] day|per day|orally|"
    "by mouth|intravenously|intramuscularly|rectally"
)

DOSING = (
    r"dos(?:e[sd]?|ages?|ing)|give[sn]?|max|maximum|label(?:s|led|ling)?|guidelines?|recommend\w*|"
    r"equivalents?|prescrib\w+|start(?:s|ing)?|titrat\w+"
)
"""Words that make a number with a unit a dose somebody set."""
EXPERIMENT = (
    r"trials?|stud(?:y|ies)|volunteers?|participants?|placebo|randomi[sz]ed|healthy|mice|mouse|"
    r"rats?|gerbils?|monkeys?|animals?|in vitro|cohorts?|meta-analys[ei]s|"
    r"\d[\d,]* (?:(?!in |for |of |to |mg|kg|hour|day|week|month|year)[a-z-]+ ){0,2}"
    r"(?:(?:in)?patients|people|adults|children|women|men|users)"
)
"""Words that tell of doses once given to people or animals in research."""
BODY = (
    r"USA?|UK|EU|U\.S\.|FDA|EMA|MHRA|NICE|BNF|WHO|NHS|CDC|PBS|TGA|SIGN|United (?:States|Kingdom)|"
    r"Europe(?:an)?|Canad(?:a|ian)|Australian?|New Zealand|German[y]?|French|France|Dutch|"
    r"Netherlands|Swiss|Switzerland|Austrian?|Irish|Ireland|Scottish|Scotland|Engl(?:and|ish)|"
    r"Wales|Nordic|Swed(?:en|ish)|Norw(?:ay|egian)|Danish|Denmark|Finnish|Finland|Spain|Spanish|"
    r"Ital(?:y|ian)|Japan(?:ese)?|Indian?|China|Chinese|Brazil(?:ian)?|American|British|World|"
    r"Society|Academy|Association|College|Agency|Institute|Federation|Administration|Ministry"
)
"""Countries and bodies that set or approve doses; others need an allow with its reason."""

ABSOLUTES = "always|never|invariably|without exception|under no circumstances"
HEDGES = r"(?:not|nearly|almost|hardly|if|or|ever|has|have|had|who)\s+"
"""What before an absolute makes it none: "not always", "almost never", "has never been tested"."""
HISTORIES = (
    r"(?:[\s-]+(?:users?|smokers?|drinkers?|used|taken|exposed|treated|been|approved|licensed|"
    r"marketed|published|tested|shown|proved|proven|established|received))"
)
"""What after "never" tells of a history: never-users, never approved."""

PROMOTIONAL = (
    (r"miracles?|miraculous|magic (?:pill|bullet)", "the effect and its size"),
    (r"wonder[- ]drugs?|wonder[- ]pills?|cure-all|panacea", "what the drug is for"),
    (r"breakthrough(?!\s(?:seizure|pain|bleeding|anxiety|symptom|infection))", "what is new"),
    (
        r"revolution(?:ary|i[sz]\w+)|game[- ]chang\w+|life[- ]changing|cutting[- ]edge",
        "what is new",
    ),
    (r"powerful(?!ly)|unparalleled|unrivalled|world[- ]class|state-of-the-art", "the figure"),
    (r"empower\w*|peace of mind|unlock(?:s|ing)?|transformative", "the measured effect"),
    (
        r"safe and effective|risk[- ]free|(?:completely|totally|100%) safe",
        "the benefit and the harm",
    ),
    (r"(?:no|without|free of) side[- ]effects|side[- ]effect[- ]free", "the adverse effects"),
    (r"(?:clinically|scientifically|medically) proven", "the study and its result"),
    (
        r"proven (?:relief|results?|remedy|solution|safety|efficacy|treatment|therapy|benefits?)",
        "the study and its result",
    ),
    (r"guarantee(?:d|s)?|100% effective|amazing|incredible|best-selling", "the figure"),
    (r"(?:buy|order) (?:now|today|online)|affordable|discount(?:s|ed)?", "nothing; leave it out"),
)
WORDS_OF_PRAISE = (
    *("miracle", "miracles", "miraculous", "magic", "wonder", "cure", "panacea", "breakthrough"),
    *("game", "life changing", "cutting", "powerful", "unparalleled", "unrivalled", "world class"),
    *("state art", "peace mind", "unlock", "unlocks", "unlocking", "transformative", "safe"),
    *("risk free", "side effect", "side effects", "proven", "guarantee", "guaranteed"),
    *("guarantees", "effective", "amazing", "incredible", "best selling", "buy", "order"),
    *("affordable", "discount", "discounts", "discounted"),
)
"""Words, or groups of them, without which none of the above is found; two more begin a word."""
NEGATIONS = r"\b(?:no|not|neither|nor|never|without|nobody|none|lacks?|isn't|cannot)\b"
WORDS_A_NEGATION_REACHES = 4

SECOND_PERSON = (
    r"you (?:should|must|need to|may|can) (?:not )?"
    r"(?:take|stop|avoid|reduce|increase|ask|see|talk|never|always|drink|drive|continue)|"
    r"(?:ask|tell|consult|see|talk to|contact) (?:your|a) (?:doctor|pharmacist|physician|GP)|"
    r"your (?:doctor|pharmacist|physician|prescription|medication|medicine|tablets?|dose)"
)
IMPERATIVE = (
    r"(?:(?:take|swallow) (?:\d|one|two|half|it|this|the|your)|(?:stop|start|avoid|keep) taking|"
    r"(?:do not|don't|never) (?:take|stop|drive|drink|mix|crush|share|exceed))\b"
)
PATIENTS_SHOULD = (
    r"(?:patients|people|users) (?:should|must) (?:not |never )?"
    r"(?:take|stop|avoid|reduce|increase|ask|continue|drink|drive)"
)
WORDS_OF_ADVICE = (
    *("you", "your", "doctor", "pharmacist", "physician", "gp", "take", "swallow", "taking"),
    *("do not", "don", "never", "should", "must"),
)
"""Words, or groups of them, without which no advice is found."""
SAID_BY = r"accord|says?\b|said|advis|state|recommend|guidance|guideline|label|warn"
"""Words that tell who gives the advice."""

BRANDS = {
    "Ambien": "zolpidem",
    "Anexate": "flumazenil",
    "Ativan": "lorazepam",
    "Buccolam": "midazolam",
    "Diastat": "diazepam",
    "Dormicum": "midazolam",
    "Frisium": "clobazam",
    "Halcion": "triazolam",
    "Imovane": "zopiclone",
    "Klonopin": "clonazepam",
    "Lexotan": "bromazepam",
    "Librium": "chlordiazepoxide",
    "Lunesta": "eszopiclone",
    "Mogadon": "nitrazepam",
    "Nayzilam": "midazolam",
    "Onfi": "clobazam",
    "Restoril": "temazepam",
    "Rivotril": "clonazepam",
    "Rohypnol": "flunitrazepam",
    "Romazicon": "flumazenil",
    "Stilnox": "zolpidem",
    "Temesta": "lorazepam",
    "Tranxene": "clorazepate",
    "Valium": "diazepam",
    "Valtoco": "diazepam",
    "Versed": "midazolam",
    "Xanax": "alprazolam",
}
GENERICS = (
    *sorted(set(BRANDS.values())),
    *("baclofen", "bromazolam", "buspirone", "clomethiazole", "dantrolene", "estazolam"),
    *("etizolam", "etomidate", "flurazepam", "fosphenytoin", "gabapentin", "haloperidol"),
    *("ketamine", "levetiracetam", "lormetazepam", "methadone", "morphine", "nordazepam"),
    *("oxazepam", "paroxetine", "phenobarbital", "phenytoin", "pregabalin", "propofol"),
    *("quazepam", "sertraline", "tizanidine", "valproate", "venlafaxine", "zaleplon"),
)
