"""What PM4Py says of the shared logs, as digests that the tests compare with; PM4Py runs outside, never imported."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
LOGS: Final = ROOT.parent / "shared/data/logs"
DIGESTS: Final = ROOT / "tests/core/measure/pm4py_digests.json"
# The columns of CSV files by PM4Py's names.
COLUMNS: Final = {
    "road-fines-100.csv": {},
    "road-fines-10000.csv.gz": {
        "case_id": "case:concept:name", "activity": "concept:name", "timestamp": "time:timestamp",
    },
    "building-permits-municipality-1.csv.gz": {
        "case_concept.name": "case:concept:name", "event_concept.name": "concept:name",
        "event_time.timestamp": "time:timestamp",
    },
}  # fmt: skip
SCRIPT: Final = """
import hashlib, json, sys, warnings
warnings.filterwarnings("ignore")
sys.modules["rustxes"] = sys.modules["r4pm"] = None  # PM4Py's own reader
import pandas as pd, pm4py
from pm4py.algo.discovery.dfg.adapters.pandas import df_statistics
path, columns = sys.argv[1], json.loads(sys.argv[2])
if ".xes" in path:
    log = pm4py.read_xes(path)
else:
    log = pd.read_csv(path, dtype=str).rename(columns=columns)
    log["time:timestamp"] = pd.to_datetime(log["time:timestamp"], utc=True, format="mixed")
    log = pm4py.format_dataframe(log)

def whole(seconds):  # microseconds; halves, which floats of seconds do not hold exactly, are left out on both sides
    return int(float(seconds) * 1e6 + 0.25)


dfg, start, end = pm4py.discover_dfg(log)
_, medians = df_statistics.get_dfg_graph(log, measure="both", perf_aggregation_key="median")
said = {
    "edges": sorted([a, b, int(n), whole(medians[a, b])] for (a, b), n in dfg.items()),
    "start": {name: int(n) for name, n in start.items()},
    "end": {name: int(n) for name, n in end.items()},
    "variants": sorted([list(way), int(n)] for way, n in pm4py.get_variants(log).items()),
    "durations": sorted(whole(one) for one in pm4py.get_all_case_durations(log)),
}
print(hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest())
"""


def main() -> int:
    """Write the digests anew; `--peer-python` is a Python that has PM4Py."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.truth")
    parser.add_argument("--peer-python", required=True)
    chosen = parser.parse_args()
    digests = {}
    for path in sorted(LOGS.glob("*.*")):
        if path.suffix == ".md":
            continue
        command = [chosen.peer_python, "-c", SCRIPT, str(path), json.dumps(COLUMNS.get(path.name, {}))]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        digests[path.name] = done.stdout.split()[-1]
        print(f"{path.name:45} {digests[path.name][:16]}")
    DIGESTS.write_text(json.dumps(digests, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
