"""Questions of a definition as fields of a form: one view a question, drawn by design/question.html.

Typed text wins over stored answers, so that nothing a resident typed is lost when a page is shown again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from markupsafe import Markup

from servewell.core.definition.answers import AnswerFault, Answers, InnerApplies, form_values
from servewell.core.definition.model import Definition, Question
from servewell.web.design import formats
from servewell.web.design.faults import Say, field_name, message
from servewell.web.design.markdown import markdown

# More choices than this are a list to pick from, not buttons.
MOST_RADIOS: Final = 15
MOST_ENTRIES: Final = 100
_IMAGES: Final = frozenset({"jpg", "jpeg", "png", "heic", "webp"})
_MIME: Final = {
    "pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp",
    "heic": "image/heic",
}  # fmt: skip
# Only what a resident is surely asked about herself, by the names that definitions give it (WCAG 1.3.5).
_OWN: Final = {"full_name": "name", "name": "name", "your_name": "name", "email": "email", "e_mail": "email",
               "phone": "tel", "phone_number": "tel", "mobile": "tel"}  # fmt: skip
_OWN_DATES: Final = frozenset({"born_on", "date_of_birth", "birth_date"})
_OWN_ADDRESSES: Final = frozenset({"address", "home_address", "your_address"})


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question as it is shown. `values` and `errors` are by part: '' is the field itself."""

    type: str
    path: str
    name: str  # of the field, and its id
    label: object
    hint: object
    help: object
    error: str
    errors: Mapping[str, str]
    values: Mapping[str, str]
    is_heading: bool
    question: Question
    choices: tuple[tuple[str, object], ...] = ()
    files: tuple[Mapping[str, Any], ...] = ()
    entries: tuple[EntryView, ...] = ()
    each: str = ""
    currency: str = ""

    @property
    def label_options(self) -> dict[str, object]:
        """The options of a label: large when it is the page's heading."""
        size = "l" if self.is_heading else "s"
        return {"text": self.label, "classes": f"govuk-label--{size}", "is_page_heading": self.is_heading}

    @property
    def legend_options(self) -> dict[str, object]:
        """The options of a legend: large when it is the page's heading."""
        size = "l" if self.is_heading else "s"
        return {"text": self.label, "classes": f"govuk-fieldset__legend--{size}", "is_page_heading": self.is_heading}

    @property
    def value(self) -> str:
        """The text of the field itself."""
        return self.values.get("", "")

    @property
    def chosen(self) -> list[str]:
        """The keys of several choices."""
        return [key for key in self.value.split(",") if key]

    @property
    def items(self) -> list[dict[str, object]]:
        """The choices as options of radios, checkboxes and select."""
        return [{"value": key, "text": text} for key, text in self.choices]

    @property
    def is_long(self) -> bool:
        """Whether there are too many choices to show each with a button."""
        return len(self.choices) > MOST_RADIOS

    @property
    def autocomplete(self) -> str | None:
        """What browsers may fill in: only facts about the resident herself, never about others in a group."""
        if "." in self.path:
            return None
        return _OWN.get(self.path) if self.type in ("text", "name", "e-mail", "phone") else None

    @property
    def is_own_date(self) -> bool:
        return self.path in _OWN_DATES

    @property
    def is_own_address(self) -> bool:
        return self.path in _OWN_ADDRESSES

    @property
    def accept(self) -> str:
        """What the file dialog offers; media types besides endings, so that phones offer the camera too."""
        endings = self.question.accept
        return ",".join(
            [*(f".{one}" for one in endings), *dict.fromkeys(_MIME[one] for one in endings if one in _MIME)]
        )

    @property
    def takes_pictures(self) -> bool:
        return not self.question.accept or bool(_IMAGES & set(self.question.accept))

    @property
    def has_room(self) -> bool:
        """Whether one more file or entry may be added."""
        if self.type == "file":
            return len(self.files) < self.question.max_files
        return len(self.entries) < min(self.question.at_most or MOST_ENTRIES, MOST_ENTRIES)


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry of a group: its index in field names, its title, its questions."""

    index: int
    title: str
    questions: tuple[QuestionView, ...]
    can_remove: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """What all questions of one page share."""

    definition: Definition
    language: str
    say: Say
    answers: Answers
    typed: Mapping[str, str] | None
    faults: tuple[AnswerFault, ...]
    entries: Mapping[str, int]
    applies: InnerApplies | None


def question_views(
    definition: Definition,
    names: Iterable[str],
    *,
    language: str,
    values: Answers | None = None,
    typed: Mapping[str, str] | None = None,
    faults: Sequence[AnswerFault] = (),
    entries: Mapping[str, int] | None = None,
    applies: InnerApplies | None = None,
    say: Say | None = None,
    is_page_heading: bool = False,
) -> tuple[QuestionView, ...]:
    """Return the views of some questions of one page.

    `typed` (field name -> text, as `Reading.typed`) wins over `values`. `entries` says how many entries of a group
    to show; `applies` which inner questions an entry shows; `say` gives texts with placeholders filled.
    """
    wanted = set(names)
    page = _Page(
        definition=definition,
        language=language,
        say=say or (lambda key: definition.text(key, language)),
        answers=values or {},
        typed=typed or None,
        faults=tuple(faults),
        entries=entries or {},
        applies=applies,
    )
    found = [question for path, question, _page in definition.questions() if path in wanted and "." not in path]
    return tuple(
        _view(page, question, question.name, question.name, page.answers.get(question.name), is_page_heading)
        for question in found
    )


def _view(page: _Page, question: Question, path: str, name: str, value: object, is_heading: bool) -> QuestionView:
    texts = f"question.{path}"
    errors = _errors(page, name)
    label = page.say(f"{texts}.label")
    if question.optional:
        label = _marked(_("%(label)s (optional)"), label)
    held = value if isinstance(value, Mapping) else {}
    help_text = page.say(f"{texts}.help")
    return QuestionView(
        type=question.type,
        path=path,
        name=name,
        label=label,
        hint=_hint(page, question, texts),
        help=getattr(help_text, "html", None) or (markdown(help_text, 3) if help_text else ""),
        error=errors.get("", ""),
        errors=errors,
        values=_values(page, question, name, value),
        is_heading=is_heading,
        question=question,
        choices=_choices(page, question, texts),
        files=tuple(file for file in held.get("files") or () if isinstance(file, Mapping)),
        entries=_entries(page, question, name, value) if question.type == "group" else (),
        each=str(page.say(f"{texts}.each")),
        currency=formats.symbol(question.currency or page.definition.currency),
    )


def _values(page: _Page, question: Question, name: str, value: object) -> dict[str, str]:
    if question.type == "group":
        return {}
    filled = form_values(question, value, prefix=name.removesuffix(question.name))
    if page.typed is not None:
        filled |= {key: page.typed[key] for key in filled if key in page.typed}
    return {key.removeprefix(name).removeprefix("-"): text for key, text in filled.items()}


def _errors(page: _Page, name: str) -> dict[str, str]:
    """Return the messages of a field by part. A date that lacks parts marks each of them."""
    found: dict[str, str] = {}
    for fault in page.faults:
        if field_name(fault) != name:
            continue
        words = message(fault, page.definition, page.language, page.say)
        for part in fault.params.get("parts", fault.part or "").split(","):
            found.setdefault(part, words)
    return found


def _hint(page: _Page, question: Question, texts: str) -> object:
    hint = page.say(f"{texts}.hint") or _usual_hint(question)
    because = page.say(f"{texts}.because")
    if not because:
        return hint
    reason = _marked('<span class="sw-because">{}</span>', _marked(_("Why we ask: %(because)s"), because))
    return Markup("{}{}").format(hint, reason) if hint else reason


def _usual_hint(question: Question) -> str:
    if question.type == "date":
        return _("For example, 27 3 2007")
    if question.type == "month":
        return _("For example, 3 2007")
    if question.type == "choices":
        return _("Choose all that apply")
    return _file_hint(question) if question.type == "file" else ""


def _file_hint(question: Question) -> str:
    words = []
    if question.accept:
        words.append(_("Kinds of file: %(kinds)s.") % {"kinds": ", ".join(question.accept).upper()})
    if question.max_size:
        words.append(_("At most %(size)s each.") % {"size": formats.file_size(question.max_size)})
    if question.max_files > 1:
        words.append(_("Up to %(count)s files.") % {"count": formats.number(question.max_files)})
    return " ".join(words)


def _choices(page: _Page, question: Question, texts: str) -> tuple[tuple[str, object], ...]:
    if question.type == "place":
        return tuple((key, page.say(f"{texts}.places.{key}") or key) for key in question.places)
    return tuple((key, page.say(f"{texts}.choices.{key}") or key) for key in question.choices)


def _entries(page: _Page, group: Question, name: str, value: object) -> tuple[EntryView, ...]:
    held = [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list | tuple) else []
    indexes = _indexes(page, group, name, len(held))
    each = str(page.say(f"question.{name}.each")) or _("Entry")
    least = group.at_least if group.at_least is not None else (0 if group.optional else 1)
    views = []
    for number, index in enumerate(indexes, 1):
        entry = held[index] if index < len(held) else {}
        asked = [inner for inner in group.questions if page.applies is None or page.applies(inner, entry)]
        views.append(
            EntryView(
                index=index,
                title=f"{each[:1].upper()}{each[1:]} {formats.number(number)}",
                questions=tuple(
                    _view(
                        page,
                        inner,
                        f"{name}.{inner.name}",
                        f"{name}-{index}-{inner.name}",
                        entry.get(inner.name),
                        False,
                    )
                    for inner in asked
                ),
                can_remove=len(indexes) > least,
            )
        )
    return tuple(views)


def _indexes(page: _Page, group: Question, name: str, held: int) -> list[int]:
    """Return the indexes to show: those that were typed, else those stored, and as many as the page asks for."""
    if page.typed is not None:
        pattern = re.compile(rf"{re.escape(name)}-([0-9]{{1,4}})-.+")
        indexes = sorted({int(match[1]) for key in page.typed if (match := pattern.fullmatch(key))})
    else:
        indexes = list(range(held))
    least = group.at_least if group.at_least is not None else (0 if group.optional else 1)
    wanted = min(max(page.entries.get(name, len(indexes)), least), MOST_ENTRIES)
    following = indexes[-1] + 1 if indexes else 0
    return [*indexes, *range(following, following + wanted - len(indexes))][:MOST_ENTRIES]


def _marked(sentence: str, value: object) -> Markup:
    """Put a value into a sentence, escaping what is not HTML already."""
    if "{}" in sentence:
        return Markup(sentence).format(value)  # noqa: S704 the sentence is ours
    before, _sign, after = re.sub(r"%\(\w+\)s", "\0", sentence).partition("\0")
    return Markup("{}{}{}").format(before, value, after)
