"""Stages from the names of activities."""

import numpy as np

from servewell.core.eventlog.ordered import order
from servewell.core.eventlog.stages import in_stages, stages_of

CODES = tuple(f"{area}_{phase}{step:02}" for area in ("01_HOOFD", "02_DRZ") for phase in range(4) for step in range(6))


def test_hundreds_of_a_code_are_its_phase() -> None:
    found = stages_of(CODES, cases=100, variants=90)
    assert found is not None
    assert found.names[:2] == ("01_HOOFD_0…", "01_HOOFD_1…")
    assert len(found.names) == 8
    assert found.names[found.of[CODES.index("02_DRZ_305")]] == "02_DRZ_3…"


def test_a_log_that_can_be_read_needs_no_stages() -> None:
    assert stages_of(CODES, cases=100, variants=20) is None
    assert stages_of(CODES[:20], cases=100, variants=90) is None
    assert stages_of(tuple(f"step{chr(97 + one % 26)}{one}" for one in range(50)), cases=10, variants=10) is None


def test_a_case_is_in_a_stage_until_it_enters_another() -> None:
    stages = stages_of(CODES, cases=1, variants=1)
    assert stages is not None
    first, second = CODES.index("01_HOOFD_000"), CODES.index("01_HOOFD_100")
    activity = np.array([first, first + 1, second, first, second], dtype=np.int16)
    events = order(np.array([0, 0, 0, 0, 1], np.int32), activity, np.array([1, 2, 3, 4, 5], np.int64))
    rolled = in_stages(events, stages)
    assert rolled.activity.tolist() == [0, 1, 0, 1]
    assert rolled.at.tolist() == [1, 3, 4, 5]
    assert rolled.begins.tolist() == [0, 3, 4]
