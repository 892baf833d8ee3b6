"""A definition's rules in plain words, and what they made of one person's answers."""

from servewell.core.definition.explaining.criteria import (
    Explained,
    explain_case,
    explain_criterion,
    general_rule,
    named_in,
)
from servewell.core.definition.explaining.naming import Formats, PersonNames, RuleNames

__all__ = [
    "Explained", "Formats", "PersonNames", "RuleNames", "explain_case", "explain_criterion", "general_rule",
    "named_in",
]  # fmt: skip
