"""The journey of a resident through a definition: one evaluator, in file order."""

from servewell.core.definition.journey.journey import Journey, journey_of
from servewell.core.definition.journey.state import CriterionState, Eligibility, JourneyState, PageReading, PageState

__all__ = ["CriterionState", "Eligibility", "Journey", "JourneyState", "PageReading", "PageState", "journey_of"]
