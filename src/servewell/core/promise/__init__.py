"""Working calendars and promise clocks."""

from servewell.core.promise.calendar import Calendar, add
from servewell.core.promise.clock import Clock, clock, working_days_used

__all__ = ["Calendar", "Clock", "add", "clock", "working_days_used"]
