"""The first cases of two published logs (simulated) in which `protected` cases are known to be treated worse.

What is planted, counted in the whole logs (10,000 cases each, 3 in 10 protected):

- hiring: after handing in, 29 in 100 protected cases are rejected at once, of the others 5; after the telephonic
  screening 31 against 5; 61 in 100 of those whose background is checked have an extensive check, of the others 19;
  4 in 100 get an offer, of the others 34; a rejection at once takes 44 hours, of the others 31; most other waits are
  an eighth longer.
- hospital: 29 in 100 are examined by an expert, of the others 70; 35 thoroughly, of the others 70; 21 go to diagnosis
  or to the thorough examination without any, of the others none; 67 come to a successful treatment, of the others all.
  On the same way nobody waits longer.
"""

import gzip
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from servewell.core.eventlog.log import EventLog
from servewell.gateways.logs import open_log

LOGS = Path(__file__).resolve().parents[4] / "shared" / "data" / "logs"
CASES = 1_000


@cache
def fairness_log(name: str) -> EventLog:
    """Open the first cases of a log, or skip the test where the logs are not there."""
    source = LOGS / f"fairness-{name}-high.xes.gz"
    if not source.exists():
        pytest.skip(f"{source} is not there: the logs are fetched apart from the code")
    with tempfile.TemporaryDirectory() as folder, gzip.open(source, "rb") as whole:
        part = Path(folder) / "part.xes"
        with part.open("wb") as wanted:
            left = CASES
            while left and (line := whole.readline()):
                wanted.write(line)
                left -= line.strip() == b"</trace>"
            wanted.write(b"</log>\n")
        return open_log(part)


def shuffled(log: EventLog, attribute: str, seed: int) -> EventLog:
    """Return the log with an attribute shuffled among its cases, so that it goes with nothing."""
    cases = log.cases.to_pyarrow()
    place = cases.column_names.index(attribute)
    order = pa.array(np.random.default_rng(seed).permutation(len(cases)))
    mixed = cases.set_column(place, attribute, cases[attribute].take(order))
    engine = log.cases.get_backend()
    engine.con.register(f"shuffled_{seed}", mixed)
    return log.with_cases(engine.table(f"shuffled_{seed}"), log.attributes)
