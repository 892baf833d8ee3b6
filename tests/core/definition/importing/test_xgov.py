from __future__ import annotations

import contextlib
import json
import random

import pytest

from servewell.core.definition import parse, print_definition
from servewell.core.definition.importing.json_text import read_json
from servewell.core.definition.importing.xgov import import_form
from servewell.core.problem import ProblemError


def page(path: str, *components: dict, to: list | None = None, **more) -> dict:
    links = [{"path": one} if isinstance(one, str) else {"path": one[0], "condition": one[1]} for one in to or []]
    return {"path": path, "title": f"Page {path}", "components": list(components), "next": links, **more}


def component(kind: str, name: str, title: str = "", **more) -> dict:
    return {"type": kind, "name": name, "title": title or name, "options": {}, "schema": {}, **more}


def part(name: str, kind: str, operator: str, value: object, coordinator: str = "") -> dict:
    value = value if isinstance(value, dict) else {"type": "Value", "value": value, "display": value}
    found = {"field": {"name": name, "type": kind, "display": name}, "operator": operator, "value": value}
    return found | ({"coordinator": coordinator} if coordinator else {})


def condition(name: str, *parts: dict) -> dict:
    return {"name": name, "displayName": name, "value": {"name": name, "conditions": list(parts)}}


SUMMARY = {"path": "/summary", "title": "Check", "controller": "./pages/summary.js", "components": []}
COLOURS = {
    "name": "colours",
    "title": "C",
    "type": "string",
    "items": [{"text": "Red", "value": "red"}, {"text": "Blue", "value": "blue"}, {"text": "Other", "value": "x"}],
}


def form(*pages: dict, conditions: list | None = None, **more) -> dict:
    lists = [COLOURS] if '"colours"' in json.dumps(pages) else []
    return {
        "name": "A form",
        "startPage": pages[0]["path"],
        "pages": [*pages, SUMMARY],
        "lists": lists,
        "sections": [],
        "conditions": conditions or [],
        "outputs": [],
        "version": 2,
        **more,
    }


def imported(value: dict, file: str = "forms/a-form.json"):
    found = import_form(value, file=file, agency="riverton")
    parsed = parse(print_definition(found.definition, found.comments))
    assert parsed.problems == ()
    assert parsed.definition == found.definition
    return found


def only_ifs(found) -> dict[str, str | None]:
    return {one.id: one.only_if.text if one.only_if else None for one in found.definition.pages}


def rule_of(name_and_kind: tuple[str, str], *parts: dict, **fields) -> str | None:
    """Return the `only if` of a page that a condition leads to."""
    name, kind = name_and_kind
    asked = component(kind, name, "Ask", **fields)
    value = form(
        page("/start", asked, to=[("/then", "c"), "/summary"]),
        page("/then", component("TextField", "t"), to=["/summary"]),
        conditions=[condition("c", *parts)],
    )
    found = imported(value)
    assert found.notes.lost == []
    return only_ifs(found)["then"]


COLOUR = ("f", "RadiosField")
MANY = ("f", "CheckboxesField")
YEARS = {"type": "RelativeTime", "timePeriod": "18", "timeUnit": "years", "direction": "in the past", "timeOnly": False}


@pytest.mark.parametrize(
    ("field", "parts", "rule"),
    [
        (COLOUR, [part("f", "RadiosField", "is", "red")], 'ask = "red"'),
        (COLOUR, [part("s.f", "RadiosField", "is not", "red")], 'ask in ("blue", "x")'),
        (
            COLOUR,
            [part("f", "RadiosField", "is", "red"), part("f", "RadiosField", "is", "blue", "or")],
            'ask in ("red", "blue")',
        ),
        (MANY, [part("f", "CheckboxesField", "contains", "red")], 'list contains(ask, "red")'),
        (MANY, [part("f", "CheckboxesField", "does not contain", "red")], 'not(list contains(ask, "red"))'),
        (("f", "YesNoField"), [part("f", "YesNoField", "is", "true")], "ask"),
        (("f", "YesNoField"), [part("f", "YesNoField", "is not", "true")], "not(ask)"),
        (("f", "NumberField"), [part("f", "NumberField", "is at least", "5")], "ask >= 5"),
        (
            ("f", "NumberField"),
            [part("f", "NumberField", "is more than", "5"), part("f", "NumberField", "is less than", "9", "and")],
            "ask > 5 and ask < 9",
        ),
        (("f", "TextField"), [part("f", "TextField", "has length", "4")], "string length(ask) = 4"),
        (("f", "TextField"), [part("f", "TextField", "is", 'a "b"')], 'ask = "a \\"b\\""'),
        (("f", "TimeField"), [part("f", "TimeField", "is before", "12:00")], 'ask < "12:00"'),
        (("f", "DateField"), [part("f", "DateField", "is before", "2020-02-01")], 'ask < date("2020-02-01")'),
        (
            ("f", "DatePartsField"),
            [part("f", "DatePartsField", "is at least", YEARS)],
            'ask <= today() - duration("P18Y")',
        ),
        (
            ("f", "DatePartsField"),
            [part("f", "DatePartsField", "is at most", YEARS | {"direction": "in the future", "timeUnit": "days"})],
            'ask <= today() + duration("P18D")',
        ),
    ],
)
def test_conditions_become_rules(field, parts, rule):
    lists = {"list": "colours"} if field[1] in ("RadiosField", "CheckboxesField") else {}
    assert rule_of(field, *parts, **lists) == rule


