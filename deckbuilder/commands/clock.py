"""The present, as the machine's clock or SOURCE_DATE_EPOCH gives it."""

import datetime as dt
import os
import time

from deckbuilder.commands.terminal import Trouble

MAX_EPOCH_DIGITS = 11

SECONDS_A_DAY = 86_400


def now() -> int:
    """Return the present in epoch seconds, or SOURCE_DATE_EPOCH where the environment sets it."""
    text = os.environ.get("SOURCE_DATE_EPOCH")
    if text is None:
        return int(time.time())
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_EPOCH_DIGITS):
        raise Trouble(f'SOURCE_DATE_EPOCH is "{text}"; it must be seconds since 1970')
    return int(text)


def release_time() -> int:
    """Return the present for a release, which must not lie ahead: no later one could follow it."""
    present, clock = now(), int(time.time())
    if present > clock + SECONDS_A_DAY:
        raise Trouble(
            f"SOURCE_DATE_EPOCH is {present} ({_day(present)}), more than a day later than this "
            f"machine's clock, which says {clock} ({_day(clock)}); no release could follow it "
            "before that day; nothing was changed"
        )
    return present


def time_of_day(epoch: int) -> str:
    """Return the time on the user's clock, as in 14:05:09."""
    return dt.datetime.fromtimestamp(epoch, dt.UTC).astimezone().time().isoformat()


def _day(epoch: int) -> str:
    return dt.datetime.fromtimestamp(epoch, dt.UTC).date().isoformat()
