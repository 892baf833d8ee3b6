"""django-formtools' SessionWizardView over the same five pages, sessions in the database; its last post writes the rows
that Servewell writes when an application is sent.
"""

from __future__ import annotations

import secrets

from benchmarks.peers.setup import configure

configure(
    "wizard",
    apps=("django.contrib.sessions", "formtools"),
    middleware=("django.contrib.sessions.middleware.SessionMiddleware",),
)

from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import transaction  # noqa: E402
from django.forms import Form  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.middleware.csrf import get_token  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402
from formtools.wizard.views import SessionWizardView  # noqa: E402

from benchmarks.peers import tables  # noqa: E402
from benchmarks.peers.forms import PAGES  # noqa: E402

PAGE = engines["django"].from_string(
    "<!doctype html><title>{{ wizard.steps.current }}</title><h1>{{ wizard.steps.current }}</h1>"
    '<form method="post" action="/"><input type="hidden" name="csrfmiddlewaretoken" value="{{ token }}">'
    "{{ wizard.management_form }}{{ form.as_div }}<button>Go on</button></form>"
)


class Wizard(SessionWizardView):
    """Five pages, then done."""

    form_list = PAGES

    def render_to_response(self, context: dict[str, object], **more: object) -> HttpResponse:
        return HttpResponse(PAGE.render({**context, "token": get_token(self.request)}))

    def done(self, form_list: list[Form], **more: object) -> HttpResponse:
        answers = {name: str(value) for form in form_list for name, value in form.cleaned_data.items()}
        with transaction.atomic():
            tables.submit(secrets.token_hex(16), answers)
        return HttpResponse("journey-done")


urlpatterns = [path("", Wizard.as_view())]
application = get_wsgi_application()

if __name__ == "__main__":
    call_command("migrate", run_syncdb=True, verbosity=0)
    tables.create()
