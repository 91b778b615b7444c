"""The deck options that a package brings along.

Anki never updates a preset whose id it knows: new values need a new id.
"""

from typing import Any

COLLECTION_TIME = 1793491200
"""Creation time that every package claims: 2026-11-01 UTC in epoch seconds; Anki ignores it."""

DEFAULT_PRESET_ID = 1
"""Id of the options that every collection has; Anki does not import them over the student's."""

_OPTIONS: dict[str, Any] = {
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
"""What a student gets on ticking "Import any deck presets"."""


def preset_json(number: int, name: str) -> dict[str, Any]:
    """Return the deck options as Anki's JSON has them, under an id and a name."""
    return {**_OPTIONS, "id": number, "name": name}
