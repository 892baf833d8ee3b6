"""Decision models: what they come to, and what is refused."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from servewell.core.rules.dmn import ModelError, read_model

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def model(body: str, namespace: str = "urn:main", version: str = "20191111") -> str:
    spaces = f'xmlns="https://www.omg.org/spec/DMN/{version}/MODEL/"'
    return f'<definitions {spaces} name="m" namespace="{namespace}">{body}</definitions>'


def decision(name: str, logic: str, *requires: str, kind: str = "") -> str:
    needs = "".join(
        f'<informationRequirement><required{what} href="#{one}"/></informationRequirement>'
        for what, _, one in (need.partition(" ") for need in requires)
    )
    return f'<decision id="{name}" name="{name}"><variable name="{name}" typeRef="{kind}"/>{needs}{logic}</decision>'


def literal(text: str) -> str:
    return f"<literalExpression><text>{text}</text></literalExpression>"


FEE = """<decisionTable hitPolicy="UNIQUE">
<input><inputExpression><text>household income</text></inputExpression></input><output/>
<rule><inputEntry><text>&lt; 20000</text></inputEntry><outputEntry><text>0</text></outputEntry></rule>
<rule><inputEntry><text>&gt;= 20000</text></inputEntry><outputEntry><text>base * 2</text></outputEntry></rule>
</decisionTable>"""
INPUT = '<inputData id="i" name="household income"><variable name="household income" typeRef="number"/></inputData>'
BASE = decision("base", literal("15"))


@pytest.mark.parametrize("version", ["20180521", "20191111", "20211108", "20230324"])
def test_a_decision_table_reads_inputs_and_other_decisions(version: str) -> None:
    body = INPUT + BASE + decision("fee", FEE, "Input i", "Decision base", kind="number")
    read = read_model(model(body, version=version))
    assert read.faults == ()
    assert read.evaluate("fee", {"household income": Decimal(100)}, now=NOW) == 0
    assert read.evaluate("fee", {"household income": Decimal(30000)}, now=NOW) == 30
    assert read.evaluate("fee", {}, now=NOW) is None
    assert read.evaluate("fee", {"household income": "much"}, now=NOW) is None


def test_a_decision_sees_only_what_it_requires() -> None:
    assert read_model(model(BASE + decision("d", literal("base")))).evaluate("d", {}, now=NOW) is None


def test_an_imported_model_is_known_by_its_prefix() -> None:
    inner = model(decision("rate", literal("0.5")), "urn:inner")
    needs = '<informationRequirement><requiredDecision href="urn:inner#rate"/></informationRequirement>'
    outer = '<import name="law" namespace="urn:inner"/>'
    outer += f'<decision id="d" name="d">{needs}{literal("law.rate * 10")}</decision>'
    assert read_model(model(outer), {"inner.dmn": inner}).evaluate("d", {}, now=NOW) == 5
    assert read_model(model(outer)).evaluate("d", {}, now=NOW) is None


def test_a_circle_of_requirements_decides_nothing() -> None:
    body = decision("a", literal("b"), "Decision b") + decision("b", literal("a"), "Decision a")
    assert read_model(model(body)).evaluate("a", {}, now=NOW) is None


def test_a_text_that_cannot_be_read_is_null_and_told() -> None:
    read = read_model(model(decision("a", literal("1 +"))))
    assert read.evaluate("a", {}, now=NOW) is None
    assert "1 +" in read.faults[0]


def test_allowed_values_and_lists_of_one() -> None:
    kind = """<itemDefinition name="size"><typeRef>string</typeRef><allowedValues><text>"S", "L"</text></allowedValues>
    </itemDefinition>"""
    given = '<inputData id="i" name="asked"><variable name="asked" typeRef="size"/></inputData>'
    read = read_model(model(kind + given + decision("a", literal("asked"), "Input i")))
    outcomes = [read.evaluate("a", {"asked": one}, now=NOW) for one in ("S", ["L"], "M", Decimal(1))]
    assert outcomes == ["S", "L", None, None]


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "no XML"), ("<a>", "no XML"), ("<html/>", "no decision model"),
     ('<!DOCTYPE a [<!ENTITY b "c">]><definitions>&b;</definitions>', "document type")],
)  # fmt: skip
def test_what_is_no_model_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        read_model(text, name="fees.dmn")


def test_a_function_that_calls_itself_for_ever_is_null() -> None:
    knows = '<knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>'
    logic = f'<encapsulatedLogic><formalParameter name="n"/>{literal("f(n + 1)")}</encapsulatedLogic>'
    body = f'<businessKnowledgeModel id="f" name="f">{logic}</businessKnowledgeModel>'
    body += f'<decision id="d" name="d">{knows}{literal("f(1)")}</decision>'
    assert read_model(model(body)).evaluate("d", {}, now=NOW) is None
