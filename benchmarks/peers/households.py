"""The replay's ten criteria in OpenFisca-core, vectors of numpy over the same file."""

from __future__ import annotations

from typing import Any, Final

import duckdb
import numpy
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

MONTH: Final = "2026-11"
PERSON: Final = build_entity(key="person", plural="persons", label="A person", is_person=True)


class District(Enum):
    """Where she lives."""

    north = "north"
    south = "south"
    west = "west"


class Benefit(Enum):
    """What she gets."""

    none = "none"
    dla = "dla"
    pip = "pip"


INPUTS: Final = {
    "age": int, "blind": bool, "income": float, "district": District, "walk": int, "household": int, "years": int,
    "has_permit": bool, "benefit": Benefit, "score": float,
}  # fmt: skip


def replay_by_openfisca(path: str) -> dict[tuple[str, str], int]:
    """Calculate both versions of the rule over all cases of the file; count what became what."""
    system = TaxBenefitSystem([PERSON])
    for name, kind in INPUTS.items():
        system.add_variable(_input(name, kind))
    for name, most in (("before", 20_000), ("after", 15_000)):
        system.add_variable(_eligible(name, most))
    columns = duckdb.connect().execute(f"SELECT * FROM '{path}'").fetchnumpy()
    count = len(columns["age"])
    simulation = SimulationBuilder().build_default_simulation(system, count=count)
    for name, kind in INPUTS.items():
        simulation.set_input(name, MONTH, _coded(kind, columns[name]))
    before, after = (simulation.calculate(name, MONTH) for name in ("before", "after"))
    words = ("not eligible", "eligible")
    sides = ((one, other, int(((before == one) & (after == other)).sum())) for one in (0, 1) for other in (0, 1))
    return {(words[one], words[other]): cases for one, other, cases in sides if cases}


def _coded(kind: type, column: Any) -> Any:
    if not issubclass(kind, Enum):
        return numpy.asarray(column)
    names, places = numpy.unique(numpy.asarray(column, dtype=str), return_inverse=True)
    return kind.encode(names)[places]


def _input(name: str, kind: type) -> type[Variable]:
    parts = {"value_type": kind, "entity": PERSON, "definition_period": DateUnit.MONTH, "label": name}
    if issubclass(kind, Enum):
        parts |= {"value_type": Enum, "possible_values": kind, "default_value": next(iter(kind))}
    return type(name, (Variable,), parts)


def _eligible(name: str, most: int) -> type[Variable]:
    def formula(person: Any, period: Any) -> Any:
        district, benefit = person("district", period), person("benefit", period)
        income, household = person("income", period), person("household", period)
        return (
            ((person("age", period) >= 65) | person("blind", period))
            * (income < most)
            * ((district == District.north) | (district == District.south))
            * (person("walk", period) < 80)
            * (household >= 1)
            * (person("years", period) > 2)
            * numpy.logical_not(person("has_permit", period))
            * ((benefit == Benefit.dla) | (benefit == Benefit.pip))
            * (person("score", period) * 2 + 1 > 10)
            * (income < 9000 * household)
        )

    parts = {
        "value_type": bool, "entity": PERSON, "definition_period": DateUnit.MONTH, "label": name, "formula": formula,
    }  # fmt: skip
    return type(name, (Variable,), parts)
