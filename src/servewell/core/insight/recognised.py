"""Activities recognised by their names, in several languages: questions to the resident, contacts from the resident.

Phrases are kept narrow: what is not recognised is missed, what is recognised wrongly would be a false finding. So no
single common word stands here that also means a step of the agency (a Norwegian `klage` is an appeal, a German
`Anfrage` may go to another office).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_REQUESTS: Final = (
    "information requested", "request information", "request for information", "request more information",
    "request additional", "request further", "request missing", "request document", "documents requested",
    "additional information requested", "further information requested", "additional information request",
    "further information request", "ask for information", "ask for document", "ask applicant", "ask resident",
    "rückfrage an", "nachforderung", "unterlagen anfordern", "unterlagen nachfordern", "unterlagen angefordert",
    "unterlagen nachgefordert", "verzoek om aanvulling", "aanvullende gegevens opvragen", "verzoek aanvullende",
    "opvragen aanvullende", "demande de pièces", "demande de pieces", "demande de complément", "demande d'info",
    "requerimiento de document", "requerimiento de subsanación", "requerimiento de informac", "richiesta integrazion",
    "richiesta di integrazion", "richiesta documenti", "pedido de informaç", "pedido de document",
    "begär komplettering", "begäran om komplettering", "begärt komplettering", "anmod om oplysninger",
    "be om opplysninger", "lisätietopyyntö",
    "wezwanie do uzupełnienia", "výzva k doplnění", "запрос документов", "запит документів",
)  # fmt: skip
_CONTACTS: Final = (
    "message_received", "message received", "message from the resident", "message from resident",
    "message from applicant", "message from citizen", "message from customer", "status_viewed", "status viewed",
    "status call", "status enquiry", "status inquiry", "status request", "status question", "call about status",
    "asks about status", "asks for status", "phone call received", "call received", "incoming call", "inbound call",
    "call from", "chaser received", "chases", "chase call", "reminder from applicant", "reminder from resident",
    "complaint", "customer enquiry", "customer inquiry", "enquiry received", "inquiry received", "question received",
    "resident calls", "citizen calls", "applicant calls", "customer calls", "email received", "e-mail received",
    "beschwerde", "sachstandsanfrage", "sachstand erfragt", "statusanfrage", "nachfrage des", "nachfrage der",
    "nachfrage antragsteller", "anruf eingegangen", "anruf von", "eingehender anruf", "statusvraag", "navraag",
    "vraag over status", "telefoontje van", "klacht", "réclamation", "plainte", "relance de l'usager",
    "relance usager", "appel de l'usager", "appel usager", "demande d'état", "queja", "consulta de estado",
    "llamada del", "llamada recibida", "reclamo", "sollecito", "richiesta stato", "telefonata ricevuta", "reclamação",
    "pedido de estado", "skarga", "ponaglenie", "zapytanie o status", "klagomål", "statusförfrågan",
    "statusforespørgsel", "statushenvendelse", "stížnost", "urgence žadatele", "жалоба", "скарга",
)  # fmt: skip


_ANSWERS: Final = (
    "message_sent", "message sent", "message to the resident", "message to resident", "message to applicant",
    "message to citizen", "message to customer", "enquiry answered", "inquiry answered", "question answered",
    "complaint answered", "reply sent", "call returned", "call answered", "beschwerde beantwortet",
    "anfrage beantwortet",
    "klacht beantwoord", "vraag beantwoord", "réponse à l'usager", "respuesta al solicitante", "respuesta a la queja",
)  # fmt: skip


def requests(activities: Iterable[str]) -> tuple[int, ...]:
    """Return the places of the activities by which the agency asks the resident for something."""
    return _places(activities, _REQUEST)


def contacts(activities: Iterable[str]) -> tuple[int, ...]:
    """Return the places of the activities by which residents get in touch: questions, reminders, complaints, looks."""
    return _places(activities, _CONTACT)


def answers(activities: Iterable[str]) -> tuple[int, ...]:
    """Return the places of the activities by which the agency answers residents who got in touch."""
    return _places(activities, _ANSWER)


def _places(activities: Iterable[str], pattern: re.Pattern[str]) -> tuple[int, ...]:
    return tuple(place for place, name in enumerate(activities) if pattern.search(name.casefold()))


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """A phrase counts from the start of a word on, so that `complaints` does, and `unstatus call` does not."""
    return re.compile(r"(?<![^\W_])(?:" + "|".join(re.escape(phrase.casefold()) for phrase in phrases) + ")")


_REQUEST: Final = _pattern(_REQUESTS)
_CONTACT: Final = _pattern(_CONTACTS)
_ANSWER: Final = _pattern(_ANSWERS)
