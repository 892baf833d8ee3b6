"""How much chance the tests take: few examples in the everyday run, many with `THOROUGH=yes`."""

import os

from hypothesis import HealthCheck, settings

THOROUGH = os.environ.get("THOROUGH") == "yes"


def examples(count: int) -> settings:
    """Try `count` examples in a thorough run, a fifth of them in the everyday one."""
    most = count if THOROUGH else max(count // 5, 8)
    return settings(max_examples=most, deadline=None, suppress_health_check=list(HealthCheck))


# Tests that name no count of their own.
settings.register_profile("everyday", max_examples=20, deadline=None)
settings.register_profile("thorough", max_examples=300, deadline=None)
settings.load_profile("thorough" if THOROUGH else "everyday")
