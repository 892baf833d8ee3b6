"""Every address of an installation."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("servewell.web.portal.urls")),
    path("staff/", include("servewell.web.workspace.urls")),
    path("accounts/", include("allauth.urls")),
]

handler400 = "servewell.web.design.errors.bad_request"
handler403 = "servewell.web.design.errors.not_allowed"
handler404 = "servewell.web.design.errors.not_found"
handler500 = "servewell.web.design.errors.server_error"
