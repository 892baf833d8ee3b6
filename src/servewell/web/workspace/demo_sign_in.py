"""One-click sign-in as a demo person: exists in demo mode only."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from servewell.apps.people import queries as people


def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Show everybody of the demo, or sign in as the chosen one."""
    if not settings.DEMO:
        raise Http404
    after = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(after, allowed_hosts={request.get_host()}):
        after = ""
    if request.method == "POST":
        account = people.account_by_email(request.POST.get("email", ""))
        login(request, account, backend="allauth.account.auth_backends.AuthenticationBackend")
        is_staff = people.actor_for(account).is_staff
        return redirect(after or ("staff_home" if is_staff else "my_cases"))
    return render(request, "workspace/demo_sign_in.html", {"people": people.demo_people(), "next": after})