def test_and_binds_stronger_than_or_and_groups_and_references_nest():
    first, second = component("YesNoField", "a", "Alpha"), component("YesNoField", "b", "Beta")
    third = component("RadiosField", "c", "Gamma", list="colours")
    group = {"conditions": [part("b", "YesNoField", "is", "true", "and"), part("c", "RadiosField", "is", "red", "or")]}
    value = form(
        page("/start", first, second, third, to=[("/one", "mixed"), ("/two", "nested"), "/summary"]),
        page("/one", component("TextField", "t1"), to=["/summary"]),
        page("/two", component("TextField", "t2"), to=["/summary"]),
        conditions=[
            condition("mixed", part("a", "YesNoField", "is", "true"), part("b", "YesNoField", "is", "true", "and"),
                      part("c", "RadiosField", "is", "blue", "or")),
            condition("yes", part("a", "YesNoField", "is", "false")),
            condition("nested", {"conditionName": "yes", "conditionDisplayName": "yes"}, group),
        ],
    )  # fmt: skip
    found = imported(value)
    assert only_ifs(found)["one"] == 'alpha and beta or gamma = "blue"'
    assert only_ifs(found)["two"] == 'not(alpha) and (beta or gamma = "red") and gamma in ("red", "x")'


def test_conditions_written_as_text_are_read_too():
    value = form(
        page("/start", component("NumberField", "age", "Age"), component("YesNoField", "ok", "Okay"),
             to=[("/then", "old"), "/summary"]),
        page("/then", component("TextField", "t"), to=["/summary"]),
        conditions=[{"name": "old", "value": "s.age >= 18 and not (ok == false)"}],
    )  # fmt: skip
    assert only_ifs(imported(value))["then"] == "age >= 18 and okay"


def test_ways_that_meet_again_leave_no_condition():
    value = form(
        page("/start", component("YesNoField", "q", "Alpha"), to=[("/yes", "y"), ("/no", "n")]),
        page("/yes", component("TextField", "t1"), to=["/both"]),
        page("/no", component("TextField", "t2"), to=["/both"]),
        page("/both", component("TextField", "t3"), to=["/summary"]),
        conditions=[
            condition("y", part("q", "YesNoField", "is", "true")),
            condition("n", part("q", "YesNoField", "is", "false")),
        ],
    )
    assert only_ifs(imported(value)) == {"start": None, "yes": "alpha", "no": "not(alpha)", "both": None}


def test_the_way_without_condition_is_taken_when_an_optional_answer_is_missing():
    asked = component("RadiosField", "q", "Alpha", list="colours", options={"required": False})
    value = form(
        page("/start", asked, to=["/rest", ("/red", "r")]),
        page("/red", component("TextField", "t1"), to=["/summary"]),
        page("/rest", component("TextField", "t2"), to=["/summary"]),
        conditions=[condition("r", part("q", "RadiosField", "is", "red"))],
    )
    assert only_ifs(imported(value))["rest"] == 'alpha in ("blue", "x") or alpha = null'


