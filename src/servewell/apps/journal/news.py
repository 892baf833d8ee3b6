"""Tells the sealer of this process that an event was committed: after a quiet time it need not wait for its turn."""

from __future__ import annotations

import threading
from typing import Final

NEWS: Final = threading.Event()
