"""The entries of the staff's navigation, by what the person may do."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import may


def navigation(by: Actor) -> tuple[dict[str, str], ...]:
    """Return the entries as layouts want them."""
    entries = (
        ("queue", "see_queue", "staff_queue", _("Queue")),
        ("apply", "begin_assisted_draft", "staff_apply", _("Apply with a resident")),
        ("services", "see_services", "staff_services", _("Services")),
        ("ideas", "see_ideas", "staff_ideas", _("Ideas")),
        ("data", "see_data", "staff_data", _("Personal data")),
        ("record", "see_audit", "staff_record", _("Record")),
    )
    return tuple(
        {"id": name, "href": reverse(url_name), "text": text} for name, verb, url_name, text in entries if may(by, verb)
    )
