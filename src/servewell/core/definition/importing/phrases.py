"""Words that foreign forms do not have and our definitions need, in the languages such forms are in."""

from __future__ import annotations

from typing import Final

_PHRASES: Final = {
    "en": {
        "entry": "entry",
        "minimum": "Enter {0} or more.",
        "maximum": "Enter {0} or less.",
        "precision": "Enter a number with at most {0} decimals.",
        "shortest": "Enter at least {0} characters.",
        "longest": "Enter at most {0} characters.",
        "length": "Enter exactly {0} characters.",
        "pattern": "Check that it is written in the form that is asked for.",
        "time": "Enter a time such as 14:30.",
        "past": "Enter a date not more than {0} days ago.",
        "future": "Enter a date not more than {0} days from now.",
        "exclusive": "Choose either “{0}” or other answers, not both.",
        "received": "Received",
        "decided": "Decided",
        "approve": "Approve",
        "refuse": "Refuse",
        "conditions": "The conditions of this service are not met.",
        "time of": "{0}: time",
        "warning": "Warning",
        "cannot": "You cannot go on with this application.",
        "untitled": "Page",
        "elsewhere": "You go on at another website.",
        "service": "Imported form",
    },
    "cy": {
        "entry": "cofnod",
        "minimum": "Rhowch {0} neu fwy.",
        "maximum": "Rhowch {0} neu lai.",
        "precision": "Rhowch rif heb fwy na {0} lle degol.",
        "shortest": "Rhowch o leiaf {0} nod.",
        "longest": "Rhowch {0} nod ar y mwyaf.",
        "length": "Rhowch union {0} nod.",
        "pattern": "Gwiriwch ei fod wedi'i ysgrifennu yn y ffurf y gofynnir amdani.",
        "time": "Rhowch amser, er enghraifft 14:30.",
        "past": "Rhowch ddyddiad heb fod yn fwy na {0} diwrnod yn ôl.",
        "future": "Rhowch ddyddiad o fewn y {0} diwrnod nesaf.",
        "exclusive": "Dewiswch naill ai “{0}” neu atebion eraill, nid y ddau.",
        "received": "Derbyniwyd",
        "decided": "Penderfynwyd",
        "approve": "Cymeradwyo",
        "refuse": "Gwrthod",
        "conditions": "Nid yw amodau'r gwasanaeth hwn wedi'u bodloni.",
        "time of": "{0}: amser",
        "warning": "Rhybudd",
        "cannot": "Ni allwch barhau â'r cais hwn.",
        "untitled": "Tudalen",
        "elsewhere": "Rydych yn mynd ymlaen ar wefan arall.",
        "service": "Ffurflen a fewnforiwyd",
    },
}


def phrase(language: str, name: str, *values: object) -> str:
    """Return a phrase in the form's language, English for others."""
    return _PHRASES.get(language, _PHRASES["en"])[name].format(*values)
