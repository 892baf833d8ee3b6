"""Decision models: what they come to, and what is refused."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from servewell.core.rules import BudgetError
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


def test_a_parameter_with_a_dot_is_one_name_inside_its_function_only() -> None:
    logic = f'<encapsulatedLogic><formalParameter name="home.size"/>{literal("home.size + 1")}</encapsulatedLogic>'
    body = f'<businessKnowledgeModel id="f" name="f">{logic}</businessKnowledgeModel>'
    given = "<literalExpression><text>f</text></literalExpression>"
    given += f'<binding><parameter name="home.size"/>{literal("home.size")}</binding>'
    knows = '<knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>'
    body += decision("home", literal("{size: 2}"))
    body += decision("d", f"{knows}<invocation>{given}</invocation>", "Decision home")
    assert read_model(model(body)).evaluate("d", {}, now=NOW) == 3


def test_a_function_that_calls_itself_for_ever_is_stopped() -> None:
    knows = '<knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>'
    logic = f'<encapsulatedLogic><formalParameter name="n"/>{literal("f(n + 1)")}</encapsulatedLogic>'
    body = f'<businessKnowledgeModel id="f" name="f">{logic}</businessKnowledgeModel>'
    body += f'<decision id="d" name="d">{knows}{literal("f(1)")}</decision>'
    body += f'<decision id="d" name="d">{knows}{literal("f(1)")}</decision>'
    with pytest.raises(BudgetError, match="16 levels"):
        read_model(model(body)).evaluate("d", {}, now=NOW)


def service(name: str, of: str) -> str:
    return f'<decisionService id="{name}" name="{name}"><outputDecision href="#{of}"/></decisionService>'


def test_services_that_call_services_twice_each_are_stopped() -> None:
    body = decision("d0", literal("1")) + service("s0", "d0")
    for at in range(1, 30):
        knows = f'<knowledgeRequirement><requiredKnowledge href="#s{at - 1}"/></knowledgeRequirement>'
        body += decision(f"d{at}", knows + literal(f"s{at - 1}() + s{at - 1}()")) + service(f"s{at}", f"d{at}")
    read = read_model(model(body))
    assert read.evaluate("d3", {}, now=NOW) == 8
    with pytest.raises(BudgetError):
        read.evaluate("d29", {}, now=NOW)


def test_a_value_that_holds_itself_a_million_times_is_not_walked_for_nothing() -> None:
    body = "".join(
        f'<itemDefinition name="t{at}"><itemComponent name="a"><typeRef>t{at - 1}</typeRef></itemComponent>'
        f'<itemComponent name="b"><typeRef>t{at - 1}</typeRef></itemComponent></itemDefinition>'
        for at in range(1, 31)
    )
    body += '<itemDefinition name="t0"><typeRef>number</typeRef></itemDefinition>' + decision("d0", literal("1"))
    for at in range(1, 31):
        logic = literal(f"{{a: d{at - 1}, b: d{at - 1}}}")
        body += decision(f"d{at}", logic, f"Decision d{at - 1}", kind=f"t{at}")
    with pytest.raises(BudgetError):
        read_model(model(body)).evaluate("d30", {}, now=NOW)


def test_models_that_all_import_one_another_are_each_read_once() -> None:
    def imports(count: int) -> str:
        return "".join(f'<import name="p{at}" namespace="urn:{at}"/>' for at in range(count))

    others = {f"{at}.dmn": model(imports(40), f"urn:{at}") for at in range(40)}
    assert read_model(model(imports(40) + BASE), others).evaluate("base", {}, now=NOW) == 15


@pytest.mark.parametrize(
    ("logic", "says"),
    [("<list>" * 200 + "</list>" * 200, "100 levels deep"),
     (FEE.replace("<inputEntry><text>&lt; 20000</text></inputEntry>", ""), "m, fee: row 1 .* 0 and 1 cells for 1"),
     (f"<context>{'<contextEntry/>' * 1001}</context>", "m, fee: .* 1001 entries; at most 1000")],
)  # fmt: skip
def test_what_goes_too_far_is_refused_with_the_place(logic: str, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        read_model(model(INPUT + BASE + decision("fee", logic)))


def test_what_leads_nowhere_decides_nothing() -> None:
    knows = '<knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>'
    body = service("s", "gone") + decision("d", knows + literal("s()"), "Decision gone", "Input gone")
    read = read_model(model(body))
    assert read.evaluate("d", {}, now=NOW) is None
    assert read.call("s", {}, now=NOW) is None
    with pytest.raises(KeyError):
        read.evaluate("gone", {}, now=NOW)


def test_a_function_in_java_is_null_and_told_of() -> None:
    foreign = '<functionDefinition kind="Java"><formalParameter name="x"/></functionDefinition>'
    body = decision("f", foreign) + decision("d", literal("f(1)"), "Decision f") + BASE
    read = read_model(model(body))
    assert read.evaluate("d", {}, now=NOW) is None
    assert [read.needs_foreign(name) for name in ("f", "d", "base", "gone")] == [True, True, False, False]
