"""Decision models as definitions: what is carried decides as the model does, what is not is told."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from tests.thorough import THOROUGH

from servewell.core.definition import parse, print_definition
from servewell.core.definition.importing.dmn import import_model, model_service
from servewell.core.definition.journey import journey_of
from servewell.core.problem import ProblemError
from servewell.core.rules.dmn import read_model

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LARGEST = 12_000  # bytes: the large models of the suite hold hundreds of expressions, and take minutes
SUITE = Path(__file__).parents[5] / "shared" / "data" / "dmn-tck" / "TestCases"
MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="garden fees" namespace="urn:g">
<itemDefinition name="kind"><typeRef>string</typeRef>
  <allowedValues><text>"Own garden","On a roof"</text></allowedValues></itemDefinition>
<itemDefinition name="person"><itemComponent name="yearly income"><typeRef>number</typeRef></itemComponent>
</itemDefinition>
<inputData id="k" name="Kind of garden"><variable name="Kind of garden" typeRef="kind"/></inputData>
<inputData id="s" name="size in m2"><variable name="size in m2" typeRef="number"/></inputData>
<inputData id="p" name="Applicant"><variable name="Applicant" typeRef="person"/></inputData>
<businessKnowledgeModel id="b" name="Reduction"><encapsulatedLogic>
  <formalParameter name="amount"/><decisionTable hitPolicy="FIRST"><input><inputExpression><text>amount</text>
  </inputExpression></input><output><defaultOutputEntry><text>0</text></defaultOutputEntry></output>
  <rule><inputEntry><text>&lt; 20000</text></inputEntry><outputEntry><text>5</text></outputEntry></rule>
  </decisionTable></encapsulatedLogic></businessKnowledgeModel>
<decision id="r" name="Reduction for low income"><variable name="Reduction for low income" typeRef="number"/>
  <informationRequirement><requiredInput href="#p"/></informationRequirement>
  <knowledgeRequirement><requiredKnowledge href="#b"/></knowledgeRequirement>
  <invocation><literalExpression><text>Reduction</text></literalExpression><binding><parameter name="amount"/>
  <literalExpression><text>Applicant.yearly income</text></literalExpression></binding></invocation></decision>
<decision id="f" name="Fee to pay"><variable name="Fee to pay" typeRef="number"/>
  <informationRequirement><requiredInput href="#k"/></informationRequirement>
  <informationRequirement><requiredInput href="#s"/></informationRequirement>
  <informationRequirement><requiredDecision href="#r"/></informationRequirement>
  <decisionTable hitPolicy="UNIQUE">
  <input><inputExpression><text>Kind of garden</text></inputExpression></input>
  <input><inputExpression><text>size in m2</text></inputExpression></input><output/>
  <rule><inputEntry><text>"On a roof"</text></inputEntry><inputEntry><text>-</text></inputEntry>
    <outputEntry><text>10</text></outputEntry></rule>
  <rule><inputEntry><text>"Own garden"</text></inputEntry><inputEntry><text>&lt;= 50</text></inputEntry>
    <outputEntry><text>20 - Reduction for low income</text></outputEntry></rule>
  <rule><inputEntry><text>"Own garden"</text></inputEntry><inputEntry><text>&gt; 50</text></inputEntry>
    <outputEntry><text>size in m2 * 0.5</text></outputEntry></rule></decisionTable></decision>
<decision id="a" name="May apply"><variable name="May apply" typeRef="boolean"/>
  <informationRequirement><requiredInput href="#s"/></informationRequirement>
  <literalExpression><text>size in m2 > 0</text></literalExpression></decision>
<decision id="l" name="Both"><variable name="Both"/><context/></decision>
</definitions>"""


def test_what_is_carried_decides_as_the_model_does() -> None:
    imported = import_model(MODEL, file="garden-fees.dmn", agency="riverton", service="garden-fees")
    text = print_definition(imported.definition, imported.comments)
    parsed = parse(text)
    assert parsed.problems == (), text
    model, journey = read_model(MODEL), journey_of(imported.definition)
    for kind, key in (("Own garden", "own_garden"), ("On a roof", "on_a_roof")):
        for size, income in ((30, 100), (30, 30_000), (50, 19_999), (80, 0)):
            numbers = Decimal(size), Decimal(income)
            given = {"Kind of garden": kind, "size in m2": numbers[0], "Applicant": {"yearly income": numbers[1]}}
            answers = {"kind_garden": key, "size_m2": str(size), "yearly_income": str(income)}
            state = journey.state(answers, now=NOW)
            assert state.fee == model.evaluate("Fee to pay", given, now=NOW)
            assert [one.outcome for one in state.criteria] == [model.evaluate("May apply", given, now=NOW)]


def test_what_is_lost_is_told_with_the_reason() -> None:
    report = import_model(MODEL, file="x.dmn", agency="riverton", service="x").report
    lost = report["lost"]
    assert isinstance(lost, list)
    assert [entry["where"] for entry in lost] == ["decision Both"]
    assert "only tables and expressions" in lost[0]["why"]


@pytest.mark.parametrize("text", ["", "<a/>", "no", '<definitions xmlns="urn:x"/>', "<!DOCTYPE a><definitions/>"])
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        import_model(text, file="x.dmn", agency="riverton", service="x")
    assert caught.value.problems[0].code == "not-a-model"


def test_models_of_the_conformance_suite_become_definitions_that_can_be_read() -> None:
    if not SUITE.is_dir():
        pytest.skip("the conformance suite is not beside this checkout (../shared/data/dmn-tck)")
    sound, refused = 0, set()
    for path in sorted(SUITE.glob("*/*/*.dmn")):
        if path.stat().st_size > LARGEST and not THOROUGH:
            continue
        text, service = path.read_text(encoding="utf-8"), model_service(path.name, set())
        try:
            imported = import_model(text, file=path.name, agency="riverton", service=service)
        except ProblemError as error:
            refused |= {problem.code for problem in error.problems}
            continue
        codes = {one.code for one in parse(print_definition(imported.definition, imported.comments)).problems}
        assert codes <= {"table-gap", "table-overlap", "table-not-checkable", "row-never-counts", "unused"}, path
        sound += not codes
    assert refused == {"nothing-carried", "not-a-model"}
    assert sound >= (90 if THOROUGH else 30)
