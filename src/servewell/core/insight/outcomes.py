"""Activities recognised by their names, in several languages, as good or bad ends for the person a case is about.

A name that says both (`Treatment unsuccessful`) is bad. Payments are neither: who pays a fine gets nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

Meaning: TypeAlias = Literal["good", "bad", "open"]

_BAD: Final = (
    "reject", "refus", "denied", "deny", "denial", "declin", "dismiss", "unsuccess", "not successful", "fail",
    "withdr", "cancel", "abandon", "not granted", "turned down", "turn down", "inadmissible", "disqualif", "revoke",
    "expired", "lapsed", "drop out", "dropped out", "negative", "terminated without",
    "abgelehnt", "ablehn", "zurückgewiesen", "zurückgezogen", "rücknahme", "versag", "storniert", "abgebrochen",
    "afgewezen", "afwijz", "geweiger", "weiger", "ingetrokken", "intrekking", "buiten behandeling", "niet ontvankelijk",
    "rejet", "retir", "annul", "débout", "irrecevab", "échec", "rechaz", "deneg", "desist", "inadmit", "respint",
    "rigett", "rifiut", "diniego", "ritir", "indefer", "recusad", "avslag", "avslå", "återkall", "afslag", "hylätty",
    "odmow", "odrzuc", "umorz", "zamítn", "gwrthod", "отказ", "відмов", "رفض",
)  # fmt: skip
_GOOD: Final = (
    "grant", "approv", "accepted", "success", "award", "offer", "issued", "issue permit", "permitted", "admitted",
    "eligible", "positive", "genehmig", "bewillig", "erteilt", "gewährt", "zugesagt", "verleend", "toegekend",
    "toekenn", "goedgekeurd", "accordé", "approuv", "octroi", "délivr", "conced", "aprob", "otorg", "accolt",
    "approvat", "rilasciat", "deferid", "aprovad", "bevilj", "beviljat", "innvilg", "bevilget", "myönne", "przyzna",
    "schvál", "caniat", "cymeradwy", "одобр", "схвален", "قبول", "موافقة",
)  # fmt: skip


def meaning(activity: str) -> Meaning:
    """Say whether an activity is a good or a bad end for the person, or whether its name leaves that open."""
    name = re.sub(r"[\W_]+", " ", activity.casefold())
    if _BAD_NAME.search(name):
        return "bad"
    return "good" if _GOOD_NAME.search(name) else "open"


def good_or_bad(activities: Iterable[str]) -> dict[int, Meaning]:
    """Return the places of the activities whose names say how a case ended for the person."""
    found = ((place, meaning(name)) for place, name in enumerate(activities))
    return {place: said for place, said in found if said != "open"}


def _starts(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(phrase) for phrase in phrases) + ")")


_BAD_NAME: Final = _starts(_BAD)
_GOOD_NAME: Final = _starts(_GOOD)
