"""Every number the product shows, one function each."""

from servewell.core.measure.completion import completion_rate, digital_take_up
from servewell.core.measure.promise import share_within_promise, usual_working_days
from servewell.core.measure.satisfaction import satisfaction, solved

__all__ = ["completion_rate", "digital_take_up", "satisfaction", "share_within_promise", "solved", "usual_working_days"]