def test_a_way_back_is_cut_and_listed():
    value = form(
        page("/start", component("YesNoField", "q", "Alpha"), to=[("/more", "y"), "/summary"]),
        page("/more", component("YesNoField", "r", "Again"), to=[("/start", "a"), "/summary"]),
        conditions=[
            condition("y", part("q", "YesNoField", "is", "true")),
            condition("a", part("r", "YesNoField", "is", "true")),
        ],
    )
    found = imported(value)
    assert only_ifs(found) == {"start": None, "more": "alpha"}
    assert [(entry.where, "leads back" in entry.why) for entry in found.notes.lost] == [("/more", True)]
    assert found.report["conditions_in"] == 2
    assert found.report["conditions_out"] == 1


def test_what_cannot_be_said_or_was_never_true_is_listed_with_its_original():
    value = form(
        page("/start", component("UkAddressField", "home", "Home"), to=[("/a", "c1"), ("/b", "c2"), "/summary"]),
        page("/a", component("TextField", "t1"), to=["/summary"]),
        page("/b", component("TextField", "t2"), to=["/summary"]),
        page("/nowhere", component("TextField", "t3"), to=["/summary"]),
        conditions=[
            condition("c1", part("home", "UkAddressField", "is", "x")),
            condition("c2", part("gone", "YesNoField", "is", "true")),
        ],
    )
    found = imported(value)
    assert only_ifs(found) == {"start": None, "a": None}
    assert [entry.where for entry in found.notes.lost] == [
        "/nowhere",
        "/start, condition c1",
        "/start, condition c2",
        "/b",
    ]
    assert all(entry.what and entry.why for entry in found.notes.lost)
    assert "/nowhere" in print_definition(found.definition, found.comments)


def test_a_page_where_the_way_ends_is_an_end_page():
    value = form(
        page("/start", component("YesNoField", "q", "Alpha"), to=[("/no", "n"), "/summary"]),
        page(
            "/no",
            component(
                "Html", "h", content="<p>You need to live here.</p><ul><li>Ask <a href='https://a.org'>us</a></li></ul>"
            ),
        ),
        conditions=[condition("n", part("q", "YesNoField", "is", "false"))],
    )
    found = imported(value)
    assert found.definition.page("no").is_end
    assert found.definition.text("page.no.because") == "You need to live here."
    assert found.definition.text("page.no.text") == "- Ask [us](https://a.org)"


def test_a_way_to_another_site_is_an_end_page_with_its_link():
    start = page("/start", component("YesNoField", "q", "Alpha"), to=["/summary"])
    start["next"].append({"redirect": "https://a.org/b", "condition": "n"})
    found = imported(form(start, conditions=[condition("n", part("q", "YesNoField", "is", "false"))]))
    assert only_ifs(found) == {"start": None, "elsewhere-1": "not(alpha)"}
    assert found.definition.page("elsewhere-1").is_end
    assert found.definition.text("page.elsewhere-1.text") == "[https://a.org/b](https://a.org/b)"
    assert found.report["conditions_out"] == 1


def test_choices_that_are_numbers_can_be_compared():
    numbers = {
        "name": "n",
        "title": "N",
        "type": "number",
        "items": [{"text": f"{n} of us", "value": n} for n in (1, 2, 3)],
    }
    value = form(
        page("/start", component("SelectField", "q", "Alpha", list="n"), to=[("/more", "c"), "/summary"]),
        page("/more", component("TextField", "t"), to=["/summary"]),
        conditions=[{"name": "c", "value": "s.q > 1"}],
    )
    value["lists"].append(numbers)
    assert only_ifs(imported(value))["more"] == 'alpha in ("2", "3")'


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("TextField", {"schema": {"max": 10, "min": 2}}, ("text", ["string length(q) >= 2"])),
        ("TextField", {"schema": {"regex": "^[A-Z]{2}$"}}, ("text", ['matches(q, "^[A-Z]{2}$")'])),
        ("MultilineTextField", {"options": {"maxWords": "200"}}, ("long text", [])),
        ("FreeTextField", {}, ("long text", [])),
        ("EmailAddressField", {}, ("e-mail", [])),
        ("TelephoneNumberField", {}, ("phone", [])),
        ("NumberField", {"schema": {"min": 1, "max": "9.5"}}, ("number", ["q >= 1", "q <= 9.5"])),
        ("NumberField", {"options": {"prefix": "£"}, "schema": {"max": 2000000}}, ("money", ["q <= 2000000"])),
        ("DateField", {"options": {"maxDaysInPast": "0"}}, ("date", ['q >= today() - duration("P0D")'])),
        ("MonthYearField", {}, ("month", [])),
        ("YesNoField", {}, ("yes or no", [])),
        ("SelectField", {"list": "colours"}, ("choice", [])),
        ("AutocompleteField", {"list": "colours"}, ("choice", [])),
        ("UkAddressField", {}, ("address", [])),
        ("FileUploadField", {"options": {"multiple": True}}, ("file", [])),
        ("WebsiteField", {}, ("text", [])),
        ("RadiosField", {"list": "gone"}, ("text", [])),
        ("SomethingNew", {}, ("text", [])),
    ],
)
def test_components_become_questions(kind, more, expected):
    found = imported(form(page("/start", component(kind, "f", "Q zed", **more), to=["/summary"])))
    (question,) = found.definition.pages[0].questions
    assert question.name == "q_zed"
    assert (question.type, [must.rule.text.replace("q_zed", "q") for must in question.must]) == expected


