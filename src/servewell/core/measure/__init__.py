"""Every number the product shows, one function each."""

from servewell.core.measure.promise import share_within_promise, usual_working_days

__all__ = ["share_within_promise", "usual_working_days"]
