"""Known names as a tree of tokens, to find the longest one that stands at a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from servewell.core.rules.faults import RuleError
from servewell.core.rules.lex import Token, tokens_of


class NameTree:
    """Names cut like rules are cut, so that `first  name` and `first name` are one name."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {words: name for name in names if (words := _cut(name))}
        self._most = max((len(words) for words in self._names), default=0)

    def and_also(self, names: Iterable[str]) -> NameTree:
        """Return a tree that knows these names too."""
        tree = NameTree(())
        more = {words: name for name in names if (words := _cut(name))}
        tree._names = self._names | more
        tree._most = max([self._most, *map(len, more)])
        return tree

    def longest(self, tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
        """Return the longest known name at a token with the number of its tokens, or None."""
        for count in range(min(self._most, len(tokens) - at), 0, -1):
            name = self._names.get(tuple(token.text for token in tokens[at : at + count]))
            if name is not None:
                return name, count
        return None


# Every rule of a definition knows the same names.
@lru_cache(maxsize=64)
def known(names: frozenset[str]) -> NameTree:
    """Return the tree of these names; nobody changes it."""
    return NameTree(names)


@lru_cache(maxsize=4096)
def _cut(name: str) -> tuple[str, ...]:
    try:
        return tuple(token.text for token in tokens_of(name)[:-1])
    except RuleError:
        return ()