def test_a_moment_becomes_a_date_and_a_time():
    found = imported(form(page("/start", component("DateTimeField", "f", "Begin"), to=["/summary"])))
    assert [(one.name, one.type) for one in found.definition.pages[0].questions] == [
        ("begin", "date"),
        ("begin_time", "text"),
    ]


def test_repeated_fields_become_groups():
    several = component("MultiInputField", "f", "Costs", children=[
        component("TextField", "c1", "What"), component("NumberField", "c2", "How much", options={"prefix": "£"}),
    ])  # fmt: skip
    alone = component("RadiosField", "g", "Colour wanted", list="colours")
    found = imported(form(
        page("/start", several, to=["/again"], controller="RepeatingFieldPageController"),
        page("/again", alone, to=["/summary"], controller="RepeatingFieldPageController"),
    ))  # fmt: skip
    paths = [(path, question.type) for path, question, _ in found.definition.questions()]
    assert [kind for _, kind in paths] == ["group", "text", "money", "group", "choice"]
    assert paths[0][0] == "costs"


def test_fields_under_a_choice_are_asked_when_it_is_chosen():
    items = [{"text": "Mail", "value": "m", "conditional": {"components": [component("TextField", "x", "Which mail")]}},
             {"text": "None", "value": "n"}]  # fmt: skip
    value = form(page("/start", component("RadiosField", "q", "Alpha", list="l"), to=["/summary"]))
    value["lists"].append({"name": "l", "title": "L", "type": "string", "items": items})
    questions = imported(value).definition.pages[0].questions
    assert [(one.name, one.only_if.text if one.only_if else None) for one in questions] == [
        ("alpha", None),
        ("mail", 'alpha = "m"'),
    ]


def test_content_becomes_text_hint_and_help():
    found = imported(form(page(
        "/start",
        component("Para", "p", content="<b>First:</b> read {{ name }} & <em>think</em>"),
        component("Details", "d", "Help me", content="<p>Look <a href='/here'>here</a>.</p>"),
        component("TextField", "a", "Alpha", hint="<p>Short</p>"),
        component("Html", "h", content="<p>Between.</p>"),
        component("TextField", "b", "Beta"),
        component("List", "l", "Colours", list="colours"),
        to=["/summary"],
    )))  # fmt: skip
    text = found.definition.text
    assert text("page.start.text") == "**First:** read (name) & think\n\n**Colours**\n\n- Red\n- Blue\n- Other"
    assert text("question.alpha.help") == "## Help me\n\nLook here."
    assert text("question.alpha.hint") == "Short"
    assert text("question.beta.hint") == "Between."
    assert {entry.why for entry in found.notes.approximated} == {
        "the link to /here is now only text",
        "text between two questions is a hint of the second",
        "text after a question stands above the questions",
    }


def test_welsh_forms_stay_welsh():
    welsh = form(
        page("/start", component("TextField", "a", "Beth yw enw eich sefydliad yn y cais hwn?"), to=["/summary"])
    )
    assert imported(welsh).definition.language == "cy"
    assert imported(welsh).definition.text("decision.refuse.title") == "Gwrthod"
    english = form(page("/start", component("TextField", "a", "What is the name?"), to=["/summary"]))
    assert imported(english).definition.language == "en"
    assert imported(english, "forms/cy/a.json").definition.language == "cy"


def test_fees_become_a_rule():
    value = form(
        page("/start", component("YesNoField", "q", "Alpha"), to=["/summary"]),
        conditions=[condition("y", part("q", "YesNoField", "is", "true"))],
        fees=[{"description": "A", "amount": 1250, "condition": "y"}, {"description": "B", "amount": 500}],
    )
    assert imported(value).definition.fee.text == "(if alpha then 12.50 else 0) + 5"


