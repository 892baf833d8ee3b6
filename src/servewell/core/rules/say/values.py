"""Parts of a rule that have a value, as noun phrases: amounts, dates, lists, what functions make of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from servewell.core.rules import nodes
from servewell.core.rules.compile import compiled
from servewell.core.rules.faults import BudgetError
from servewell.core.rules.frame import Frame
from servewell.core.rules.nodes import Node
from servewell.core.rules.reads import names_in
from servewell.core.rules.say.written import written
from servewell.core.rules.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from servewell.core.rules.say.voice import Voice

    SayClause = Callable[[Voice, Node, bool], str]

MOST_LISTED: Final = 12
# Functions of constants that are constants themselves: `date("2026-01-01")` is said as the date.
CONSTANTS: Final = frozenset({"date", "time", "date and time", "duration", "number"})
NO_MOMENT: Final = datetime(1970, 1, 1, tzinfo=UTC)
SUMS: Final = ("+", "-")


def say_value(voice: Voice, node: Node, terms: str, clause: SayClause) -> str:
    """Return a noun phrase for a node; constants are said in `terms`."""
    found, constant = constant_of(node)
    if found:
        return say_constant(voice, constant, terms)
    match node:
        case nodes.Name() | nodes.Path():
            return _say_name(voice, node, terms, clause)
        case nodes.Arithmetic():
            return _say_arithmetic(voice, node, terms, clause)
        case nodes.If():
            return _say_if(voice, node, terms, clause)
        case nodes.Call():
            return _say_call(voice, node, terms, clause)
        case nodes.Filter() | nodes.For():
            return _say_list(voice, node, terms, clause)
        case nodes.Comparison() | nodes.Logic() | nodes.In() | nodes.Between() | nodes.Quantified():
            return clause(voice, node, True)
    return _say_rest(voice, node, terms, clause)


def _say_rest(voice: Voice, node: Node, terms: str, clause: SayClause) -> str:
    match node:
        case nodes.Unary():
            return voice.book.say("minus", say_value(voice, node.operand, terms, clause))
        case nodes.ListNode():
            return listed(voice, [say_value(voice, one, terms, clause) for one in node.items], "list and")
        case nodes.Interval() | nodes.Steps():
            low, high = (say_value(voice, one, terms, clause) for one in (node.low, node.high))
            return voice.book.say("from to", low, high)
        case nodes.Table():
            name = voice.names.table(node)
            return voice.book.quoted(name) if name else written(node)
    return written(node)


def constant_of(node: Node) -> tuple[bool, Value]:
    """Return whether a node is a constant and which, also `date("2026-01-01")` and minus 5."""
    if isinstance(node, nodes.Literal):
        return True, node.value  # type: ignore[return-value]  # a constant is a value
    is_made = (
        isinstance(node, nodes.Call)
        and isinstance(node.function, nodes.Name)
        and node.function.name in CONSTANTS
        and all(isinstance(one, nodes.Literal) for one in node.positional)
        and not node.named
    )
    is_minus = isinstance(node, nodes.Unary) and isinstance(node.operand, nodes.Literal)
    if not (is_made or is_minus):
        return False, None
    try:
        value: Value = compiled(node)(Frame({}, NO_MOMENT))
    except BudgetError:
        return False, None
    return value is not None, value


def say_constant(voice: Voice, value: Value, terms: str) -> str:
    """Return a constant; a list of them as 'a, b or c'."""
    if value is None:
        return voice.book.say("nothing")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return listed(voice, [say_constant(voice, one, terms) for one in value], "list or")
    return voice.book.value(voice.names.said(value, terms))


def listed(voice: Voice, items: Sequence[str], last: str) -> str:
    """Return 'a, b and c'; a long list ends with how many others there are."""
    if len(items) <= MOST_LISTED:
        return voice.book.listed(items, last)
    others = voice.book.say("others", str(len(items) - MOST_LISTED + 1))
    return voice.book.listed([*items[: MOST_LISTED - 1], others], last)


def _say_name(voice: Voice, node: nodes.Name | nodes.Path, terms: str, clause: SayClause) -> str:
    if voice.is_bound(node):
        return voice.book.say("it")
    thing = voice.thing(node)
    if thing is not None and thing.kind == "value":
        return say_constant(voice, thing.value, terms)
    if thing is not None:
        return thing.phrase or voice.book.say("answer", voice.book.quoted(thing.label))
    if isinstance(node, nodes.Name):
        return node.name
    source = say_value(voice, node.source, "", clause)
    key = f".{node.field}"
    if voice.book.has(key):
        return voice.book.say(key, source)
    return voice.book.say("field of", source, voice.book.quoted(node.field))


def say_many(voice: Voice, node: Node, clause: SayClause) -> str:
    """Return a list as what one goes through or counts."""
    thing = voice.thing(node)
    if thing is not None and thing.is_many and not thing.phrase:
        return voice.book.say("answers", voice.book.quoted(thing.label))
    return say_value(voice, node, "", clause)


def _say_arithmetic(voice: Voice, node: nodes.Arithmetic, terms: str, clause: SayClause) -> str:
    if special := _say_time(voice, node, clause):
        return special
    left = _operand(voice, node.left, node.right, node, terms, clause)
    right = _operand(voice, node.right, node.left, node, terms, clause)
    if node.operator == "+" and "" in (left, right):
        return left or right or say_constant(voice, constant_of(node.right)[1], terms)
    return voice.book.say(node.operator, left, right)


def _operand(voice: Voice, node: Node, other: Node, outer: nodes.Arithmetic, terms: str, clause: SayClause) -> str:
    """Return one side, in brackets where the words would not tell what belongs together; a sum's zero is ''."""
    kept = _kept_branch(voice, node)
    if outer.operator == "+" and kept is not node and _is_zero(kept):
        return ""
    if outer.operator == "+" and isinstance(kept, nodes.If) and (said := _summand(voice, kept, terms, clause)):
        return f"({said})"
    # 12 euro for each copy is an amount of the result's unit; three tenths of an income are none.
    is_price = outer.operator == "*" and voice.names.unit(voice.terms(other)) != voice.names.unit(terms)
    inner = terms if outer.operator in SUMS or is_price else ""
    found, constant = _fixed(voice, kept)
    said = say_constant(voice, constant, inner) if found else say_value(voice, kept, _own(voice, kept, inner), clause)
    is_sum_in_sum = isinstance(kept, nodes.Arithmetic) and kept.operator == "+" and outer.operator == "+"
    is_factor = isinstance(kept, nodes.Arithmetic) and kept.operator not in SUMS and outer.operator in SUMS
    needs = isinstance(kept, (nodes.Arithmetic, nodes.If)) and not is_sum_in_sum and not is_factor
    return f"({said})" if needs else said


