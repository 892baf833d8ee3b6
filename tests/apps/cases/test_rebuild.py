"""The rows can be made again from the events, and a row that lies is found."""

from datetime import timedelta

from tests.cast import NOW, apply

from servewell.apps.cases import operations as cases
from servewell.apps.cases.models import Case
from servewell.apps.cases.rebuild import rebuild

DAY = timedelta(days=1)


def life(cast):
    """Cases in every state."""
    apply(cast)
    asked, guest = apply(cast)
    request = cases.request_information(case_id=asked, text="Which?", by=cast.amina, now=NOW + DAY)
    cases.give_information(case_id=asked, request=request, text="This.", by=guest, now=NOW + 4 * DAY)
    cases.request_information(case_id=asked, text="And?", by=cast.amina, now=NOW + 5 * DAY)
    decided, _ = apply(cast)
    cases.take_case(case_id=decided, by=cast.boris, now=NOW)
    cases.enter_stage(case_id=decided, stage="checking", by=cast.boris, now=NOW)
    cases.decide(case_id=decided, decision="approve", by=cast.boris, now=NOW + 20 * DAY)
    cases.close_case(case_id=decided, by=cast.boris, now=NOW + 21 * DAY)
    withdrawn, guest = apply(cast)
    cases.withdraw(case_id=withdrawn, by=guest, now=NOW)
    reopened, _ = apply(cast)
    cases.decide(case_id=reopened, decision="approve", by=cast.boris, now=NOW)
    cases.reopen(case_id=reopened, reason="Wrong.", by=cast.boris, now=NOW + DAY)


def test_rows_say_what_the_events_say(cast):
    life(cast)
    result = rebuild(check_only=True)
    assert result.differences == ()
    assert result.cases == 5
    assert result.events >= 14


def test_a_changed_row_is_found_and_mended(cast):
    life(cast)
    Case.objects.filter(status="closed").update(status="open", stage="received")
    found = rebuild(check_only=True).differences
    assert len(found) == 2
    assert "status is 'open', the events say 'closed'" in " ".join(found)
    rebuild(check_only=False)
    assert rebuild(check_only=True).differences == ()


def test_a_case_without_row_is_found(cast):
    case_id, _ = apply(cast)
    Case.objects.all().delete()
    assert rebuild().differences == (f"case:{case_id}: there are events but no row.",)