def test_several_start_pages_are_all_kept():
    value = form(
        page("/first", component("Html", "h1", content="One"), to=["/form"], controller="MultiStartPageController",
             startPageNavigation={"next": {"href": "/a/beside", "labelText": "B"}}),
        page("/beside", component("Html", "h2", content="Two"), to=["/form"], controller="MultiStartPageController"),
        page("/front", component("Para", "h3", content="Three"), to=["/first"], controller="./pages/start.js"),
        page("/form", component("TextField", "a", "Alpha"), to=["/summary"]),
    )  # fmt: skip
    found = imported(value)
    assert [one.id for one in found.definition.pages] == ["front", "first", "beside", "form"]
    assert len(found.notes.approximated) == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"\xff\xfe", "not-json"),
        (b"[" * 100_000 + b"]" * 100_000, "json-too-deep"),
        (b'{"a":' * 100_000, "json-too-deep"),
        (b'{"a": NaN}', "json-not-a-number"),
        (b'{"a": 1e400}', "json-not-a-number"),
        (b'{"a": ' + b"9" * 5000 + b"}", "json-not-a-number"),
        (b'{"a": 1, "a": 2}', "json-duplicate-key"),
        (b" " * 5_000_001, "json-too-large"),
        (b"[]", "not-a-form"),
        (b'{"pages": 5}', "not-a-form"),
        (b'{"pages": [{"title": "x"}]}', "not-a-form"),
    ],
)
def test_what_is_no_form_is_a_problem(content, code):
    with pytest.raises(ProblemError) as refused:
        import_form(read_json(content, file="a.json"), file="a.json", agency="riverton")
    assert refused.value.problems[0].code == code


def test_hostile_values_do_no_harm():
    radios = {"type": "RadiosField", "name": "r", "title": "if", "list": "l"}
    odd = {"type": 5, "name": None, "title": ["x"], "options": 3}
    links = [{"path": "/a"}, 7, {"path": None}]
    strange = {
        "pages": [{"path": "/a", "title": {"en": "T\x00 {x}"}, "components": [odd, radios], "next": links}],
        "lists": [{"name": "l", "items": [{"text": "x: \ud800 # y", "value": True}, {"text": "x", "value": 1.5}, {}]}],
        "conditions": [{"name": "c", "value": 5}],
        "sections": "no",
        "startPage": "/gone",
    }
    found = imported(read_json(json.dumps(strange).encode(), file="a.json"))
    assert found.definition.pages[0].questions


def test_a_form_changed_at_random_is_imported_or_refused():
    """Whatever part of a form is lost, doubled or replaced: a definition without faults, or a problem."""
    several = component("MultiInputField", "f", "Costs", children=[component("NumberField", "c", "How much")])
    whole = form(
        page(
            "/start", component("RadiosField", "q", "Alpha", list="colours"), to=[("/a", "r"), ("/b", "o"), "/summary"]
        ),
        page("/a", several, component("Html", "h", content="<p>x {y}</p>"), to=["/b"], section="s"),
        page("/b", component("DatePartsField", "d", "Day"), component("FileUploadField", "u", "File")),
        conditions=[
            condition("r", part("q", "RadiosField", "is", "red")),
            {"name": "o", "value": "s.q == 'blue' or s.q == 'x'"},
        ],
        fees=[{"description": "A", "amount": 5, "condition": "r"}],
    )
    whole["sections"] = [{"name": "s", "title": "Part"}]
    chance = random.Random(11)
    for _ in range(150):
        damaged = json.loads(json.dumps(whole))
        for _ in range(chance.choice((1, 2, 6))):
            damage(damaged, chance)
        with contextlib.suppress(ProblemError):
            imported(json.loads(json.dumps(damaged)))


def damage(value: dict, chance: random.Random) -> None:
    """Remove or replace one thing somewhere in a JSON value."""
    inside: dict | list = value
    while True:
        keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
        if not keys:
            return
        key = chance.choice(keys)
        below = inside[key]
        if isinstance(below, dict | list) and below and chance.random() < 0.8:
            inside = below
            continue
        if chance.random() < 0.4:
            del inside[key]
        else:
            inside[key] = chance.choice(
                [None, True, -1, 1.5, "", "x", "if", [], {}, ["x"], {"a": 1}, "/a", "a: {b} # c"]
            )
        return
