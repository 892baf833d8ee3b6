"""A trial's effect as a value, and what the effects of many agencies say together. Numbers in, numbers out."""

from servewell.core.evidence.effect import Effect
from servewell.core.evidence.fitting import Fit, fit
from servewell.core.evidence.pooling import Caution, Pool, SetAside, pool

__all__ = ["Caution", "Effect", "Fit", "Pool", "SetAside", "fit", "pool"]
