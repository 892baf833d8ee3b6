"""Random rules over random cases: what bulk and row evaluation have to agree on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import ibis
import pyarrow as pa

from servewell.core.rules import BOOLEAN, DATE, NUMBER, STRING, ContextOf, ListOf, Rule, RuleError, compile_rule
from servewell.core.rules.bulk import NotCarried, expression

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SCOPE = {
    "a": NUMBER, "b": NUMBER, "n": NUMBER, "blind": BOOLEAN, "deaf": BOOLEAN, "district": STRING, "other": STRING,
    "born": DATE, "since": DATE, "wishes": ListOf(STRING), "served": ListOf(STRING),
    "address": ContextOf({"postcode": STRING, "size": NUMBER}),
}  # fmt: skip
COLUMNS = {
    "a": "decimal(18, 6)", "b": "decimal(12, 2)", "n": "int64", "blind": "boolean", "deaf": "boolean",
    "district": "string", "other": "string", "born": "date", "since": "date", "wishes": "array<string>",
    "address": "struct<postcode: string, size: decimal(9, 3)>",
}  # fmt: skip
TEXTS = ["", "North", "South", "nórth", "𝒩orth", "n", "NORTH", "Z", "ß", " ", "�", "\U0010ffff"]
SERVED = ("North", "𝒩orth", "")


class Maker:
    """Makes cases and rules by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.one_of = self.chance.choice

    def case(self) -> dict[str, Any]:
        """Return the answers of one case; one answer in six is not known."""
        found = {
            "a": self._decimal(6, 1_000), "b": self._decimal(2, 30_000), "n": Decimal(self.chance.randint(-3, 12)),
            "blind": self.one_of([True, False]), "deaf": self.one_of([True, False]), "district": self.one_of(TEXTS),
            "other": self.one_of(TEXTS), "born": self._day(), "since": self._day(),
            "wishes": self.chance.sample(TEXTS, self.chance.randrange(4)),
            "address": {"postcode": self.one_of([*TEXTS, None]), "size": self.one_of([None, self._decimal(3, 9)])},
        }  # fmt: skip
        return {name: None if self.chance.random() < 1 / 6 else value for name, value in found.items()}

    def _decimal(self, scale: int, most: int) -> Decimal:
        few = self.one_of([0, 1, -1, 2, 10, 20_000 if most > 20_000 else 5])
        wide = Decimal(self.chance.randint(-most * 10**scale, most * 10**scale)).scaleb(-scale)
        return self.one_of([Decimal(few), wide, round(wide, self.chance.randrange(scale))])

    def _day(self) -> date:
        near = date(2026, 11, 23) + timedelta(days=self.chance.randint(-3, 3))
        return self.one_of(
            [
                near,
                date(1990, 1, 31),
                date(2024, 2, 29),
                date(1950, 1, 1) + timedelta(days=self.chance.randrange(30_000)),
            ]
        )

    def number(self, depth: int = 2) -> str:
        leaves = [
            "a", "b", "n", "0", "1", "2.5", "-3", "0.000001", "20000", "address.size", "born.year", "since.month",
            "count(wishes)", "string length(district)", "years and months duration(born, since).years",
        ]  # fmt: skip
        if depth == 0 or self.chance.random() < 0.6:
            return self.one_of(leaves)
        one, other = self.number(depth - 1), self.number(depth - 1)
        condition = self.one_of(["blind", "n > 0", "a < b", "deaf and blind"])
        return self.one_of(
            [f"({one} {self.one_of('+-*')} {other})", f"(if {condition} then {one} else {other})", f"-({one})"]
        )

    def text(self) -> str:
        return self.one_of(["district", "other", "address.postcode", '"North"', '""', '"𝒩orth"'])

    def day(self) -> str:
        length = self.one_of(["P1M", "P18Y", "P14D", "PT36H", "-P13M", "-PT1H", "P65Y6M"])
        plain = self.one_of(["born", "since", "today()", 'date("2024-02-29")'])
        return self.one_of([plain, f'({plain} {self.one_of("+-")} duration("{length}"))'])

    def clause(self) -> str:
        order, number, text, day = self.one_of(["=", "!=", "<", "<=", ">", ">="]), self.number, self.text, self.day
        sign, some = self.one_of(["<", ">=", ">", "<="]), self.one_of
        same = some([number, text, day])
        forms: list[Callable[[], str]] = [
            lambda: some(["blind", "deaf", "true", "blind = deaf", "null != blind"]),
            lambda: f"{same()} {order} {same()}",
            lambda: f"{same()} {order} {same()}",
            lambda: f"{same()} = null",
            lambda: f"{text()} in {some(['served', 'wishes'])}",
            lambda: 'list contains(wishes, "North")',
            lambda: f"{number()} between {number()} and {number()}",
            lambda: f"{day()} between {day()} and {day()}",
            lambda: f"{number()} in {some('[(')}{number()}..{number()}{some('])')}",
            lambda: f"{number()} in ({some(['<', '>=', '='])} {number()}, {number()})",
            lambda: f'{text()} in ("North", {text()})',
            lambda: some([f'{text()} in ["North", ""]', f"{number()} in [1, 2.5]"]),
            lambda: f"{number(1)} / {some(['b', 'a', '4'])} {sign} {number(0)}",
            lambda: f"(if n != 0 then {number(1)} / n else 0) {sign} {number(0)}",
            lambda: f"n > 0 and {number(1)} / n {sign} {number(0)}",
            lambda: f"{some(['contains', 'starts with', 'ends with'])}({text()}, {text()})",
            lambda: f'(born - since) {sign} duration("{some(["P30D", "PT12H", "-P1D"])}")',
            lambda: 'years and months duration(born, today()) >= duration("P18Y")',
        ]
        return some(forms)()

    def rule(self, depth: int = 3) -> str:
        """Return the text of a rule; not every one is sound."""
        if depth == 0 or self.chance.random() < 0.3:
            return self.clause()
        one, other, third = (self.rule(depth - 1) for _ in range(3))
        return self.one_of(
            [f"({one} {self.one_of(['and', 'or'])} {other})", f"not({one})", f"(if {one} then {other} else {third})"]
        )

    def rules(self, count: int) -> Iterator[Rule]:
        """Yield so many sound rules."""
        while count:
            try:
                rule = compile_rule(self.one_of([self.rule, self.rule, self.number])(), SCOPE)
            except RuleError:
                continue
            count -= 1
            yield rule


def disagreements(seed: int, rules: int, cases: int) -> tuple[int, list[str]]:
    """Judge random cases by random rules both ways; return how many pairs were judged and where they differ."""
    maker, engine = Maker(seed), ibis.duckdb.connect()
    rows = [maker.case() for _ in range(cases)]
    table = ibis.memtable(pa.Table.from_pylist(rows, schema=ibis.schema(COLUMNS).to_pyarrow()))
    columns = {**{name: table[name] for name in COLUMNS}, "served": list(SERVED)}
    pairs, found = 0, []
    for rule in maker.rules(rules):
        try:
            carried = expression(rule.tree, columns, SCOPE, NOW)
        except NotCarried:
            continue
        values = engine.to_pyarrow(table.select(value=carried))["value"].to_pylist()
        pairs += len(values)
        for row, value in zip(rows, values, strict=True):
            wanted = rule.decide({**row, "served": list(SERVED)}, now=NOW)
            if (value is None) is not (wanted is None) or value != wanted:
                found.append(
                    f"{rule.text} with { ({name: row.get(name) for name in rule.names}) }: {value}, not {wanted}"
                )
                break
    return pairs, found
