"""The addresses that residents meet. None carries an answer or a name."""

from __future__ import annotations

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from servewell.web.design.problems import telling_problems
from servewell.web.portal import (
    appeal,
    catalogue,
    eligibility,
    files,
    held,
    idea,
    information,
    journey,
    language,
    later,
    mailbox,
    messages,
    my_cases,
    outcome,
    pages,
    proofs,
    record,
    resume,
    saved,
    service,
    start,
    submission,
    tracking,
    trials,
    withdrawal,
    witness,
    you_said,
)

View = Callable[..., HttpResponseBase]
either = require_http_methods(["GET", "HEAD", "POST"])


def at(route: str, view: View, name: str) -> URLPattern:
    """One address whose expected errors become plain pages."""
    return path(route, telling_problems(view), name=name)


urlpatterns = [
    at("", require_safe(catalogue.catalogue), "catalogue"),
    at("services/<slug:slug>/", require_safe(service.service), "service"),
    at("services/<slug:slug>/can-i-use-it/", either(eligibility.eligibility), "eligibility"),
    at("services/<slug:slug>/start/", require_POST(start.start), "start"),
    at("apply/<str:draft>/", require_safe(journey.tasks), "tasks"),
    at("apply/<str:draft>/saved/", either(saved.saved), "saved"),
    at("apply/<str:draft>/forget/", require_POST(saved.forget), "forget"),
    at("apply/<str:draft>/check-your-answers/", require_safe(submission.check_answers), "check_answers"),
    at("apply/<str:draft>/submit/", either(submission.submit), "submit"),
    at("apply/<str:draft>/pages/<slug:page>/", either(files.limited_upload(journey.page)), "page"),
    at("d/<str:draft>/<str:secret>", require_GET(resume.draft_link), "draft_link"),
    at("c/<str:reference>/<str:secret>", require_GET(resume.case_link), "case_link"),
    at("o/<str:reference>/<str:secret>", require_GET(outcome.outcome_link), "outcome_link"),
    at("resume/", either(resume.resume), "resume"),
    at("track/", either(resume.track), "track"),
    at("cases/<str:reference>/", require_safe(tracking.case), "case"),
    at("cases/<str:reference>/receipt/", require_safe(tracking.receipt), "receipt"),
    at("cases/<str:reference>/messages/", either(messages.send), "case_messages"),
    at(
        "cases/<str:reference>/information/<str:asked>/",
        either(files.limited_upload(information.give)),
        "case_information",
    ),
    at("cases/<str:reference>/withdraw/", either(withdrawal.withdraw), "case_withdraw"),
    at("cases/<str:reference>/appeal/", either(appeal.appeal), "case_appeal"),
    at("cases/<str:reference>/outcome/", either(outcome.outcome), "case_outcome"),
    at("cases/<str:reference>/idea/", either(idea.idea), "case_idea"),
    at("cases/<str:reference>/ideas/<str:idea>/support/", require_POST(idea.support), "case_idea_support"),
    at("cases/<str:reference>/documents/", either(files.limited_upload(later.send_later)), "case_later"),
    at("cases/<str:reference>/documents/<str:document>/", require_safe(tracking.document), "case_document"),
    at("cases/<str:reference>/data/", either(held.held), "case_data"),
    at("cases/<str:reference>/data/file/", require_safe(held.take_along), "case_data_file"),
    at("cases/<str:reference>/events/<int:seq>/receipt/", require_safe(proofs.event_receipt), "case_event_receipt"),
    at("cases/<str:reference>/forget/", require_POST(tracking.forget), "case_forget"),
    at("my-cases/", require_safe(my_cases.my_cases), "my_cases"),
    at("my-cases/claim/", require_POST(my_cases.claim), "claim"),
    at("language/", require_POST(language.set_language), "set_language"),
    at("accessibility/", require_safe(pages.accessibility), "accessibility"),
    at("privacy/", require_safe(pages.privacy), "privacy"),
    at("record/", require_safe(record.record), "record"),
    at("you-said-we-did/", require_safe(you_said.you_said), "you_said"),
    at("trials/", require_safe(trials.trials), "trials"),
    at("record/verify/", require_safe(record.verify), "record_verify"),
    at("record/verify/page", require_safe(record.verify_saved), "record_verify_saved"),
    at("record/verify/program", require_safe(record.verifier), "record_verifier"),
    at("record/checkpoint", require_safe(record.checkpoint), "record_checkpoint"),
    at("record/tile/<path:tile>", require_safe(record.tile), "record_tile"),
    at("witness/add-checkpoint", csrf_exempt(require_POST(witness.witness)), "witness"),
    at("demo/mailbox/", require_safe(mailbox.mailbox), "mailbox"),
]
