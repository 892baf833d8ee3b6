"""Text to tree: a recursive-descent parser of FEEL (DMN 1.5, 10.3.1), total on any text.

Names may hold spaces: where a name may stand, the longest known one wins (10.3.1.4). What is known are the names of
the scope, of functions, and of variables that the rule itself binds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from servewell.core.rules import nodes
from servewell.core.rules.faults import LONGEST_TEXT, TALLEST, Fault, RuleError, too_deep
from servewell.core.rules.fields import FIELD_NAMES
from servewell.core.rules.lex import KEYWORDS
from servewell.core.rules.names import NameTree
from servewell.core.rules.nodes import Node
from servewell.core.rules.parse_values import Values
from servewell.core.rules.reads import walk

STARTERS = frozenset({"if", "for", "some", "every", "function", "true", "false", "null"})
PARTS = NameTree(FIELD_NAMES)
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})


def parse(text: str, names: Collection[str] = (), functions: Collection[str] = ()) -> Node:
    """Return the tree of a rule; raise RuleError with the place of the first fault of syntax."""
    if len(text) > LONGEST_TEXT:
        found = f"The rule has {len(text)} characters."
        raise RuleError([Fault("rule-too-large", 0, len(text), found, f"at most {LONGEST_TEXT}", "Split it.")])
    tree = _Parser(text, names, functions).whole()
    _check_height(tree)
    return tree


def _check_height(tree: Node) -> None:
    for node, level in walk(tree):
        if level > TALLEST:
            raise too_deep(node.start, TALLEST)


def parse_tests(text: str, names: Collection[str] = (), functions: Collection[str] = ()) -> tuple[Node, ...]:
    """Return the unary tests of a cell (DMN 1.5, 9.2), any of which may hold; `-` is none, and holds for anything."""
    if len(text) > LONGEST_TEXT:
        found = f"The cell has {len(text)} characters."
        raise RuleError([Fault("rule-too-large", 0, len(text), found, f"at most {LONGEST_TEXT}", "Split it.")])
    tests = () if text.strip() == "-" else _Parser(text, {*names, "?"}, functions).cell()
    for test in tests:
        _check_height(test)
    return tests


class _Parser(Values):
    """The grammar, one method a level, from loosest to tightest."""

    def whole(self) -> Node:
        if self.here.kind == "end":
            raise RuleError([Fault("rule-syntax", 0, 1, "The rule is empty.", "an expression, for example age >= 18")])
        node = self.expression()
        if self.here.kind != "end":
            raise self.fault("the end of the rule, or an operator such as 'and'")
        return node

    def cell(self) -> tuple[Node, ...]:
        start = self.here.start
        if self.take("not"):
            self.need("(")
            inside = self.some_tests()
            self.need(")")
            tested = self.made(nodes.In, start, self.made(nodes.Name, start, "?"), inside)
            found: tuple[Node, ...] = (
                self.made(nodes.Call, start, self.made(nodes.Name, start, "not"), (tested,), ()),
            )
        else:
            found = self.some_tests()
        if self.here.kind != "end":
            raise self.fault("the end of the cell, or ','")
        return found

    def some_tests(self) -> tuple[Node, ...]:
        found = [self.one_test()]
        while self.take(","):
            found.append(self.one_test())
        return tuple(found)

    def one_test(self) -> Node:
        start = self.here.start
        if self.here.kind == "operator" and self.here.text in COMPARISONS:
            return self.made(nodes.Test, start, self.next().text, self.addition())
        return self.expression()

    def expression(self) -> Node:
        self.deeper()
        start = self.here.start
        forms: dict[str, Callable[[int], Node]] = {
            "if": self.conditional, "for": self.loop, "some": self.quantified, "every": self.quantified,
            "function": self.function,
        }  # fmt: skip
        form = forms.get(self.here.text) if self.here.kind == "word" else None
        node = form(start) if form else self.disjunction()
        self.depth -= 1
        return node

    def conditional(self, start: int) -> Node:
        self.next()
        condition = self.expression()
        self.need("then")
        then = self.expression()
        self.need("else", "(every 'if' needs one)")
        return self.made(nodes.If, start, condition, then, self.expression())

    def loop(self, start: int) -> Node:
        self.next()
        iterators, bound = self.iterators()
        self.need("return")
        result = self.with_names([*bound, "partial"], self.expression)
        return self.made(nodes.For, start, iterators, result)

    def quantified(self, start: int) -> Node:
        quantifier = self.next().text
        iterators, bound = self.iterators()
        self.need("satisfies")
        return self.made(nodes.Quantified, start, quantifier, iterators, self.with_names(bound, self.expression))

    def iterators(self) -> tuple[tuple[tuple[str, Node], ...], list[str]]:
        found: list[tuple[str, Node]] = []
        bound: list[str] = []
        while True:
            name = self.new_name("in")
            self.need("in")
            source = self.with_names(bound, self.steps_or_expression)
            found.append((name, source))
            bound.append(name)
            if not self.take(","):
                return tuple(found), bound

    def steps_or_expression(self) -> Node:
        start = self.here.start
        low = self.expression()
        return self.made(nodes.Steps, start, low, self.expression()) if self.take("..") else low

    def range_or_expression(self) -> Node:
        start = self.here.start
        low = self.expression()
        if self.take(".."):
            return self.made(nodes.Interval, start, low, self.expression(), True, True)
        return low

    def function(self, start: int) -> Node:
        self.next()
        self.need("(")
        parameters: list[str] = []
        types: list[nodes.TypeName | None] = []
        while not self.is_here(")"):
            parameters.append(self.new_name())
            types.append(self.type_name() if self.take(":") else None)
            if not self.take(","):
                break
        self.need(")")
        body = self.with_names(parameters, self.expression)
        return self.made(nodes.FunctionNode, start, tuple(parameters), body, tuple(types))

    def disjunction(self) -> Node:
        return self.logic("or", lambda: self.logic("and", self.comparison))

    def logic(self, operator: str, part: Callable[[], Node]) -> Node:
        start = self.here.start
        parts = [part()]
        while self.here.kind == "word" and self.take(operator):
            parts.append(part())
        return parts[0] if len(parts) == 1 else self.made(nodes.Logic, start, operator, tuple(parts))

    def comparison(self) -> Node:
        start = self.here.start
        left = self.addition()
        while True:
            if self.here.kind == "operator" and self.here.text in COMPARISONS:
                left = self.made(nodes.Comparison, start, self.next().text, left, self.addition())
            elif self.take("between"):
                low = self.addition()
                self.need("and", "(between has two ends)")
                left = self.made(nodes.Between, start, left, low, self.addition())
            elif self.take("in"):
                left = self.made(nodes.In, start, left, self.tests())
            elif self.take("instance"):
                self.need("of")
                left = self.made(nodes.InstanceOf, start, left, self.type_name())
            else:
                return left

    def tests(self) -> tuple[Node, ...]:
        # `in (a, b, < 5)` is several tests; `in (1..5)` is one open range.
        if not self.is_here("("):
            return (self.test(),)
        start = self.next().start
        found = [self.test()]
        if self.is_here(".."):
            return (self.range_end(start, found[0], includes_low=False),)
        while self.take(","):
            found.append(self.test())
        self.need(")")
        return tuple(found)

    def test(self) -> Node:
        start = self.here.start
        if self.here.kind == "operator" and self.here.text in COMPARISONS:
            return self.made(nodes.Test, start, self.next().text, self.addition())
        # `x in [1, 2] and y` is `(x in [1, 2]) and y`: the right side of `in` ends before `and`.
        return self.addition() if not self.is_here("-") or not self.is_dash() else self.any_test(start)

    def is_dash(self) -> bool:
        return self.tokens[self.at + 1].text in (")", ",", "")

    def any_test(self, start: int) -> Node:
        self.next()
        return self.made(nodes.Literal, start, True)

    def limit(self) -> Node:
        return self.addition()

    def addition(self) -> Node:
        return self.arithmetic(("+", "-"), self.multiplication)

    def multiplication(self) -> Node:
        return self.arithmetic(("*", "/"), self.power)

    def power(self) -> Node:
        return self.arithmetic(("**",), self.negation)

    def arithmetic(self, operators: tuple[str, ...], part: Callable[[], Node]) -> Node:
        start = self.here.start
        left = part()
        while self.here.kind == "operator" and self.here.text in operators:
            left = self.made(nodes.Arithmetic, start, self.next().text, left, part())
        return left

    def negation(self) -> Node:
        start = self.here.start
        signs = 0
        while self.is_here("-"):
            self.next()
            signs += 1
        node = self.postfix()
        for _ in range(2 - signs % 2 if signs else 0):  # two undo each other, but must stand before a number
            node = self.made(nodes.Unary, start, node)
        return node

    def postfix(self) -> Node:
        start = self.here.start
        node = self.primary()
        while True:
            if self.here.kind == "operator" and self.here.text == ".":
                self.next()
                node = self.made(nodes.Path, start, node, self.field_name())
            elif self.is_here("[") and self.is_filter():
                node = self.filter(start, node)
            elif self.is_here("("):
                node = self.call(start, node)
            else:
                return node

    def is_filter(self) -> bool:
        # In `[1..3[` the last sign ends the range: no value begins after it.
        token = self.tokens[self.at + 1]
        if token.kind == "operator":
            return token.text in ("(", "[", "{", "@", "-")
        return token.kind != "end" and (token.text not in KEYWORDS or token.text in STARTERS)

    def filter(self, start: int, source: Node) -> Node:
        self.next()
        condition = self.with_names(["item"], self.expression)
        self.need("]")
        return self.made(nodes.Filter, start, source, condition)

    def field_name(self) -> str:
        known = PARTS.longest(self.tokens, self.at) or self.known.longest(self.tokens, self.at)
        if known is not None and known[1] > 1:
            self.at += known[1]
            return known[0]
        if self.here.kind != "word":
            raise self.fault("the name of a field")
        return self.next().text

    def call(self, start: int, function: Node) -> Node:
        self.next()
        positional: list[Node] = []
        named: list[tuple[str, Node]] = []
        while not self.is_here(")"):
            name = self.parameter_name()
            if name is not None:
                named.append((name, self.expression()))
            elif named:
                raise self.fault("a parameter with its name, like the ones before")
            else:
                positional.append(self.range_or_expression())
            if not self.take(","):
                break
        self.need(")")
        return self.made(nodes.Call, start, function, tuple(positional), tuple(named))

    def parameter_name(self) -> str | None:
        at = self.at
        while self.tokens[at].kind == "word":
            at += 1
        if at == self.at or self.tokens[at].text != ":":
            return None
        name = " ".join(token.text for token in self.tokens[self.at : at])
        self.at = at + 1
        return name
