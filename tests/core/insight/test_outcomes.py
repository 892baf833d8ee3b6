import pytest

from servewell.core.insight.outcomes import good_or_bad, meaning


@pytest.mark.parametrize(
    "name",
    ["Application Rejected", "Permit refused", "Treatment unsuccessful", "Antrag abgelehnt", "aanvraag_ingetrokken",
     "Demande rejetée", "Solicitud denegada", "Case withdrawn", "Negative decision", "Avslag"],
)  # fmt: skip
def test_refusals_withdrawals_and_failures_are_bad_ends(name: str) -> None:
    assert meaning(name) == "bad"


@pytest.mark.parametrize(
    "name",
    ["Make Job Offer", "Permit granted", "Treatment successful", "Bewilligung erteilt", "Vergunning verleend",
     "Licencia concedida", "Caniatâd"],
)  # fmt: skip
def test_grants_and_successes_are_good_ends(name: str) -> None:
    assert meaning(name) == "good"


@pytest.mark.parametrize("name", ["Discharge", "Payment", "Decision signed", "Send Fine", "Officer assigned", "Close"])
def test_other_steps_are_neither(name: str) -> None:
    assert meaning(name) == "open"


def test_the_ends_of_a_log_are_told_by_place() -> None:
    assert good_or_bad(["Received", "Granted", "Refused"]) == {1: "good", 2: "bad"}
