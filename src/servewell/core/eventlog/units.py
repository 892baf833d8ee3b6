"""How many microseconds there are in a second, a minute, an hour, a day, a week and a month."""

from __future__ import annotations

from typing import Final

SECOND_US: Final = 1_000_000
MINUTE_US: Final = 60 * SECOND_US
HOUR_US: Final = 60 * MINUTE_US
DAY_US: Final = 24 * HOUR_US
WEEK_US: Final = 7 * DAY_US
MONTH_US: Final = int(30.436875 * DAY_US)  # of the mean Gregorian year
