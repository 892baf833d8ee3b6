"""Components of XGov forms as our questions, with their texts and `must` rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from servewell.core.definition.importing.booleans import Domain, quote
from servewell.core.definition.importing.html_text import to_markdown, to_plain
from servewell.core.definition.importing.naming import choice_key, plain_words, question_name
from servewell.core.definition.importing.notes import Notes
from servewell.core.definition.importing.phrases import phrase
from servewell.core.definition.importing.xgov_conditions import Field
from servewell.core.definition.importing.xgov_form import XComponent
from servewell.core.definition.importing.xgov_limits import must_rules, whole
from servewell.core.definition.keys import FILE_ENDINGS
from servewell.core.definition.model import Must, Question, QuestionType, RuleText
from servewell.core.definition.scope import type_of
from servewell.core.rules import BOOLEAN, check_rule

TYPES: Final[Mapping[str, QuestionType]] = {
    "TextField": "text",
    "WebsiteField": "text",
    "TimeField": "text",
    "FreeTextField": "long text",
    "MultilineTextField": "long text",
    "EmailAddressField": "e-mail",
    "TelephoneNumberField": "phone",
    "NumberField": "number",
    "DateField": "date",
    "DatePartsField": "date",
    "DateTimeField": "date",
    "DateTimePartsField": "date",
    "MonthYearField": "month",
    "YesNoField": "yes or no",
    "RadiosField": "choice",
    "SelectField": "choice",
    "AutocompleteField": "choice",
    "CheckboxesField": "choices",
    "UkAddressField": "address",
    "FileUploadField": "file",
    "ClientSideFileUploadField": "file",
    "MultiInputField": "group",
}
CONTENT: Final = frozenset({"Para", "Html", "InsetText", "Details", "List", "FlashCard", "WarningText"})
_CURRENCIES: Final = {"£": "GBP", "$": "USD", "€": "EUR"}
# Options that only concerned looks, the session or the runner's administration.
_STYLE: Final = frozenset({
    "classes", "hideTitle", "optionalText", "autocomplete", "exposeToContext", "disableChangingFromSummary", "bold",
    "rows", "cols", "columnTitles", "isMultiInput", "showNoScriptWarning", "noReturnUrlOnSummaryPage", "divider",
    "allowPrePopulation", "allowPrePopulationOverwrite", "imageQualityPlayback", "isInternational", "type",
    "textFieldType", "spellcheck", "inputmode", "hideRowTitles",
})  # fmt: skip
_CARRIED: Final = frozenset({
    "required", "minimumRequiredFiles", "maxWords", "prefix", "suffix", "maxDaysInPast", "maxDaysInFuture", "multiple",
    "dropzoneConfig", "accept", "behaviour", "behaviourItemValue", "customValidationMessage",
    "customValidationMessages", "condition",
})  # fmt: skip
_ENDINGS: Final = {
    "image/jpeg": ("jpg", "jpeg"), "image/png": ("png",), "application/pdf": ("pdf",), "text/plain": ("txt",),
    "application/msword": ("doc",), "text/csv": ("csv",), "application/vnd.ms-excel": ("xls",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/vnd.oasis.opendocument.text": ("odt",), "application/vnd.oasis.opendocument.spreadsheet": ("ods",),
    "image/gif": ("gif",), "image/tiff": ("tif", "tiff"), "image/heic": ("heic",), "application/rtf": ("rtf",),
    "application/vndopenxmlformats-officedocument.wordprocessingml.document": ("docx",),
}  # fmt: skip
# What the builder puts in by itself; residents never saw it.
_DESIGNER_HINT: Final = re.compile(r"MultiInputField|Mewnbwn Aml", re.IGNORECASE)
_MOST_CHOICES_TEXT: Final = 300
_LONGEST_HINT: Final = 300
_LONGEST_TEXT: Final = 100_000
_MOST_WORDS: Final = 20_000
_MOST_FILES: Final = 50


@dataclass(slots=True)
class Making:
    """What is being made of one form: texts, names taken, fields by the original's names."""

    language: str
    notes: Notes
    texts: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    fields: dict[str, list[Field]] = field(default_factory=dict)
    domains: dict[str, Domain] = field(default_factory=dict)
    asked_on: dict[str, str] = field(default_factory=dict)

    def say(self, key: str, text: str) -> None:
        """Keep a text, if there is any."""
        if text.strip():
            self.texts[key] = text.strip()


