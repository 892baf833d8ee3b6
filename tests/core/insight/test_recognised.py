"""Which activities are taken for questions to the resident and for contacts from the resident."""

from __future__ import annotations

import pytest

from servewell.core.insight.recognised import contacts, requests


@pytest.mark.parametrize(
    "name",
    [
        "information requested", "Request for information", "Request Missing Documents", "Unterlagen nachgefordert",
        "Verzoek om aanvulling", "Demande de pièces complémentaires", "Requerimiento de subsanación",
        "Richiesta integrazione", "Begäran om komplettering",
    ],
)  # fmt: skip
def test_a_question_to_the_resident_is_recognised(name: str) -> None:
    assert requests(["decided", name]) == (1,)


@pytest.mark.parametrize(
    "name",
    [
        "message from the resident", "message_received", "status_viewed", "Status call", "Complaints handled",
        "Beschwerde", "Sachstandsanfrage", "Klacht ontvangen", "Réclamation", "Sollecito", "Statusförfrågan",
    ],
)  # fmt: skip
def test_a_contact_from_the_resident_is_recognised(name: str) -> None:
    assert contacts([name, "decided"]) == (0,)


@pytest.mark.parametrize(
    "name",
    [
        "Draft and send request for advice", "Make decision", "Call for tenders", "Recall product",
        "Insert Date Appeal to Prefecture", "Telephonic Screening", "information received", "Klage",
        "message to the resident", "Send Fine", "uncomplaint",
    ],
)  # fmt: skip
def test_a_step_of_the_agency_is_neither(name: str) -> None:
    assert requests([name]) == () == contacts([name])
