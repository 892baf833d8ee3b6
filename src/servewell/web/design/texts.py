"""The texts of one service in the shown language; a text that is missing in it keeps its own language and direction."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html
from django.utils.translation import get_language_info
from markupsafe import Markup

from servewell.core.definition.answers import say_answer
from servewell.core.definition.model import Definition
from servewell.gateways.locales import said_date, said_number
from servewell.web.design import formats
from servewell.web.design.markdown import markdown

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Said:
    """A text with the language it really is in. In a template it marks itself when that is not the page's."""

    text: str
    language: str
    is_other: bool  # not the language of the page

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        if not self.is_other:
            return format_html("{}", self.text)
        return format_html('<span lang="{}" dir="{}">{}</span>', self.language, direction(self.language), self.text)

    @property
    def html(self) -> Markup:
        """The text as our Markdown subset."""
        if not self.text:
            return Markup("")
        body = markdown(self.text)
        if not self.is_other:
            return body
        return Markup('<div lang="{}" dir="{}">{}</div>').format(self.language, direction(self.language), body)


def direction(language: str) -> str:
    """Return 'rtl' or 'ltr'."""
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


class Texts:
    """`texts("page.about.title")` returns what a definition says under a key, placeholders filled."""

    def __init__(
        self,
        definition: Definition,
        language: str,
        answers: Mapping[str, object] | None = None,
        agency: str = "",
        fee: Decimal | None = None,
        reference: str = "",
    ) -> None:
        self.definition = definition
        self.language = language
        self._answers = answers or {}
        self._standing = {"agency": agency, "reference": reference, "today": "", "decide_by": ""}
        self._fee = fee

    def __call__(self, key: str) -> Said:
        own = self.definition.texts.get(self.language, {}).get(key)
        source = self.definition.language
        text = own or self.definition.text(key, source)
        spoken = self.language if own else source
        return Said(_PLACEHOLDER.sub(self._fill, text), spoken, spoken != self.language)

    def _fill(self, match: re.Match[str]) -> str:
        name = match.group(1)
        if name == "service":
            return str(self("title"))
        if name == "fee":
            return formats.money(self._fee, self.definition.currency) if self._fee is not None else ""
        if name in self._answers:
            return self.answer(name, self._answers[name])
        return self._standing.get(name, "")

    def answer(self, path: str, value: object) -> str:
        """Return an answer in plain words."""
        question = next(question for at, question, _ in self.definition.questions() if at == path)
        return say_answer(
            question,
            path,
            value,
            self.definition,
            self.language,
            format_date=said_date,
            format_number=said_number,
        )
