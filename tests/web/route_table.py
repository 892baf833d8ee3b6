"""What every address answers to everybody, in one table. A route that is missing fails test_route_matrix.py.

A number is a status; `login` is a redirect to signing in; 302 is any other redirect; 404 says neither "there is none"
nor "it is not yours"; 405 means that the address does not answer this method.
"""

from __future__ import annotations

# The stranger has every role, at the neighbouring agency. `resident` is somebody else with an account.
EVERYBODY = (
    "nobody", "resident", "stranger", "holder", "owner_of_it", "caseworker", "service_owner", "approver", "auditor",
    "operator",
)  # fmt: skip

# `holder` has the key in her browser, `owner_of_it` has it in her account. Staff are strangers here.
PORTAL = """
route               method  nobody  resident  stranger  holder  owner_of_it  staff
catalogue           GET     200     200       200       200     200          200
catalogue           POST    405     405       405       405     405          405
trials              GET     200     200       200       200     200          200
trials              POST    405     405       405       405     405          405
service             GET     200     200       200       200     200          200
service             POST    405     405       405       405     405          405
eligibility         GET     200     200       200       200     200          200
eligibility         POST    302     302       302       302     302          302
start               GET     405     405       405       405     405          405
start               POST    302     302       302       302     302          302
tasks               GET     404     404       404       302     302          404
tasks               POST    405     405       405       405     405          405
saved               GET     404     404       404       200     200          404
saved               POST    404     404       404       302     302          404
forget              GET     405     405       405       405     405          405
forget              POST    404     404       404       200     200          404
check_answers       GET     404     404       404       200     200          404
check_answers       POST    405     405       405       405     405          405
submit              GET     404     404       404       302     302          404
submit              POST    404     404       404       302     302          404
page                GET     404     404       404       200     200          404
page                POST    404     404       404       302     302          404
draft_link          GET     302     302       302       302     302          302
draft_link          POST    405     405       405       405     405          405
case_link           GET     302     302       302       302     302          302
case_link           POST    405     405       405       405     405          405
resume              GET     200     200       200       200     200          200
resume              POST    422     422       422       422     422          422
track               GET     200     200       200       200     200          200
track               POST    422     422       422       422     422          422
case                GET     404     404       404       200     200          404
case                POST    405     405       405       405     405          405
receipt             GET     404     404       404       200     200          404
receipt             POST    405     405       405       405     405          405
case_messages       GET     404     404       404       302     302          404
case_messages       POST    404     404       404       302     302          404
case_information    GET     404     404       404       200     200          404
case_information    POST    404     404       404       302     302          404
case_later          GET     404     404       404       302     302          404
case_later          POST    404     404       404       302     302          404
case_withdraw       GET     404     404       404       200     200          404
case_withdraw       POST    404     404       404       302     302          404
case_appeal         GET     404     404       404       200     200          404
case_appeal         POST    404     404       404       302     302          404
outcome_link        GET     302     302       302       302     302          302
outcome_link        POST    405     405       405       405     405          405
case_outcome        GET     404     404       404       200     200          404
case_outcome        POST    404     404       404       302     302          404
case_idea           GET     404     404       404       200     200          404
case_idea           POST    404     404       404       302     302          404
case_idea_support   GET     405     405       405       405     405          405
case_idea_support   POST    404     404       404       302     302          404
case_document       GET     404     404       404       200     200          404
case_document       POST    405     405       405       405     405          405
case_data           GET     404     404       404       200     200          404
case_data           POST    404     404       404       302     302          404
case_data_file      GET     404     404       404       200     200          404
case_data_file      POST    405     405       405       405     405          405
case_event_receipt  GET     404     404       404       200     200          404
case_event_receipt  POST    405     405       405       405     405          405
case_forget         GET     405     405       405       405     405          405
case_forget         POST    404     404       404       200     200          404
my_cases            GET     login   200       200       login   200          200
my_cases            POST    405     405       405       405     405          405
claim               GET     405     405       405       405     405          405
claim               POST    login   302       302       login   302          302
set_language        GET     405     405       405       405     405          405
set_language        POST    302     302       302       302     302          302
accessibility       GET     200     200       200       200     200          200
accessibility       POST    405     405       405       405     405          405
privacy             GET     200     200       200       200     200          200
privacy             POST    405     405       405       405     405          405
record              GET     200     200       200       200     200          200
record              POST    405     405       405       405     405          405
you_said            GET     200     200       200       200     200          200
you_said            POST    405     405       405       405     405          405
record_verify       GET     200     200       200       200     200          200
record_verify       POST    405     405       405       405     405          405
record_verify_saved GET     200     200       200       200     200          200
record_verify_saved POST    405     405       405       405     405          405
record_verifier     GET     200     200       200       200     200          200
record_verifier     POST    405     405       405       405     405          405
record_checkpoint   GET     200     200       200       200     200          200
record_checkpoint   POST    405     405       405       405     405          405
record_tile         GET     200     200       200       200     200          200
record_tile         POST    405     405       405       405     405          405
witness             GET     405     405       405       405     405          405
witness             POST    404     404       404       404     404          404
mailbox             GET     200     200       200       200     200          200
mailbox             POST    405     405       405       405     405          405
demo_sign_in        GET     200     200       200       200     200          200
demo_sign_in        POST    302     302       302       302     302          302
"""

