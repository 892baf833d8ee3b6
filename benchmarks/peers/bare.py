"""A bare Django: five pages, a summary and a receipt, and as many rows written as Servewell writes. Nothing else: no
languages, no rules, no rights, no journal that binds, no resuming.
"""

from __future__ import annotations

import secrets

from benchmarks.peers.setup import configure

configure("bare")

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.middleware.csrf import get_token  # noqa: E402
from django.shortcuts import redirect  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.http import require_POST  # noqa: E402

from benchmarks.peers import tables  # noqa: E402
from benchmarks.peers.forms import PAGES  # noqa: E402

FORMS = dict(PAGES)
NAMES = [name for name, _ in PAGES]
PAGE = engines["django"].from_string(
    "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>"
    '<form method="post" action="{{ action }}"><input type="hidden" name="csrfmiddlewaretoken" value="{{ token }}">'
    "{{ form.as_div }}{{ summary }}<button>Go on</button></form>"
)


def show(request: HttpRequest, title: str, action: str, **more: object) -> HttpResponse:
    return HttpResponse(PAGE.render({"title": title, "action": action, "token": get_token(request), **more}))


def service(request: HttpRequest) -> HttpResponse:
    return show(request, "Ask for a bench", "/start/")


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    key = secrets.token_hex(16)
    with transaction.atomic():
        tables.Draft.objects.create(key=key)
        tables.note(key, "opened")
    response = redirect(f"/pages/{NAMES[0]}/")
    response.set_cookie("draft", key, httponly=True)
    return response


def page(request: HttpRequest, name: str) -> HttpResponse:
    draft = tables.Draft.objects.get(key=request.COOKIES["draft"])
    if request.method == "POST":
        form = FORMS[name](request.POST)
        if form.is_valid():
            with transaction.atomic():
                draft.answers[name] = {key: str(value) for key, value in form.cleaned_data.items()}
                draft.save()
                tables.note(draft.key, "page_answered", page=name)
            place = NAMES.index(name) + 1
            return redirect(f"/pages/{NAMES[place]}/" if place < len(NAMES) else "/check/")
    else:
        with transaction.atomic():
            tables.note(draft.key, "page_shown", page=name)
        form = FORMS[name](initial=draft.answers.get(name))
    return show(request, name, f"/pages/{name}/", form=form)


def check(request: HttpRequest) -> HttpResponse:
    draft = tables.Draft.objects.get(key=request.COOKIES["draft"])
    return show(request, "Check", "/submit/", form=None, summary=str(draft.answers))


@require_POST
def submit(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        draft = tables.Draft.objects.select_for_update().get(key=request.COOKIES["draft"])
        tables.submit(draft.key, draft.answers)
        draft.answers = {}
        draft.save()
    return redirect("/receipt/")


def receipt(request: HttpRequest) -> HttpResponse:
    case = tables.Case.objects.get(reference=request.COOKIES["draft"])
    return HttpResponse(f"<h1>{case.reference}</h1>")


urlpatterns = [
    path("", service), path("start/", start), path("pages/<str:name>/", page), path("check/", check),
    path("submit/", submit), path("receipt/", receipt),
]  # fmt: skip
application = get_wsgi_application()

if __name__ == "__main__":
    tables.create()
