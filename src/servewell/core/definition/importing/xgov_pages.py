"""Pages of XGov forms as ours: questions in order, content above them, explanations as help."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from servewell.core.definition.importing.html_text import escaped, to_markdown, to_plain
from servewell.core.definition.importing.phrases import phrase
from servewell.core.definition.importing.xgov_form import XComponent, XPage
from servewell.core.definition.importing.xgov_questions import CONTENT, Making, make_question
from servewell.core.definition.model import Page, Question

_LONGEST_HINT = 300


@dataclass(slots=True)
class _Layout:
    """A page while its components are read from top to bottom."""

    text: list[str] = field(default_factory=list)
    help: list[str] = field(default_factory=list)  # waits for the next question
    hint: str = ""
    questions: list[Question] = field(default_factory=list)


def make_page(making: Making, page: XPage, page_id: str, section: str | None) -> Page:
    """Return the page; whether it ends the journey and who gets there is settled later."""
    layout = _Layout()
    components = _repeated(making, page)
    fields = [at for at, component in enumerate(components) if component.type not in CONTENT]
    last = fields[-1] if fields else -1
    for at, component in enumerate(components):
        if component.type == "ContextComponent":
            making.notes.lose(page.path, {"ContextComponent": component.name}, "only served the runner's templates")
        elif component.type not in CONTENT:
            _place_question(making, layout, component, page)
        elif component.type == "Details" and fields:
            _place_help(making, layout, component, is_after=at > last, where=page.path)
        else:
            is_between = bool(layout.questions) and at < last
            _place_text(making, layout, component, page.path, is_between=is_between)
    title = to_plain(page.title) or _label_of_first(making, layout)
    making.say(f"page.{page_id}.title", title or phrase(making.language, "untitled"))
    making.say(f"page.{page_id}.text", "\n\n".join(layout.text))
    _note_the_rest(making, page)
    return Page(id=page_id, questions=tuple(layout.questions), section=section)


def _repeated(making: Making, page: XPage) -> tuple[XComponent, ...]:
    """Return the components; on a repeating page all fields become one group, unless there is one already."""
    fields = [component for component in page.components if component.type not in CONTENT]
    is_repeating = page.controller.startswith("RepeatingField")
    if not is_repeating or not fields or any(component.type == "MultiInputField" for component in fields):
        return page.components
    group = XComponent(
        type="MultiInputField",
        name=f"{page.path.strip('/')}-entries",
        title=page.title or fields[0].title,
        options={"required": any(one.is_required for one in fields)},
        children=tuple(fields),
    )
    making.notes.approximate(page.path, page.controller, "the repeated fields are a group")
    return (*(component for component in page.components if component.type in CONTENT), group)


def _place_question(making: Making, layout: _Layout, component: XComponent, page: XPage) -> None:
    made = make_question(making, component, page.path)
    name = made[0].name
    if layout.hint:
        _append(making, f"question.{name}.hint", layout.hint)
        layout.hint = ""
    for text in layout.help:
        _append(making, f"question.{name}.help", text)
    layout.help.clear()
    layout.questions += made


def _place_help(making: Making, layout: _Layout, component: XComponent, *, is_after: bool, where: str) -> None:
    text = _markdown(making, component, where)
    if is_after and layout.questions:
        _append(making, f"question.{layout.questions[-1].name}.help", text)
    else:
        layout.help.append(text)


def _place_text(making: Making, layout: _Layout, component: XComponent, where: str, *, is_between: bool) -> None:
    text = _markdown(making, component, where)
    if component.options.get("condition"):
        what = {"condition": component.options["condition"]}
        making.notes.lose(f"{where}, {component.type} {component.name}", what, "the text is always shown")
    if not text:
        return
    plain = "\n" not in text and "**" not in text and "](" not in text and not text.startswith(("## ", "- "))
    if is_between and plain and len(text) <= _LONGEST_HINT and not layout.hint:
        layout.hint = text
        making.notes.approximate(where, text, "text between two questions is a hint of the second")
    else:
        layout.text.append(text)
        if layout.questions:
            making.notes.approximate(where, text, "text after a question stands above the questions")


def _markdown(making: Making, component: XComponent, where: str) -> str:
    """Return a content component as Markdown, with its title where it has one."""
    converted = to_markdown(component.content)
    for note in converted.notes:
        making.notes.approximate(f"{where}, {component.type} {component.name}", component.content, note)
    text, title = converted.markdown, to_plain(component.title)
    if component.type in ("List", "FlashCard"):
        items = [
            f"- {to_plain(item.text)}" + (f": {to_plain(item.description)}" if item.description else "")
            for item in component.items
        ]
        text = "\n".join((*([text, ""] if text else []), *items))
        for item in component.items:
            if item.condition:
                making.notes.lose(where, item.condition, f"'{item.text}' is always shown")
    if component.type == "WarningText":
        return f"**{phrase(making.language, 'warning')}**\n\n{text}"
    if component.type == "Details" and title:
        return f"## {title}\n\n{text}"
    return f"**{title}**\n\n{text}" if title and component.type in ("List", "FlashCard") else text


def _append(making: Making, key: str, text: str) -> None:
    before = making.texts.get(key)
    glue = " " if key.endswith(".hint") else "\n\n"
    making.say(key, f"{before}{glue}{text}" if before else text)


def _label_of_first(making: Making, layout: _Layout) -> str:
    return making.texts.get(f"question.{layout.questions[0].name}.label", "") if layout.questions else ""


def _note_the_rest(making: Making, page: XPage) -> None:
    """Note what a page has besides its components."""
    for key, value in page.raw.items():
        if key in ("title", "path", "components", "next", "section", "controller") or value in ("", None, {}, []):
            continue
        if key in ("options", "startPageNavigation", "showContinueButton", "continueButtonText", "backLinkFallback"):
            making.notes.style(page.path, {key: value})
        elif key == "redirect":
            making.notes.approximate(page.path, {key: value}, "the original went on at another site; a page says so")
        elif key == "repeatField":
            making.notes.lose(page.path, {key: value}, "the page is asked once, not as often as another answer says")
        else:
            making.notes.lose(page.path, {key: value}, "this key of a page is not known")


def as_end(making: Making, page: Page) -> Page:
    """Return a page of text only as an end page: its first paragraph says why."""
    key = f"page.{page.id}.text"
    first, _, rest = making.texts.pop(key, "").partition("\n\n")
    while first.startswith("## "):
        first, _, rest = rest.partition("\n\n")
    because = " ".join(first.replace("**", "").split())
    if not because or first.startswith("- "):
        rest, because = "\n\n".join(filter(None, (first, rest))), making.texts[f"page.{page.id}.title"]
    making.say(f"page.{page.id}.because", escaped(because))
    making.say(key, rest)
    return replace(page, is_end=True)