def make_question(making: Making, component: XComponent, page_path: str, group: str = "") -> tuple[Question, ...]:
    """Return the questions that a field becomes; usually one."""
    return _Maker(making, component, page_path, group).questions()


class _Maker:
    def __init__(self, making: Making, component: XComponent, page_path: str, group: str) -> None:
        self.making = making
        self.of = component
        self.page_path = page_path
        self.group = group
        self.where = f"{page_path}, {component.type} {component.name}"
        self.keys: dict[str, str] = {}
        self.inner_names: set[str] = making.taken

    def questions(self) -> tuple[Question, ...]:
        """Return the question, and what stands beside it: a time beside a date, what a choice asks for."""
        question = self._question()
        found = [question]
        if self.of.type in ("DateTimeField", "DateTimePartsField"):
            found.append(self._time_beside(question))
        found += self._asked_for_choices(question)
        return tuple(found)

    def _question(self) -> Question:
        of, making = self.of, self.making
        title = to_plain(of.title) or to_plain(of.hint) or " ".join(plain_words(of.name)) or of.type.strip()
        title = title or phrase(making.language, "untitled")
        kind = self._kind()
        name = question_name(title, of.name, making.taken)
        path = f"{self.group}.{name}" if self.group else name
        making.say(f"question.{path}.label", title)
        self._hint(path, title)
        question = Question(name=name, type=kind, optional=not of.is_required)
        if kind in ("choice", "choices"):
            question = replace(question, choices=self._choices(path))
        elif kind == "yes or no":
            self.keys = {"true": "true", "false": "false", "yes": "true", "no": "false"}
        elif kind == "group":
            question = self._grouped(question, path)
        question = self._sized(question)
        self._note_options()
        rules = self._rules(question, path)
        question = replace(question, must=rules)
        self._register(question)
        return question

    def _kind(self) -> QuestionType:
        of = self.of
        kind = TYPES.get(of.type)
        if kind is None:
            kind = "choice" if of.items else "text"
            why = f"the component {of.type} is not known; it is asked as {kind}"
            self.making.notes.approximate(self.where, {"type": of.type, "title": of.title}, why)
        if kind in ("choice", "choices") and not of.items:
            self.making.notes.approximate(self.where, {"list": of.list_name}, "its list has no entries; asked as text")
            return "text"
        if kind == "number" and str(of.options.get("prefix")) in _CURRENCIES:
            return "money"
        if kind == "group" and self.group:
            self.making.notes.approximate(self.where, of.title, "a group inside a group; asked as long text")
            return "long text"
        if of.type == "WebsiteField":
            self.making.notes.approximate(self.where, of.title, "a web address is asked as text")
        return kind

    def _hint(self, path: str, title: str) -> None:
        hint = to_markdown(self.of.hint)
        plain = to_plain(self.of.hint)
        if _DESIGNER_HINT.search(plain):
            self.making.notes.lose(self.where, self.of.hint, "a placeholder of the form builder, not for residents")
        elif "\n- " in f"\n{hint.markdown}" or "](" in hint.markdown or len(plain) > _LONGEST_HINT:
            self.making.say(f"question.{path}.help", hint.markdown)
            self.making.notes.approximate(self.where, "hint", "a long hint is the question's help now")
        elif plain != title:
            self.making.say(f"question.{path}.hint", plain)
        for note in hint.notes:
            self.making.notes.approximate(self.where, "hint", note)

    def _choices(self, path: str) -> tuple[str, ...]:
        taken: set[str] = set()
        for item in self.of.items:
            text = to_plain(item.text) or to_plain(item.value) or "-"
            if item.value in self.keys:
                self.making.notes.lose(self.where, item.value, "two entries of the list have this value; one is kept")
                continue
            key = choice_key(item.value, text, taken)
            self.keys[item.value] = key
            self.keys.setdefault(item.text, key)
            description = to_plain(item.description)
            if description:
                text = f"{text}: {description}"[:_MOST_CHOICES_TEXT]
                self.making.notes.approximate(self.where, item.description, "a choice's hint stands in its text")
            self.making.say(f"question.{path}.choices.{key}", text)
            if item.condition:
                self.making.notes.lose(self.where, item.condition, f"the choice '{text}' is always offered")
        return tuple(dict.fromkeys(self.keys[item.value] for item in self.of.items))

    def _grouped(self, question: Question, path: str) -> Question:
        making = self.making
        inner: list[Question] = []
        outer_taken, making.taken = making.taken, set()
        for child in self.of.children:
            if child.type in CONTENT:
                making.notes.lose(self.where, {"type": child.type, "content": child.content}, "text inside a group")
            else:
                inner += make_question(making, child, self.page_path, path)
        making.taken = outer_taken
        if not inner:
            inner = [Question(name="entry_text", type="text")]
            making.say(f"question.{path}.entry_text.label", making.texts[f"question.{path}.label"])
            making.notes.approximate(self.where, self.of.title, "it has no fields; one text is asked for each entry")
        making.say(f"question.{path}.each", phrase(making.language, "entry"))
        making.notes.add(f"{path}: each", "the form has no word for one entry")
        return replace(question, questions=tuple(inner), at_least=None if question.optional else 1)

    def _sized(self, question: Question) -> Question:
        options, schema = self.of.options, self.of.schema
        kind = question.type
        if kind in ("text", "long text"):
            question = replace(question, max_length=self._count(schema, "max", _LONGEST_TEXT))
        if kind == "long text":
            question = replace(question, max_words=self._count(options, "maxWords", _MOST_WORDS))
        elif options.get("maxWords"):
            self.making.notes.lose(self.where, {"maxWords": options["maxWords"]}, f"{kind} has no limit of words")
        if kind == "money":
            question = replace(question, currency=_CURRENCIES[str(options["prefix"])])
        elif kind == "number":
            question = replace(question, unit=self._unit())
        if kind == "file":
            question = self._file(question)
        return question

    def _count(self, given: Mapping[str, object], key: str, most: int) -> int | None:
        """Return a limit of characters or words; one beyond ours limits nothing."""
        found = whole(given.get(key))
        if found is not None and not 1 <= found <= most:
            self.making.notes.lose(self.where, {key: found}, f"a limit of ours is from 1 to {most}")
            return None
        return found

    def _unit(self) -> str | None:
        prefix, suffix = (to_plain(str(self.of.options.get(key) or "")) for key in ("prefix", "suffix"))
        if prefix:
            self.making.notes.approximate(self.where, {"prefix": prefix}, "stands after the field as its unit")
        return (suffix or prefix)[:20].strip() or None

    def _file(self, question: Question) -> Question:
        options = self.of.options
        zone = options.get("dropzoneConfig")
        zone = zone if isinstance(zone, Mapping) else {}
        accepted = str(zone.get("acceptedFiles") or options.get("accept") or "")
        endings: list[str] = []
        for one in filter(None, (part.strip().lower() for part in accepted.split(","))):
            known = _ENDINGS.get(one) or ((one.lstrip("."),) if one.lstrip(".") in FILE_ENDINGS else ())
            endings += known
            if not known:
                self.making.notes.lose(self.where, {"acceptedFiles": one}, "this kind of file is not taken")
        most = whole(zone.get("maxFiles")) or (10 if options.get("multiple") else 1)
        size = whole(zone.get("maxFilesize"))
        if options.get("multiple") and not zone.get("maxFiles"):
            self.making.notes.approximate(self.where, {"multiple": True}, "at most 10 files")
        return replace(
            question,
            accept=tuple(dict.fromkeys(endings)),
            max_files=min(max(most, 1), _MOST_FILES),
            max_size=min(size, 1000) * 1_000_000 if size else None,
        )

    def _note_options(self) -> None:
        notes, options = self.making.notes, self.of.options
        for key, value in options.items():
            if key in _STYLE:
                notes.style(self.where, {key: value})
            elif key not in _CARRIED and value not in ("", None, {}, [], False):
                notes.lose(self.where, {key: value}, "this option is not known")
        if options.get("condition"):
            notes.lose(self.where, {"condition": options["condition"]}, "the field is always asked on its page")
        zone = options.get("dropzoneConfig")
        for key, value in zone.items() if isinstance(zone, Mapping) else ():
            if key not in ("maxFiles", "maxFilesize", "acceptedFiles"):
                notes.style(self.where, {f"dropzoneConfig.{key}": value})

    def _rules(self, question: Question, path: str) -> tuple[Must, ...]:
        own = self.of.options.get("customValidationMessage")
        messages = self.of.options.get("customValidationMessages")
        if isinstance(messages, Mapping) and messages and not own:
            own = next(iter(messages.values()))
            self.making.notes.approximate(self.where, messages, "one of the messages is shown for its rules")
        found: list[Must] = []
        scope = {question.name: type_of(question)}
        for text, message in must_rules(self.of, question, self.making.language, self.keys):
            faults = check_rule(text, scope, BOOLEAN)
            if faults:
                self.making.notes.lose(self.where, text, f"cannot be said as a rule: {faults[0].found}")
                continue
            found.append(Must(RuleText(text)))
            said = to_plain(str(own)) if isinstance(own, str) and own else message
            self.making.say(f"question.{path}.must.{len(found)}.otherwise", said)
        if own and not found:
            self.making.notes.lose(self.where, own, "a message for an empty or wrong answer; ours says what is wrong")
        return tuple(found)

    def _register(self, question: Question) -> None:
        making = self.making
        kind = "text" if self.of.type == "TimeField" else question.type
        making.fields.setdefault(self.of.name, []).append(Field(question.name, kind, self.keys, self.group))
        if self.group:
            return
        choices = ("true", "false") if question.type == "yes or no" else question.choices
        making.domains[question.name] = Domain(choices, question.type == "choices", not question.optional)
        making.asked_on[question.name] = self.page_path

    def _time_beside(self, question: Question) -> Question:
        """Ask the time of a moment in a question of its own."""
        making = self.making
        name = f"{question.name}_time"
        making.taken.add(name)
        path = f"{self.group}.{name}" if self.group else name
        label = making.texts[f"question.{path.removesuffix('_time')}.label"]
        making.say(f"question.{path}.label", phrase(making.language, "time of", label))
        making.say(f"question.{path}.must.1.otherwise", phrase(making.language, "time"))
        making.notes.approximate(self.where, self.of.title, "date and time are two questions")
        rule = Must(RuleText(f'matches({name}, "^([01]?[0-9]|2[0-3]):[0-5][0-9]$")'))
        return Question(name=name, type="text", optional=question.optional, must=(rule,))

    def _asked_for_choices(self, question: Question) -> list[Question]:
        """Return the fields that the original shows under a choice, asked only when it is chosen."""
        found: list[Question] = []
        for item in self.of.items:
            for component in item.components:
                if component.type in CONTENT:
                    self.making.notes.lose(self.where, component.content, f"text under the choice '{item.text}'")
                    continue
                key = quote(self.keys.get(item.value, ""))
                name = question.name
                chosen = f"list contains({name}, {key})" if question.type == "choices" else f"{name} = {key}"
                for one in make_question(self.making, component, self.page_path, self.group):
                    found.append(replace(one, only_if=RuleText(chosen)))
                    if one.name in self.making.domains:
                        self.making.domains[one.name] = replace(self.making.domains[one.name], is_required=False)
        return found
