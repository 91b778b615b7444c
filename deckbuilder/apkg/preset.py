"""The deck options that a package brings along."""

from typing import Any

COLLECTION_TIME = 1793491200
"""Creation time that every package claims: 2026-11-01 UTC in epoch seconds; Anki ignores it."""

PRESET_ID = 1795300001001
"""Id of our deck options; Anki never updates a preset it knows: new values need a new id."""

PRESET: dict[str, Any] = {
    "id": PRESET_ID,
    "name": "Pharmacology",
    "mod": COLLECTION_TIME,
    "usn": -1,
    "maxTaken": 60,
    "autoplay": True,
    "timer": 0,
    "replayq": True,
    "new": {
        "bury": True,
        "delays": [1, 10],
        "initialFactor": 2500,
        "ints": [1, 4, 0],
        "order": 1,
        "perDay": 15,
    },
    "rev": {
        "bury": True,
        "ease4": 1.3,
        "hardFactor": 1.2,
        "ivlFct": 1.0,
        "maxIvl": 36500,
        "perDay": 200,
    },
    "lapse": {"delays": [10], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0.0},
    "newMix": 0,
    "newPerDayMinimum": 0,
    "interdayLearningMix": 0,
    "reviewOrder": 0,
    "newSortOrder": 0,
    "newGatherPriority": 0,
    "buryInterdayLearning": True,
    "desiredRetention": 0.9,
    "sm2Retention": 0.9,
    "easyDaysPercentages": [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
    "ignoreRevlogsBeforeDate": "",
    "stopTimerOnAnswer": False,
    "secondsToShowQuestion": 0.0,
    "secondsToShowAnswer": 0.0,
    "questionAction": 0,
    "answerAction": 0,
    "waitForAudio": True,
    "weightSearch": "",
}
"""The deck options that a student gets on ticking "Import any deck presets"."""

DEFAULT_PRESET = PRESET | {"id": 1, "name": "Default"}
"""Every collection has a preset 1; Anki does not import this one over the student's own."""
