"""The addresses of the workspace, all below /staff/."""

from __future__ import annotations

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from servewell.web.design.problems import telling_problems
from servewell.web.workspace import (
    apply,
    case,
    correction,
    data,
    decision,
    demo_sign_in,
    documents,
    findings,
    home,
    ideas,
    privacy,
    queue,
    record,
    replay,
    services,
    steps,
    writing,
)
from servewell.web.workspace.trials import pages as trials
from servewell.web.workspace.trials import planning

either = require_http_methods(["GET", "HEAD", "POST"])


def at(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """One address whose expected errors become plain pages."""
    return path(route, telling_problems(view), name=name)


urlpatterns = [
    at("", require_safe(home.home), "staff_home"),
    at("sign-in/", either(demo_sign_in.demo_sign_in), "demo_sign_in"),
    at("queue/", require_safe(queue.queue), "staff_queue"),
    at("queue/next/", require_POST(queue.take_next), "staff_next"),
    at("cases/<str:case_id>/", require_safe(case.case), "staff_case"),
    at("cases/<str:case_id>/take/", require_POST(steps.take), "staff_take"),
    at("cases/<str:case_id>/return/", require_POST(steps.give_back), "staff_return"),
    at("cases/<str:case_id>/assign/", require_POST(steps.assign), "staff_assign"),
    at("cases/<str:case_id>/stage/", require_POST(steps.stage), "staff_stage"),
    at("cases/<str:case_id>/aside/", require_POST(steps.aside), "staff_aside"),
    at("cases/<str:case_id>/take-up/", require_POST(steps.take_up), "staff_take_up"),
    at("cases/<str:case_id>/close/", require_POST(steps.close), "staff_close"),
    at("cases/<str:case_id>/message/", either(writing.message), "staff_message"),
    at("cases/<str:case_id>/note/", either(writing.note), "staff_note"),
    at("cases/<str:case_id>/request/", either(writing.request_information), "staff_request"),
    at("cases/<str:case_id>/reopen/", either(writing.reopen), "staff_reopen"),
    at("cases/<str:case_id>/review/", either(writing.review), "staff_review"),
    at("cases/<str:case_id>/review/take/", require_POST(steps.take_review), "staff_review_take"),
    at("cases/<str:case_id>/decide/", either(decision.decide), "staff_decide"),
    at("cases/<str:case_id>/undo/", require_POST(decision.undo), "staff_undo"),
    at("cases/<str:case_id>/privacy/", either(privacy.privacy), "staff_privacy"),
    at("cases/<str:case_id>/correct/<str:question>/", either(correction.correct), "staff_correct"),
    at("cases/<str:case_id>/idea/", either(ideas.from_case), "staff_case_idea"),
    at("cases/<str:case_id>/documents/<str:document>/", require_safe(documents.document), "staff_document"),
    at("apply/", either(apply.apply), "staff_apply"),
    at("services/", require_safe(services.services_list), "staff_services"),
    at("services/<slug:slug>/", either(services.service), "staff_service"),
    at("services/<slug:slug>/replay/", either(replay.replay), "staff_replay"),
    at("services/<slug:slug>/findings/", either(findings.findings), "staff_findings"),
    at("services/<slug:slug>/findings/<str:finding>/", either(findings.finding), "staff_finding"),
    at("services/<slug:slug>/findings/<str:finding>/idea/", either(ideas.from_finding), "staff_finding_idea"),
    at("services/<slug:slug>/trials/", require_safe(trials.trials), "staff_trials"),
    at("services/<slug:slug>/trials/plan/", either(planning.plan), "staff_trial_plan"),
    at("services/<slug:slug>/trials/<str:trial>/", either(trials.trial), "staff_trial"),
    at("ideas/", require_safe(ideas.ideas), "staff_ideas"),
    at("ideas/<str:idea>/", either(ideas.idea), "staff_idea"),
    at("ideas/<str:idea>/support/", require_POST(ideas.support), "staff_idea_support"),
    at("ideas/<str:idea>/publish/", require_POST(ideas.publish), "staff_idea_publish"),
    at("data/", require_safe(data.data), "staff_data"),
    at("record/", require_safe(record.record), "staff_record"),
]