def _own(voice: Voice, node: Node, terms: str) -> str:
    return terms or voice.terms(node)


def _fixed(voice: Voice, node: Node) -> tuple[bool, Value]:
    """Return whether a node is a constant, or a value of the definition, and which."""
    thing = voice.thing(node)
    return (True, thing.value) if thing is not None and thing.kind == "value" else constant_of(node)


def _is_zero(node: Node) -> bool:
    found, constant = constant_of(node)
    return found and not isinstance(constant, bool) and constant == 0


def _summand(voice: Voice, node: nodes.If, terms: str, clause: SayClause) -> str:
    """Return a choice between an amount and nothing as 'the amount if', 'the amount unless'; else ''."""
    if _is_zero(node.otherwise):
        amount = _amount(voice, node.then, terms, clause)
        return voice.book.say("only if", amount, clause(voice, node.condition, True))
    if _is_zero(node.then):
        amount = _amount(voice, node.otherwise, terms, clause)
        return voice.book.say("unless", amount, clause(voice, node.condition, True))
    return ""


def _say_time(voice: Voice, node: nodes.Arithmetic, clause: SayClause) -> str:
    """Return sums with dates as one says them: 6 months ago, 3 years after …; '' for other sums."""
    if node.operator not in SUMS or not voice.is_date(node.left):
        return ""
    right = say_value(voice, node.right, "", clause)
    left = say_value(voice, node.left, "", clause)
    if voice.is_date(node.right):
        return voice.book.say("time between", left, right)
    is_today = isinstance(node.left, nodes.Call) and function_of(node.left) == "today"
    if node.operator == "+":
        return voice.book.say("from today" if is_today else "later", left, right)
    return voice.book.say("ago" if is_today else "earlier", left, right)


