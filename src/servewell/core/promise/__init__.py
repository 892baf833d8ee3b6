"""Working calendars and promise clocks."""

from servewell.core.promise.calendar import Calendar, add
from servewell.core.promise.clock import Clock, clock, working_days_used
from servewell.core.promise.retention import Retention, retention

__all__ = ["Calendar", "Clock", "Retention", "add", "clock", "retention", "working_days_used"]
