"""Which ideas say about the same: words in common, a rare one counting for more than a common one.

The cosine of two bags of words, each word weighted by the logarithm of how few texts have it (Spärck Jones, A
statistical interpretation of term specificity, 1972). Words are cut to their first letters instead of stemmed, so
that it works alike in every language that sets spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from math import log, sqrt
from typing import Final

_WORD: Final = re.compile(r"\w+")
_SHORTEST, _STEM = 3, 6
# Below this two texts share little more than the name of the service. Chosen by the pairs of its test, not measured.
ALIKE: Final = 0.3
MOST: Final = 3


def similar(text: str, others: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys of up to 3 texts that say about the same as `text`, the most alike first."""
    bags = {key: _words(other) for key, other in others.items()}
    mine = _words(text)
    known = Counter(word for bag in (*bags.values(), mine) for word in bag)
    weight = {word: log(1 + (len(bags) + 1) / count) ** 2 for word, count in known.items()}

    def size(bag: frozenset[str]) -> float:
        return sqrt(sum(weight[word] for word in bag))

    alike = {
        key: sum(weight[word] for word in bag & mine) / (size(bag) * size(mine))
        for key, bag in bags.items()
        if bag & mine
    }
    best = sorted((-share, key) for key, share in alike.items() if share >= ALIKE)
    return tuple(key for _, key in best[:MOST])


def _words(text: str) -> frozenset[str]:
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return frozenset(word[:_STEM] for word in _WORD.findall(plain.casefold()) if len(word) >= _SHORTEST)
