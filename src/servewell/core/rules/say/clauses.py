"""Parts of a rule that are true or false, as statements, each also as what is so when it is false."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from servewell.core.rules import nodes
from servewell.core.rules.nodes import Node
from servewell.core.rules.reads import inside_not
from servewell.core.rules.say.values import constant_of, listed, say_constant, say_many, say_value
from servewell.core.rules.say.voice import Voice

NEGATED: Final = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
MIRRORED: Final = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
LONG: Final = {"<=": "at most", ">=": "at least"}  # before a long phrase; behind it the words would be far away
COMPOUND: Final = (nodes.Arithmetic, nodes.If, nodes.Call)
ORDERS: Final = frozenset({"<", "<=", ">", ">="})


def say_clause(voice: Voice, node: Node, positive: bool = True) -> str:
    """Return a statement that is so when the node is true, or with `positive` False when it is false."""
    inner = inside_not(node)
    if inner is not None:
        return say_clause(voice, inner, not positive)
    match node:
        case nodes.Logic():
            return _say_logic(voice, node, positive)
        case nodes.Comparison():
            return _say_comparison(voice, node, positive)
        case nodes.Between():
            return _say_between(voice, node.operand, node.low, node.high, positive)
        case nodes.In():
            return _say_in(voice, node, positive)
        case nodes.Quantified():
            return _say_quantified(voice, node, positive)
        case nodes.Call(function=nodes.Name(name=name)) if _takes(voice, node, name):
            return _say_test_function(voice, node, name, positive)
    return _say_other(voice, node, positive)


def _say_other(voice: Voice, node: Node, positive: bool) -> str:
    match node:
        case nodes.InstanceOf():
            key = "is a" if positive else "is no"
            return voice.book.say(key, operand(voice, node.operand, ""), voice.book.quoted(node.type_name.name))
        case nodes.Literal(value=bool() as value):
            return voice.book.say("always" if value is positive else "never")
        case nodes.Test():
            return _compared(voice, node.operator, voice.book.say("it"), node.right, "", positive)
    return _say_truth(voice, node, positive)


def operand(voice: Voice, node: Node, terms: str) -> str:
    """Return what a statement is about, with what it comes to for the person."""
    own = voice.terms(node) or terms
    said = say_value(voice, node, own, say_clause)
    thing = voice.thing(node)
    if voice.is_inside or constant_of(node)[0] or (thing is not None and thing.kind == "value"):
        return said
    worth = voice.book.value(voice.names.worth(node, own))
    if not worth or worth == said:
        return said
    return voice.book.say("worth" if isinstance(node, (nodes.Name, nodes.Path)) else "comes to", said, worth)


def flat_parts(node: nodes.Logic) -> Iterator[Node]:
    """Yield the parts of an `and` or `or`, those of the same kind inside it too."""
    for part in node.parts:
        if isinstance(part, nodes.Logic) and part.operator == node.operator:
            yield from flat_parts(part)
        else:
            yield part


def _say_logic(voice: Voice, node: nodes.Logic, positive: bool) -> str:
    is_and = (node.operator == "and") is positive
    parts = [_inner_logic(voice, part, positive) for part in flat_parts(node)]
    if len(parts) == 2:
        return voice.book.say("and" if is_and else "or", *parts)
    lead = voice.book.say("all of these" if is_and else "one of these")
    return f"{lead}: {'; '.join(parts)}"


def _inner_logic(voice: Voice, node: Node, positive: bool) -> str:
    """Return a part of an `and` or `or`; one that is such itself says where it begins and ends."""
    inner, is_positive = node, positive
    while (below := inside_not(inner)) is not None:
        inner, is_positive = below, not is_positive
    if not isinstance(inner, nodes.Logic):
        return say_clause(voice, inner, is_positive)
    parts = list(flat_parts(inner))
    if len(parts) != 2:
        return f"({say_clause(voice, inner, is_positive)})"
    key = "both" if (inner.operator == "and") is is_positive else "either"
    return voice.book.say(key, *(_inner_logic(voice, part, is_positive) for part in parts))


def _say_comparison(voice: Voice, node: nodes.Comparison, positive: bool) -> str:
    left, right = node.left, node.right
    operator: str = node.operator
    if _is_fixed(voice, left) and not _is_fixed(voice, right):
        left, right, operator = right, left, MIRRORED[operator]
    found, constant = constant_of(right)
    if operator in ("=", "!=") and found and isinstance(constant, bool):
        return say_clause(voice, left, positive is ((operator == "=") is constant))
    if operator in ("=", "!=") and found and constant is None:
        key = "missing" if (operator == "=") is positive else "given"
        return voice.book.say(key, say_value(voice, left, "", say_clause))
    if operator in ("=", "!=") and (whole := _rounded(left, right)) is not None:
        return voice.book.say("whole" if (operator == "=") is positive else "not whole", operand(voice, whole, ""))
    terms = voice.terms(left) or voice.terms(right)
    return _compared(voice, operator, operand(voice, left, terms), right, terms, positive, is_date=voice.is_date(left))


def _compared(
    voice: Voice, operator: str, left: str, right: Node, terms: str, positive: bool, *, is_date: bool = False
) -> str:
    key = operator if positive else NEGATED[operator]
    if key in ORDERS and (is_date or voice.is_date(right)):
        return _compared_dates(voice, key, left, right, terms)
    key = LONG.get(key, key) if isinstance(right, COMPOUND) else key
    return voice.book.say(key, left, operand(voice, right, terms))


def _compared_dates(voice: Voice, key: str, left: str, right: Node, terms: str) -> str:
    match right:
        case nodes.Arithmetic(operator="-", left=nodes.Call(function=nodes.Name(name="today")), right=span):
            if key in ("<", ">"):
                return voice.book.say(f"ago {key}", left, say_value(voice, span, "", say_clause))
    return voice.book.say(f"date {key}", left, operand(voice, right, terms))


def _is_fixed(voice: Voice, node: Node) -> bool:
    thing = voice.thing(node)
    return constant_of(node)[0] or (thing is not None and thing.kind == "value")


def _rounded(left: Node, right: Node) -> Node | None:
    """Return x where `floor(x) = x` is written, by which rules ask for whole numbers."""
    for one, other in ((left, right), (right, left)):
        match one, other:
            case (
                nodes.Call(function=nodes.Name(name="floor" | "ceiling"), positional=(nodes.Name(name=inner),)),
                nodes.Name(name=outer),
            ) if inner == outer:
                return other
    return None


def _say_between(voice: Voice, subject: Node | str, low: Node, high: Node, positive: bool) -> str:
    terms = "" if isinstance(subject, str) else voice.terms(subject)
    said = subject if isinstance(subject, str) else operand(voice, subject, terms)
    is_date = voice.is_date(low) or (not isinstance(subject, str) and voice.is_date(subject))
    key = ("date " if is_date else "") + ("between" if positive else "not between")
    return voice.book.say(key, said, operand(voice, low, terms), operand(voice, high, terms))


def _say_in(voice: Voice, node: nodes.In, positive: bool) -> str:
    thing = voice.thing(node.tests[0]) if len(node.tests) == 1 else None
    if thing is not None and thing.kind != "value":
        terms = voice.terms(node.tests[0])
        left = say_value(voice, node.operand, terms, say_clause)
        return voice.book.say("has" if positive else "lacks", operand(voice, node.tests[0], terms), left)
    terms = voice.terms(node.operand)
    options: list[str] = []
    others: list[Node] = []
    for test in _tests(node.tests):
        said = _options(voice, test, terms)
        options += said
        others += [] if said else [test]
    subject = operand(voice, node.operand, terms)
    parts = [_one_of(voice, subject, options, positive)] if options else []
    parts += [_tested(voice, node.operand, subject, test, terms, positive) for test in others]
    if len(parts) == 1:
        return parts[0]
    return voice.book.listed(parts, "or" if positive else "and")


def _tests(tests: Sequence[Node]) -> Iterator[Node]:
    for test in tests:
        yield from test.items if isinstance(test, nodes.ListNode) else (test,)


def _options(voice: Voice, test: Node, terms: str) -> list[str]:
    """Return the constants that a test allows; none when it is no list of constants."""
    thing = voice.thing(test)
    found, constant = (True, thing.value) if thing is not None and thing.kind == "value" else constant_of(test)
    if not found:
        return []
    many = constant if isinstance(constant, Sequence) and not isinstance(constant, str) else [constant]
    return [say_constant(voice, one, terms) for one in many]


def _one_of(voice: Voice, subject: str, options: list[str], positive: bool) -> str:
    if len(options) == 1:
        return voice.book.say("=" if positive else "!=", subject, options[0])
    return voice.book.say("one of" if positive else "none of", subject, listed(voice, options, "list or"))


def _tested(voice: Voice, node: Node, subject: str, test: Node, terms: str, positive: bool) -> str:
    is_date = voice.is_date(node)
    if isinstance(test, nodes.Test):
        return _compared(voice, test.operator, subject, test.right, terms, positive, is_date=is_date)
    if not isinstance(test, nodes.Interval):
        return voice.book.say("=" if positive else "!=", subject, operand(voice, test, terms))
    if test.includes_low and test.includes_high:
        return _say_between(voice, subject, test.low, test.high, positive)
    ends = ((">=" if test.includes_low else ">", test.low), ("<=" if test.includes_high else "<", test.high))
    said = [_compared(voice, sign, subject, end, terms, positive, is_date=is_date) for sign, end in ends]
    return voice.book.say("both" if positive else "either", *said)


def _say_quantified(voice: Voice, node: nodes.Quantified, positive: bool) -> str:
    lists = listed(voice, [say_many(voice, source, say_clause) for _, source in node.iterators], "list and")
    inner = voice.binding(node.iterators)
    if node.quantifier == "some":
        return voice.book.say("some" if positive else "none", lists, say_clause(inner, node.condition))
    return voice.book.say("every" if positive else "not every", lists, say_clause(inner, node.condition, positive))


def _takes(voice: Voice, node: nodes.Call, name: str) -> bool:
    """Tell whether there is a phrase for a function that gives yes or no, with so many values."""
    count = len(node.positional)
    if node.named or not count:
        return False
    return name == "list contains" and count == 2 if name == "list contains" else voice.book.has(f"not {name}")


def _say_test_function(voice: Voice, node: nodes.Call, name: str, positive: bool) -> str:
    first, *rest = node.positional
    terms = voice.terms(first)
    subject = operand(voice, first, terms)
    said = listed(voice, [say_value(voice, one, terms, say_clause) for one in rest], "list and")
    if name == "list contains":
        return voice.book.say("has" if positive else "lacks", subject, said)
    return voice.book.say(name if positive else f"not {name}", subject, said)


def _say_truth(voice: Voice, node: Node, positive: bool) -> str:
    thing = voice.thing(node)
    if thing is not None and thing.kind == "yes or no":
        return voice.book.say("yes" if positive else "no", voice.book.quoted(thing.label))
    if thing is not None and thing.kind == "condition":
        return voice.book.say("met" if positive else "unmet", voice.book.quoted(thing.label))
    said = say_value(voice, node, "", say_clause)
    is_compound = isinstance(node, (nodes.If, nodes.Filter, nodes.For))
    if is_compound:
        return said if positive else voice.book.say("not so", said)
    return voice.book.say("true" if positive else "false", said)
