"""The product's settings, in a folder that is thrown away and with mail kept in memory."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="servewell-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["SERVEWELL_DATA"] = _data
os.environ["SERVEWELL_DEMO"] = "yes"
os.environ["SERVEWELL_EMAIL_URL"] = "memory:"

from servewell.config.settings import *  # noqa: E402, F403
from servewell.config.settings import STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["*"]