def _kept_branch(voice: Voice, node: Node) -> Node:
    """Return the branch that holds for the person, where the condition is decided for her."""
    while isinstance(node, nodes.If) and not voice.is_inside:
        truth = voice.names.truth(node.condition)
        if truth is None:
            break
        node = node.then if truth else node.otherwise
    return node


def _say_if(voice: Voice, node: nodes.If, terms: str, clause: SayClause) -> str:
    kept = _kept_branch(voice, node)
    if not isinstance(kept, nodes.If):
        return say_value(voice, kept, terms, clause)
    if _is_zero(kept.then) and _is_missing(kept.condition, kept.otherwise):
        return voice.book.say("if given", say_value(voice, kept.otherwise, terms, clause))
    then, otherwise = _amount(voice, kept.then, terms, clause), say_value(voice, kept.otherwise, terms, clause)
    return voice.book.say("if", then, clause(voice, kept.condition, True), otherwise)


def _amount(voice: Voice, node: Node, terms: str, clause: SayClause) -> str:
    said = say_value(voice, node, terms, clause)
    return f"({said})" if isinstance(node, nodes.If) else said


def _is_missing(condition: Node, value: Node) -> bool:
    """Tell whether a condition is `x = null` of this x."""
    if not isinstance(condition, nodes.Comparison) or condition.operator != "=":
        return False
    return constant_of(condition.right) == (True, None) and written(condition.left) == written(value)


def function_of(node: nodes.Call) -> str:
    """Return the name of the function that is called, '' when it has none."""
    return node.function.name if isinstance(node.function, nodes.Name) else ""


def _say_call(voice: Voice, node: nodes.Call, terms: str, clause: SayClause) -> str:
    name = function_of(node)
    values = [*node.positional, *(value for _, value in node.named)]
    if voice.book.has(f"not {name}") or name == "not" or name == "list contains":
        return clause(voice, node, True)
    wanted = voice.book.phrases.get(name, "")
    if not name or not wanted or (values and "{a}" not in wanted) or ("{b}" in wanted and len(values) < 2):
        return _say_unknown_call(voice, node, values, clause)
    own = terms or voice.terms(node)
    if name == "count":
        return voice.book.say(name, say_many(voice, values[0], clause))
    said = [say_value(voice, one, own, clause) for one in values]
    if "{b}" not in wanted and len(said) > 1:
        said = [listed(voice, said, "list and")]
    return voice.book.say(name, *said[:3])


def _say_unknown_call(voice: Voice, node: nodes.Call, values: Sequence[Node], clause: SayClause) -> str:
    """Return a call without a phrase as it is written, with what it is given in words."""
    name = function_of(node)
    if not name or names_in(node) <= names_in(node.function):
        return written(node)
    return f"{name}({'; '.join(say_value(voice, one, voice.terms(one), clause) for one in values)})"


def _say_list(voice: Voice, node: nodes.Filter | nodes.For, terms: str, clause: SayClause) -> str:
    book = voice.book
    if isinstance(node, nodes.For):
        lists = listed(voice, [say_many(voice, source, clause) for _, source in node.iterators], "list and")
        inner = voice.binding(node.iterators)
        return book.say("for each", lists, say_value(inner, node.result, terms or inner.terms(node.result), clause))
    source = say_many(voice, node.source, clause)
    found, place = constant_of(node.condition)
    if found and place == -1:
        return book.say("last item", source)
    if found and not isinstance(place, bool):
        return book.say("item", source, say_constant(voice, place, ""))
    return book.say("where", source, clause(voice.filtering(node.source), node.condition, True))
