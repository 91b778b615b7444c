"""The present, as the machine's clock or SOURCE_DATE_EPOCH gives it."""

import datetime as dt
import os
import time

from deckbuilder.commands.terminal import Trouble

MAX_EPOCH_DIGITS = 11


def now() -> int:
    """Return the present in epoch seconds, or SOURCE_DATE_EPOCH where the environment sets it."""
    text = os.environ.get("SOURCE_DATE_EPOCH")
    if text is None:
        return int(time.time())
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_EPOCH_DIGITS):
        raise Trouble(f'SOURCE_DATE_EPOCH is "{text}"; it must be seconds since 1970')
    return int(text)


def time_of_day(epoch: int) -> str:
    """Return the time on the user's clock, as in 14:05:09."""
    return dt.datetime.fromtimestamp(epoch, dt.UTC).astimezone().time().isoformat()
