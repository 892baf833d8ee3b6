"""The product's settings, in a folder that is thrown away and with mail kept in memory."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="servewell-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["SERVEWELL_DATA"] = _data
os.environ["SERVEWELL_DEMO"] = "yes"

from servewell.config.settings import *  # noqa: E402, F403
from servewell.config.settings import DATABASES, STORAGES  # noqa: E402
from servewell.core.record.checkpoints import Signer  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["*"]
# A file, as in an installation: threads that meet in memory would share one cache and get errors no installation has.
if "sqlite" in str(DATABASES["default"]["ENGINE"]):
    DATABASES["default"]["TEST"] = {"NAME": f"{_data}/test.sqlite3"}
# Emptied before every test, also before those without a database.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# The record of the tests' database goes on from test to test, also for those with a data folder of their own.
RECORD_KEY = Signer("tests.example/record", bytes(range(32))).text()
