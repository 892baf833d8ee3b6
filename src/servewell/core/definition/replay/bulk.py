"""Replay over columns: the walk of `judging.py` written as Ibis expressions, which judge all cases at once.

A table of cases becomes a table of verdicts. Each answer, criterion and page becomes a column in its turn, in file
order, so that later rules read columns and expressions stay small. Rules without an exact form are named, not guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_, or_

import ibis
from ibis.expr.operations import Field
from ibis.expr.types import BooleanValue, Table, Value

from servewell.core.definition.journey import Journey, journey_of
from servewell.core.definition.journey.compiled import CompiledPage, CompiledQuestion, CompiledRule
from servewell.core.definition.model import Definition, Question
from servewell.core.definition.replay.columns import as_asked, empty_column, reads_clock
from servewell.core.definition.replay.judging import deciding_questions
from servewell.core.definition.replay.result import OUTCOMES
from servewell.core.definition.scope import scope_of
from servewell.core.rules import nodes
from servewell.core.rules.bulk import NotCarried, expression
from servewell.core.rules.reads import inside_not, names_in

MISSING = "missing "
_ELIGIBLE, _NOT_ELIGIBLE, _NOT_KNOWN, _STOPPED = range(len(OUTCOMES))


@dataclass(frozen=True, slots=True)
class Cases:
    """A table with a column for each question of `asked`, typed as it says; those in `whole` hold no null.

    `kept` are further columns that the verdicts keep; `channel` names the column of the channel, if there is one.
    With `has_dates` each case has a day of its own, so that rules which read the clock cannot be carried.
    """

    table: Table
    asked: Mapping[str, Question]
    whole: Collection[str] = ()
    kept: tuple[str, ...] = ()
    channel: str | None = None
    has_dates: bool = False


@dataclass(frozen=True, slots=True)
class Verdicts:
    """`table` is None when rules could not be carried.

    Its columns: those kept; before_outcome and after_outcome (places in `OUTCOMES`); before_pages, before_fee,
    before_doubt and the same after (a fee may be null); after_missing: an answer is missing; 'missing <name>' for each
    of `missing`. Where there is a doubt, a missing answer left a rule unknown that a closer look could settle: these
    cases are for the row engine. `may_doubt` is false when there can be none.
    """

    table: Table | None
    not_carried: tuple[str, ...] = ()
    may_doubt: bool = False
    missing: tuple[str, ...] = ()


def verdicts(old: Definition, new: Definition, cases: Cases, *, now: datetime) -> Verdicts:
    """Return the expression that judges all cases by both versions as of `now`."""
    shared: dict[Hashable, str] = {}
    before = _Walk(journey_of(old), cases, cases.table, "before", now, shared)
    before.go()
    after = _Walk(journey_of(new), cases, before.table, "after", now, shared)
    after.go()
    refused = tuple(dict.fromkeys((*before.refused, *after.refused)))
    if refused:
        return Verdicts(None, refused)
    names = [f"{side}_{one}" for side in ("before", "after") for one in ("outcome", "pages", "fee", "doubt")]
    missing = tuple(MISSING + name for name in after.missing)
    table = after.table.select(*cases.kept, *names, "after_missing", *missing)
    return Verdicts(table, (), before.may_doubt or after.may_doubt, after.missing)


class _Walk:
    """One version over the columns. A name without a value column is null; one without a pending column is settled."""

    def __init__(
        self, journey: Journey, cases: Cases, table: Table, side: str, now: datetime, shared: dict[Hashable, str]
    ) -> None:
        self.table = table
        self._shared = shared  # what a criterion was judged from -> its column
        self.refused: dict[str, None] = {}
        self._lacking: dict[str, str] = {}  # question -> the column that tells where it is missing
        self._compiled = journey.compiled
        self._scope = scope_of(journey.definition)
        self._deciding = deciding_questions(journey)
        self._read = frozenset(name for rule in _rules(journey) for name in rule.reads)
        self._cases = cases
        self._side = side
        self._now = now
        self._values: dict[str, str] = {}
        self._same: dict[str, Value] = {}  # what a name is for all cases, as long as it has no column
        self._pending: dict[str, str] = {}
        self._judged: dict[str, tuple[object, ...]] = {}  # criterion -> what it was judged from
        self._doubts: list[str] = []  # columns that tell where a missing answer leaves a rule unknown
        self._new: dict[str, Value] = {}
        self._made = 0

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the questions that may be missing."""
        return tuple(self._lacking)

    @property
    def may_doubt(self) -> bool:
        """Tell whether a missing answer can leave a rule unknown."""
        return bool(self._doubts)

    def go(self) -> None:
        """Walk all pages and put what the version makes of each case into columns."""
        for page in self._compiled.pages:
            for question in page.questions:
                self._begin(question.question)
        self._begin_channel()
        stopped: BooleanValue | None = None
        may_stop: list[BooleanValue] = []
        pages: list[Value] = []
        for page in self._compiled.pages:
            applies, opens = self._applies(page.only_if, f"page {page.page.id}")
            if page.page.is_end:
                if applies is not None:
                    stops = _true(applies)
                    stopped = self._column(self._put(stops if stopped is None else stopped | stops))
                    may_stop += [] if opens is None else [applies.isnull() & opens]
                continue
            asked = self._enter(page, applies, opens)
            pages.append(_number(asked if stopped is None else _both(asked, ~stopped)))
        self._conclude(stopped, may_stop, pages)

    def _begin(self, question: Question) -> None:
        """Let a question that rules read be null until its page is entered."""
        if question.name in self._read:
            empty = empty_column(question)
            if empty is None:
                self.refused[f"question {question.name}"] = None
            else:
                self._same[question.name] = empty

    def _enter(
        self, page: CompiledPage, applies: BooleanValue | None, opens: BooleanValue | None
    ) -> BooleanValue | None:
        """Enter a page; return whether it is asked. None stands for true."""
        on = None if applies is None else self._column(self._put(_true(applies)))
        waits = None if applies is None or opens is None else self._column(self._put(applies.isnull() & opens))
        always = page.has_text or not page.questions
        asked: list[BooleanValue | None] = [on] if always else []
        for question in page.questions:
            if question.question.name in self._read or not always:
                asked.append(self._question(question, on, waits))
        known = [one for one in asked if one is not None]
        return reduce(or_, known) if len(known) == len(asked) else None

    def _question(
        self, question: CompiledQuestion, on: BooleanValue | None, waits: BooleanValue | None
    ) -> BooleanValue | None:
        """Take a column of answers; return whether the question applies. None stands for true."""
        name = question.question.name
        wanted, opens = self._applies(question.only_if, f"question {name}")
        applies = on if wanted is None else _both(on, _true(wanted))
        if name not in self._read:
            return applies
        if applies is not None:
            applies = self._column(self._put(applies))
        found = self._answer(question.question)
        if found is not None:
            null = ibis.null(found.type())
            self._values[name] = self._put(found if applies is None else ibis.ifelse(applies, found, null))
        pending = [] if waits is None else [waits]
        if wanted is not None and opens is not None:
            pending.append(_both(on, wanted.isnull() & opens))
        if not question.question.optional and (found is None or name not in self._cases.whole):
            empty = ibis.literal(True) if found is None else found.isnull()
            lacking = self._put(_both(applies, empty))
            pending.append(self._column(lacking))
            if name in self._deciding:
                self._lacking[name] = lacking
        if pending:
            self._pending[name] = self._put(reduce(or_, pending))
        return applies

    def _answer(self, question: Question) -> Value | None:
        """Return the answers that a version sees; None when there are none, or none of a kind that a column holds."""
        asked = self._cases.asked.get(question.name)
        has_column = asked is not None and empty_column(question) is not None
        return None if asked is None or not has_column else as_asked(question, asked, self.table[question.name])

    def _conclude(self, stopped: BooleanValue | None, may_stop: list[BooleanValue], pages: list[Value]) -> None:
        for name in self._compiled.criteria:
            self._judge(name)
        criteria = [self._column(self._values[name]) for name in self._compiled.criteria]
        branches = [] if stopped is None else [(stopped, _STOPPED)]
        unknown = list(may_stop)
        if criteria:
            met = self._column(self._put(reduce(and_, criteria)))  # false where one is, null where one is not known
            branches.append((_true(~met), _NOT_ELIGIBLE))
            unknown.append(met.isnull())
        branches += [(reduce(or_, unknown), _NOT_KNOWN)] if unknown else []
        outcome = ibis.cases(*branches, else_=_ELIGIBLE) if branches else ibis.literal(_ELIGIBLE)
        self._keep("outcome", outcome.cast("int8"))
        self._keep("pages", sum(pages, ibis.literal(0)).cast("int64"))
        self._keep("fee", self._fee(stopped))
        doubts = [self._column(name) for name in self._doubts]
        self._keep("doubt", reduce(or_, doubts) if doubts else ibis.literal(False))
        if self._side == "after":
            is_open = self._column(f"{self._side}_outcome") == _NOT_KNOWN
            for name, lacking in self._lacking.items():
                self._new[MISSING + name] = is_open & self._column(lacking)
            lacks = [self._column(MISSING + name) for name in self._lacking]
            self._keep("missing", reduce(or_, lacks) if lacks else ibis.literal(False))
        self._flush()

    def _fee(self, stopped: BooleanValue | None) -> Value:
        nothing = ibis.null("decimal(38, 2)")
        rule = self._compiled.fee
        if rule is None:
            return nothing
        for name in rule.criteria:
            self._judge(name)
        fee = self._carried(rule.rule.tree, "fee")
        if fee is None:
            return nothing
        blocked = [one for one in (stopped, self._open(rule)) if one is not None]
        return ibis.ifelse(reduce(or_, blocked), ibis.null(fee.type()), fee) if blocked else fee

    def _applies(self, rule: CompiledRule | None, called: str) -> tuple[BooleanValue | None, BooleanValue | None]:
        """Return what an `only if` comes to (None: there is none), and whether answers to come can settle it."""
        if rule is None:
            return None, None
        outcome, opens = self._outcome(rule, called), self._open(rule)
        if opens is not None:
            self._doubts.append(self._put(outcome.isnull() & opens))
        return outcome, opens

    def _outcome(self, rule: CompiledRule, called: str) -> BooleanValue:
        for name in rule.criteria:
            self._judge(name)
        return self._logic(rule.rule.tree, called)

    def _logic(self, node: nodes.Node, called: str) -> BooleanValue:
        if isinstance(node, nodes.Logic):
            parts = [self._logic(part, called) for part in node.parts]
            return reduce(lambda left, right: left & right if node.operator == "and" else left | right, parts)
        if (inner := inside_not(node)) is not None:
            return ~self._logic(inner, called)
        found = self._carried(node, called)
        unknown: BooleanValue = ibis.null("boolean")
        if found is None or not isinstance(found, BooleanValue):
            return unknown
        pending = [self._column(self._pending[name]) for name in sorted(names_in(node)) if name in self._pending]
        return ibis.ifelse(reduce(or_, pending), unknown, found) if pending else found

    def _judge(self, name: str) -> None:
        """Bring the column of a criterion up to date with the answers so far."""
        rule = self._compiled.criteria[name]
        state = tuple((self._values.get(one), self._pending.get(one)) for one in sorted(rule.reads))
        if self._judged.get(name) == state:
            return
        self._judged[name] = state
        key = self._key(rule)
        if key not in self._shared:
            self._shared[key] = self._put(self._outcome(rule, f"criterion {name}"))
        self._values[name] = self._shared[key]
        self._pending.pop(name, None)
        opens = self._open(rule)
        if opens is not None:
            self._pending[name] = self._put(self._column(self._values[name]).isnull() & opens)
            self._doubts.append(self._pending[name])

    def _key(self, rule: CompiledRule) -> Hashable:
        """Return what a criterion is judged from: where this is the same in both versions, it is judged once."""
        for name in rule.criteria:
            self._judge(name)
        names = [name for name in sorted(names_in(rule.rule.tree)) if name not in self._compiled.constants]
        columns = tuple(
            (name, self._scope.get(name), self._values.get(name), self._pending.get(name)) for name in names
        )
        constants = {name: repr(value) for name, value in self._compiled.constants.items() if name in rule.rule.names}
        return repr(rule.rule.tree), columns, tuple(sorted(constants.items()))

    def _open(self, rule: CompiledRule) -> BooleanValue | None:
        pending = [self._column(self._pending[name]) for name in sorted(rule.reads) if name in self._pending]
        return reduce(or_, pending) if pending else None

    def _carried(self, node: nodes.Node, called: str) -> Value | None:
        try:
            if self._cases.has_dates and reads_clock(node):
                raise NotCarried("each case has a day of its own", node)
            return expression(node, self._known(node), self._scope, self._now)
        except NotCarried:
            self.refused[called] = None
            return None

    def _known(self, node: nodes.Node) -> Mapping[str, Value]:
        """Return columns and constants for the names that a part of a rule reads."""
        columns = {name: self._column(self._values[name]) for name in sorted(names_in(node)) if name in self._values}
        return {**self._compiled.constants, **self._same, **columns}

    def _begin_channel(self) -> None:
        column = self._cases.channel
        if column is None:
            self._same["channel"] = ibis.literal("online")
        else:
            self._values["channel"] = self._put(self.table[column].fill_null("online"))

    def _put(self, value: Value) -> str:
        """Make a column of a value; return its name. A value that is a column already stays that."""
        if isinstance(value.op(), Field) and value.get_name() in self.table.columns:
            return str(value.get_name())
        self._made += 1
        name = f"{self._side} {self._made}"
        self._new[name] = value
        return name

    def _keep(self, name: str, value: Value) -> None:
        self._new[f"{self._side}_{name}"] = value

    def _column(self, name: str) -> Value:
        if name in self._new:
            self._flush()
        return self.table[name]

    def _flush(self) -> None:
        new, self._new = self._new, {}
        self.table = self.table.mutate(**new) if new else self.table


def _rules(journey: Journey) -> Iterator[CompiledRule]:
    compiled = journey.compiled
    yield from compiled.criteria.values()
    found = [compiled.fee, *(page.only_if for page in compiled.pages)]
    found += [question.only_if for page in compiled.pages for question in page.questions]
    yield from (rule for rule in found if rule is not None)


def _true(value: BooleanValue) -> BooleanValue:
    return value.fill_null(False)


def _both(left: BooleanValue | None, right: BooleanValue | None) -> BooleanValue | None:
    """Return the conjunction, where None stands for true."""
    if left is None or right is None:
        return right if left is None else left
    return left & right


def _number(value: BooleanValue | None) -> Value:
    return ibis.literal(1) if value is None else value.cast("int64")
