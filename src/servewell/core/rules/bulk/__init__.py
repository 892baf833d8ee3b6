"""A rule over a million cases at once: its tree as an Ibis expression, which DuckDB and Spark run.

How a FEEL type lies in columns:

| FEEL | column |
|---|---|
| number | decimal(p, s), or an integer; nothing binary, since 0.1 is none of its numbers |
| text | string |
| yes or no | boolean |
| date | date |
| list of texts | array<string>, whose items are not null |
| context | struct of these |

Null is not known, as everywhere. A value that is the same for all cases may be given as a plain value. What has no
form that is provably equal to the row engine's, digit for digit, is not carried: `NotCarried` says which part of the
rule and why, and the caller judges it row by row.
"""

from servewell.core.rules.bulk.carried import NotCarried
from servewell.core.rules.bulk.carry import expression

__all__ = ["NotCarried", "expression"]
