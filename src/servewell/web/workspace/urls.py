"""The addresses of the workspace, all below /staff/."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from servewell.web.design.problems import telling_problems
from servewell.web.workspace import (
    apply,
    case,
    decision,
    demo_sign_in,
    documents,
    home,
    queue,
    record,
    services,
    steps,
    writing,
)

either = require_http_methods(["GET", "HEAD", "POST"])

urlpatterns = [
    path("", require_safe(home.home), name="staff_home"),
    path("sign-in/", either(telling_problems(demo_sign_in.demo_sign_in)), name="demo_sign_in"),
    path("queue/", require_safe(queue.queue), name="staff_queue"),
    path("queue/next/", require_POST(queue.take_next), name="staff_next"),
    path("cases/<str:case_id>/", require_safe(case.case), name="staff_case"),
    path("cases/<str:case_id>/take/", require_POST(steps.take), name="staff_take"),
    path("cases/<str:case_id>/return/", require_POST(steps.give_back), name="staff_return"),
    path("cases/<str:case_id>/assign/", require_POST(steps.assign), name="staff_assign"),
    path("cases/<str:case_id>/stage/", require_POST(steps.stage), name="staff_stage"),
    path("cases/<str:case_id>/close/", require_POST(steps.close), name="staff_close"),
    path("cases/<str:case_id>/message/", either(writing.message), name="staff_message"),
    path("cases/<str:case_id>/note/", either(writing.note), name="staff_note"),
    path("cases/<str:case_id>/request/", either(writing.request_information), name="staff_request"),
    path("cases/<str:case_id>/reopen/", either(writing.reopen), name="staff_reopen"),
    path("cases/<str:case_id>/decide/", either(decision.decide), name="staff_decide"),
    path("cases/<str:case_id>/undo/", require_POST(decision.undo), name="staff_undo"),
    path("cases/<str:case_id>/documents/<str:document>/", require_safe(documents.document), name="staff_document"),
    path("apply/", either(apply.apply), name="staff_apply"),
    path("services/", require_safe(services.services_list), name="staff_services"),
    path("services/<slug:slug>/", either(services.service), name="staff_service"),
    path("record/", require_safe(record.record), name="staff_record"),
]
