"""A change with its evidence as one checked, signed file of plain text; how it is applied to a definition."""

from servewell.core.practice.applying import Applied, apply
from servewell.core.practice.model import Change, Parts, Practice, Signature
from servewell.core.practice.printing import print_practice
from servewell.core.practice.reading import parse_practice
from servewell.core.practice.signing import Standing, sign, standing

__all__ = [
    "Applied",
    "Change",
    "Parts",
    "Practice",
    "Signature",
    "Standing",
    "apply",
    "parse_practice",
    "print_practice",
    "sign",
    "standing",
]