# What staff use. The stranger may do everything at her own agency, and finds nothing of this one.
WORKSPACE = """
route               method  nobody  resident  stranger  caseworker  service_owner  approver  auditor  operator
staff_home          GET     login   404       302       302         302            302       302      302
staff_home          POST    405     405       405       405         405            405       405      405
staff_queue         GET     login   404       200       200         200            403       200      403
staff_queue         POST    405     405       405       405         405            405       405      405
staff_next          GET     405     405       405       405         405            405       405      405
staff_next          POST    login   404       302       302         403            403       403      403
staff_case          GET     login   404       404       200         200            200       200      403
staff_case          POST    405     405       405       405         405            405       405      405
staff_take          GET     405     405       405       405         405            405       405      405
staff_take          POST    login   404       404       302         403            403       403      403
staff_return        GET     405     405       405       405         405            405       405      405
staff_return        POST    login   404       404       302         403            403       403      403
staff_assign        GET     405     405       405       405         405            405       405      405
staff_assign        POST    login   404       404       302         302            403       403      403
staff_aside         GET     405     405       405       405         405            405       405      405
staff_aside         POST    login   404       404       302         403            403       403      403
staff_take_up       GET     405     405       405       405         405            405       405      405
staff_take_up       POST    login   404       404       302         403            403       403      403
staff_stage         GET     405     405       405       405         405            405       405      405
staff_stage         POST    login   404       404       302         403            403       403      403
staff_close         GET     405     405       405       405         405            405       405      405
staff_close         POST    login   404       404       302         403            403       403      403
staff_message       GET     login   404       404       200         403            403       403      403
staff_message       POST    login   404       404       302         403            403       403      403
staff_note          GET     login   404       404       200         403            403       403      403
staff_note          POST    login   404       404       302         403            403       403      403
staff_request       GET     login   404       404       200         403            403       403      403
staff_request       POST    login   404       404       302         403            403       403      403
staff_reopen        GET     login   404       404       200         403            200       403      403
staff_reopen        POST    login   404       404       302         403            302       403      403
staff_decide        GET     login   404       404       200         403            403       403      403
staff_decide        POST    login   404       404       302         403            403       403      403
staff_undo          GET     405     405       405       405         405            405       405      405
staff_undo          POST    login   404       404       302         403            403       403      403
staff_document      GET     login   404       404       200         200            200       200      403
staff_document      POST    405     405       405       405         405            405       405      405
staff_privacy       GET     login   404       404       200         200            200       200      403
staff_privacy       POST    login   404       404       302         302            403       403      403
staff_correct       GET     login   404       404       200         403            403       403      403
staff_correct       POST    login   404       404       302         403            403       403      403
staff_apply         GET     login   404       200       200         403            403       403      403
staff_apply         POST    login   404       400       302         403            403       403      403
staff_services      GET     login   404       200       403         200            200       200      200
staff_services      POST    405     405       405       405         405            405       405      405
staff_service       GET     login   404       404       403         200            200       200      200
staff_service       POST    login   404       404       403         302            403       403      403
staff_replay        GET     login   404       404       403         200            200       403      403
staff_replay        POST    login   404       404       403         400            400       403      403
staff_case_idea     GET     login   404       404       200         200            200       403      403
staff_case_idea     POST    login   404       404       302         302            302       403      403
staff_findings      GET     login   404       404       403         200            200       200      403
staff_findings      POST    login   404       404       403         302            403       403      403
staff_finding       GET     login   404       404       403         200            200       200      403
staff_finding       POST    login   404       404       403         302            403       403      403
staff_finding_idea  GET     login   404       404       403         200            200       403      403
staff_finding_idea  POST    login   404       404       403         302            302       403      403
staff_trials        GET     login   404       404       403         200            200       200      403
staff_trials        POST    405     405       405       405         405            405       405      405
staff_trial_plan    GET     login   404       404       403         200            403       403      403
staff_trial_plan    POST    login   404       404       403         302            403       403      403
staff_trial         GET     login   404       404       403         200            200       200      403
staff_trial         POST    login   404       404       403         302            302       403      403
staff_ideas         GET     login   404       200       200         200            200       200      403
staff_ideas         POST    405     405       405       405         405            405       405      405
staff_idea          GET     login   404       404       200         200            200       200      403
staff_idea          POST    login   404       404       403         302            403       403      403
staff_idea_support  GET     405     405       405       405         405            405       405      405
staff_idea_support  POST    login   404       404       302         302            302       302      403
staff_idea_publish  GET     405     405       405       405         405            405       405      405
staff_idea_publish  POST    login   404       404       403         302            403       403      403
staff_review        GET     login   404       404       200         403            403       403      403
staff_review        POST    login   404       404       302         403            403       403      403
staff_review_take   GET     405     405       405       405         405            405       405      405
staff_review_take   POST    login   404       404       302         403            403       403      403
staff_data          GET     login   404       200       200         200            200       200      403
staff_data          POST    405     405       405       405         405            405       405      405
staff_record        GET     login   404       200       403         403            403       200      403
staff_record        POST    405     405       405       405         405            405       405      405
"""

STAFF = ("caseworker", "service_owner", "approver", "auditor", "operator")


def read_table(text: str) -> dict[tuple[str, str], dict[str, str]]:
    """Return {(route, method): {who: outcome}}; the column `staff` stands for each role of the agency."""
    lines = [line.split() for line in text.strip().splitlines()]
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for route, method, *outcomes in lines[1:]:
        cells = dict(zip(lines[0][2:], outcomes, strict=True))
        everyone = cells.pop("staff", None)
        cells |= dict.fromkeys(STAFF, everyone) if everyone else {}
        assert (route, method) not in rows, (route, method)
        rows[route, method] = cells
    return rows


EXPECTED = read_table(PORTAL) | read_table(WORKSPACE)
