"""FEEL of DMN 1.5: parse, type-check, decide and explain. Knows nothing of services."""

from servewell.core.rules.domains import Domain, Domains
from servewell.core.rules.faults import BudgetError, Fault, RuleError
from servewell.core.rules.parse import parse, parse_tests
from servewell.core.rules.pending import (
    Clause,
    Explanation,
    Part,
    all_of,
    explained,
    open_names,
    outcome_of,
    taken_apart,
)
from servewell.core.rules.reach import can_be_true
from servewell.core.rules.rule import Rule, check_rule, compile_rule, misfit
from servewell.core.rules.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_TIME,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEARS_MONTHS,
    ContextOf,
    FunctionOf,
    ListOf,
    RangeOf,
    Scope,
    Type,
)
from servewell.core.rules.values import Range, Value, YearsMonths

__all__ = [
    "ANY",
    "BOOLEAN",
    "DATE",
    "DATE_TIME",
    "DAYS_TIME",
    "NULL",
    "NUMBER",
    "STRING",
    "TIME",
    "YEARS_MONTHS",
    "BudgetError",
    "Clause",
    "ContextOf",
    "Domain",
    "Domains",
    "Explanation",
    "Fault",
    "FunctionOf",
    "ListOf",
    "Part",
    "Range",
    "RangeOf",
    "Rule",
    "RuleError",
    "Scope",
    "Type",
    "Value",
    "YearsMonths",
    "all_of",
    "can_be_true",
    "check_rule",
    "compile_rule",
    "explained",
    "misfit",
    "open_names",
    "outcome_of",
    "parse",
    "parse_tests",
    "taken_apart",
]
