"""Put a service with a past, a version to try and a trial that harmed into a running installation.

Prints the address of that trial. Everything goes through the operations, at instants of the last weeks.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from servewell.cli.installation import open_installation


def plant() -> str:
    """Let 80 residents come before the trial and 200 during it; look at it as the server would have."""
    from tests.apps.trials.test_trials import LONGER, come
    from tests.cast import PERMIT, PERMIT_ES

    from servewell.apps.people.queries import actor_by_email
    from servewell.apps.services import operations as services
    from servewell.apps.trials import operations as trials
    from servewell.apps.trials.tasks import look_due

    owner, now = actor_by_email("olga@riverton.example"), datetime.now(UTC)
    began, words = now - timedelta(days=45), {"es": PERMIT_ES}
    published = services.publish_version(
        definition_text=PERMIT, translations=words, by=owner, now=began - timedelta(days=100)
    )
    come(published, random.Random(1), 80, start=began - timedelta(days=90), rates={"": 0.8}, hours=24)
    added = services.add_version(definition_text=LONGER, translations=words, by=owner, now=began)
    trial = trials.plan_trial(
        service=published.service, version=added.version, measure="completed", smallest_effect=0.1, share=5000,
        tier="safe to try", why="People type a wrong postcode.", by=owner, now=began,
    )  # fmt: skip
    trials.start_trial(trial=trial, by=owner, now=began)
    # The running server looks too: once it has ended the trial, everybody goes the old way.
    come(published, random.Random(2), 200, start=began, rates={"new": 0.55, "old": 0.8, "": 0.8}, hours=3)
    for half_days in range(30, 84):
        look_due(now=began + timedelta(hours=12 * half_days))
    return f"/staff/services/{published.service}/trials/{trial}/"


if __name__ == "__main__":
    open_installation()
    print(plant())
