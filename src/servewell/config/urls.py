"""Every address of an installation."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("servewell.web.portal.urls")),
    path("staff/", include("servewell.web.workspace.urls")),
    path("accounts/", include("allauth.urls")),
]

handler400 = "servewell.web.portal.errors.bad_request"
handler403 = "servewell.web.portal.errors.forbidden"
handler404 = "servewell.web.portal.errors.not_found"
handler500 = "servewell.web.portal.errors.server_error"
