"""What the process that serves pages loads: on a small machine every package of numbers is memory of residents."""

import os
import subprocess
import sys

HEAVY = ("numpy", "scipy", "pandas", "pyarrow", "duckdb", "ibis")
LOAD = f"""
import sys
import django
django.setup()
import servewell.config.background
import servewell.config.urls
print(*[name for name in {HEAVY!r} if name in sys.modules])
"""


def test_the_serving_process_loads_no_package_of_numbers(tmp_path):
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "servewell.config.settings", "SERVEWELL_DATA": str(tmp_path),
        "SERVEWELL_DEMO": "yes", "PYTHONPATH": os.pathsep.join(one for one in sys.path if one),
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", LOAD], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
