"""The WSGI application; plain, so that any WSGI server can serve it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.config.settings")
application = get_wsgi_application()

if os.environ.get("SERVEWELL_BACKGROUND") == "1":
    from servewell.config import background

    background.start()
