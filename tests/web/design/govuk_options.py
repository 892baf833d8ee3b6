"""Options of govuk-frontend's macros as arguments of ours; what ours do not offer raises UnsupportedError."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

Options = dict[str, Any]


class UnsupportedError(Exception):
    """The example uses an option that our macro leaves out."""


def converted(component: str, options: Options) -> tuple[str, Options]:
    """Return our macro's name and its arguments."""
    return NAMES.get(component, component.replace("-", "_")), CONVERTERS.get(component, plain)(dict(options))


def snake(name: str) -> str:
    return re.sub(r"([A-Z])", lambda match: "_" + match[1].lower(), name)


def text_of(options: Options, name: str = "text", html: str = "html") -> Any:
    """Take a text or HTML out of options."""
    given, markup = options.pop(name, None), options.pop(html, None)
    return Markup(markup) if markup else ("" if given is None else given)


def only(options: Options, *names: str) -> Options:
    unknown = {name for name, value in options.items() if value not in (None, "", False)} - set(names)
    if unknown:
        raise UnsupportedError(", ".join(sorted(unknown)))
    return {snake(name): value for name, value in options.items() if name in names and value is not None}


def attributes(options: Options) -> None:
    if isinstance(options.get("attributes"), str) or ("attributes" in options and options["attributes"] is None):
        raise UnsupportedError("attributes as text")
    for name, value in (options.get("attributes") or {}).items():
        if isinstance(value, dict):
            options["attributes"] = options["attributes"] | {
                name: value["value"] if value.get("optional") else value["value"] or ""
            }
        elif value is None or isinstance(value, bool):
            options["attributes"] = options["attributes"] | {name: "" if value is None else str(value).lower()}


def words(given: Options | None, *names: str) -> Any:
    """Convert a label, legend, hint or error message."""
    if not given:
        return ""
    given = dict(given)
    attributes(given)
    text = text_of(given)
    return {"text": text} | only(given, "classes", "attributes", "isPageHeading", "visuallyHiddenText", *names)


def plain(options: Options) -> Options:
    attributes(options)
    result: Options = {}
    if "text" in options or "html" in options:
        result["text"] = text_of(options)
    result |= only(options, "id", "classes", "attributes", "href", "open", "for", "name", "value", "type", "disabled")
    if "for" in result:
        result["for_id"] = result.pop("for")
    return result


def field(*names: str) -> Callable[[Options], Options]:
    """Return the converter of a component with a label, a hint and an error."""

    def convert(options: Options) -> Options:
        attributes(options)
        result: Options = {}
        if label := options.pop("label", None):
            result["label"] = words({name: value for name, value in label.items() if name != "for"})
        result |= group_options(options)
        for affix in ("prefix", "suffix"):
            if given := options.pop(affix, None):
                result[affix] = words(given) if text_of(dict(given)) else ""
        if items := options.pop("items", None):
            result["items"] = [option(item) for item in whole(items)]
        return result | only(options, "id", "name", "value", "classes", "attributes", "disabled", "describedBy", *names)

    return convert


def file_upload(options: Options) -> Options:
    if "value" in options:
        raise UnsupportedError("a value, which browsers ignore")
    return field("multiple")(options)


def skip_link(options: Options) -> Options:
    if not options.get("href"):
        raise UnsupportedError("the usual address, which is #main-content here")
    return plain(options)


def panel(options: Options) -> Options:
    if "interruption" in options.get("classes", ""):
        raise UnsupportedError("interruption")
    return named(title_text="titleText", text="text")(options)


def group_options(options: Options) -> Options:
    result: Options = {}
    if hint := options.pop("hint", None):
        result["hint"] = words(hint)
    if error := options.pop("errorMessage", None):
        result["error"] = words(error)
    if group := options.pop("formGroup", None):
        group = dict(group)
        attributes(group)
        parts = {snake(name): text_of(dict(group.pop(name))) for name in ("beforeInput", "afterInput") if name in group}
        result["form_group"] = only(group, "classes", "attributes") | parts
    return result


def whole(items: list[Any]) -> list[Options]:
    if any(not item for item in items):
        raise UnsupportedError("empty items")
    return [dict(item) for item in items]


def option(item: Options) -> Options:
    attributes(item)
    if isinstance(item.get("value"), bool):
        raise UnsupportedError("a boolean as value")
    text = text_of(item)
    return {"text": text} | only(item, "value", "selected", "disabled", "attributes")


def choices(options: Options) -> Options:
    attributes(options)
    result = group_options(options)
    if "before_input" in result.get("form_group", {}):
        raise UnsupportedError("beforeInputs")
    if (fieldset := options.pop("fieldset", None)) is not None:
        result |= fieldset_options(fieldset)
    if prefix := options.pop("idPrefix", None):
        result["id"] = prefix
    result["items"] = [choice(item) for item in whole(options.pop("items", None) or [])]
    return result | only(options, "name", "value", "values", "classes", "attributes", "describedBy")


def fieldset_options(fieldset: Options) -> Options:
    if not fieldset.get("legend"):
        raise UnsupportedError("fieldset without legend")
    rest = only(fieldset, "legend", "classes", "describedBy")
    result = {"legend": words(fieldset["legend"])}
    return result | {"fieldset_classes" if name == "classes" else name: rest[name] for name in rest if name != "legend"}


def choice(item: Options) -> Options:
    if "divider" in item:
        return {"divider": item["divider"]}
    attributes(item)
    result: Options = {"text": text_of(item)}
    if hint := item.pop("hint", None):
        result["hint"] = text_of(dict(hint))
        only(hint, "text", "html")
    if label := item.pop("label", None):
        result |= {"label_" + name: value for name, value in only(label, "classes").items()}
    if (conditional := item.pop("conditional", None)) and conditional.get("html"):
        result["conditional"] = Markup(conditional["html"])
    return result | only(item, "value", "checked", "disabled", "attributes", "id", "name", "behaviour")


def date_input(options: Options) -> Options:
    attributes(options)
    result = group_options(options)
    if (fieldset := options.pop("fieldset", None)) is not None:
        result |= fieldset_options(fieldset)
    prefix = options.pop("namePrefix", "")
    values = options.pop("values", {})
    if any(name in options for name in ("day", "month", "year")) and options.get("items"):
        raise UnsupportedError("items and fields at once")
    items = options.pop("items", None) or [
        {"name": part, **(options.pop(part, {}) or {})}
        for part in ("day", "month", "year")
        if options.get(part, {}) is not False
    ]
    if any(item.get("name") not in ("day", "month", "year") and prefix for item in items):
        raise UnsupportedError("names of their own besides a prefix")
    for part in ("day", "month", "year"):
        options.pop(part, None)
    result["items"] = [date_item(dict(item), prefix, values) for item in whole(items)]
    return result | only(options, "id", "classes", "attributes")


def date_item(item: Options, prefix: str, values: Options) -> Options:
    attributes(item)
    if ("classes" in item and "width" not in item["classes"]) or "error" in item.get("classes", ""):
        raise UnsupportedError("classes of an item without a width, or as an error")
    name = item["name"]
    full = f"{prefix}-{name}" if prefix else name
    return {
        "part": name,
        "name": full,
        "label": item.pop("label", name.capitalize()),
        "value": item.pop("value", values.get(full)),
    } | only(
        {key: value for key, value in item.items() if key != "name"}
        | ({"error": False} if item.get("error") is False else {}),
        "classes",
        "attributes",
        "autocomplete",
        "pattern",
        "inputmode",
        "error",
        "id",
    )


def button(options: Options) -> Options:
    attributes(options)
    if "preventDoubleClick" in options and not options["preventDoubleClick"]:
        raise UnsupportedError("preventDoubleClick false")
    if options.get("isStartButton") and options.get("html"):
        raise UnsupportedError("html in a start button")
    return {"text": text_of(options)} | only(
        options,
        "type",
        "name",
        "value",
        "id",
        "href",
        "classes",
        "disabled",
        "attributes",
        "preventDoubleClick",
        "isStartButton",
    )


def label(options: Options) -> Options:
    attributes(options)
    result = words(options, "for") or {"text": ""}
    if "for" in result:
        result["for_id"] = result.pop("for")
    return result


def error_message(options: Options) -> Options:
    visible = options.get("visuallyHiddenText")
    result = words(options, "id")
    return result | ({"visually_hidden_text": ""} if visible is False else {})


def fieldset(options: Options) -> Options:
    attributes(options)
    result: Options = {"html": Markup(options.pop("html", ""))}
    if legend := options.pop("legend", None):
        result["legend"] = words(legend)
    return result | only(options, "classes", "describedBy", "role", "attributes")


def named(**texts: str) -> Callable[..., Options]:
    """Return the converter of a component whose texts have other names, as `title="titleText"`."""

    def convert(options: Options, *names: str) -> Options:
        attributes(options)
        result = {}
        for ours, theirs in texts.items():
            html = theirs.replace("Text", "Html") if theirs != "text" else "html"
            if theirs in options or html in options:
                result[ours] = text_of(options, theirs, html)
        return result | only(
            options,
            "id",
            "classes",
            "attributes",
            "open",
            "headingLevel",
            "disableAutoFocus",
            "titleHeadingLevel",
            "titleId",
            "role",
            "type",
            "iconFallbackText",
            "labelText",
            "collapseOnMobile",
        )

    return convert


def notification_banner(options: Options) -> Options:
    html = options.pop("html", None)
    if "disableAutoFocus" in options and options["disableAutoFocus"] is False:
        raise UnsupportedError("disableAutoFocus false")
    return named(text="text", title_text="titleText")(options) | ({"html": Markup(html)} if html else {})


def error_summary(options: Options) -> Options:
    errors = []
    if options.get("disableAutoFocus") is False:
        raise UnsupportedError("disableAutoFocus false")
    for item in whole(options.pop("errorList", None) or []):
        attributes(item)
        errors.append({"text": text_of(item)} | only(item, "href", "attributes"))
    return named(title_text="titleText", description_text="descriptionText")(options) | {"error_list": errors}


def phase_banner(options: Options) -> Options:
    tag = options.pop("tag", None) or {}
    if set(tag) - {"text", "html"}:
        raise UnsupportedError("tag classes")
    return {"tag_text": text_of(dict(tag))} | named(text="text")(options)


def breadcrumbs(options: Options) -> Options:
    items = []
    for item in whole(options.pop("items", None) or []):
        attributes(item)
        items.append({"text": text_of(item)} | only(item, "href", "attributes"))
    return named()(options) | {"items": items}


def summary_list(options: Options) -> Options:
    attributes(options)
    result: Options = {"rows": []}
    for row in whole(options.pop("rows", None) or []):
        found = {"key": words(row["key"]), "value": words(row.get("value")) or ""}
        if (actions := row.get("actions")) is not None:
            if set(actions) - {"items"} or not actions.get("items"):
                raise UnsupportedError("classes of actions, or empty actions")
            found["actions"] = [action(item) for item in whole(actions["items"])]
        result["rows"].append(found | only({"classes": row.get("classes")}, "classes"))
    if card := options.pop("card", None):
        title = dict(card.get("title") or {})
        heading = title.pop("headingLevel", None)
        if title.pop("classes", None) or set(card) - {"title", "classes", "attributes", "actions"} or not title:
            raise UnsupportedError("card without title, or title classes")
        actions = card.get("actions") or {}
        if set(actions) - {"items"}:
            raise UnsupportedError("classes of actions")
        result |= {
            "card_title": text_of(title),
            "card_actions": [action(item) for item in whole(actions.get("items") or [])],
        }
        result |= {f"card_{name}": card[name] for name in ("classes", "attributes") if card.get(name)}
        result |= {"card_heading_level": heading} if heading else {}
    return result | only(options, "classes", "attributes")


def action(item: Options) -> Options:
    attributes(item)
    return {"text": text_of(item)} | only(item, "href", "classes", "attributes", "visuallyHiddenText")


def table(options: Options) -> Options:
    attributes(options)
    result: Options = {"rows": [[cell(one) for one in whole(row)] for row in options.pop("rows", None) or [] if row]}
    if head := options.pop("head", None):
        result["head"] = [cell(one) for one in whole(head)]
    return result | only(options, "caption", "captionClasses", "firstCellIsHeader", "classes", "attributes")


def cell(given: Options) -> Options:
    attributes(given)
    return {"text": text_of(given)} | only(given, "format", "classes", "colspan", "rowspan", "attributes")


def task_list(options: Options) -> Options:
    attributes(options)
    items = []
    for item in whole(options.pop("items", None) or []):
        title, status = dict(item["title"]), dict(item["status"])
        if title.pop("classes", None):
            raise UnsupportedError("title classes")
        found: Options = {"title": text_of(title)}
        if hint := item.get("hint"):
            found["hint"] = text_of(dict(hint))
        tag = status.pop("tag", None)
        found["status"] = {"tag": words(tag)} if tag else {"text": text_of(status)}
        found["status"] |= only({name: status[name] for name in ("classes",) if name in status}, "classes")
        items.append(found | only({name: item.get(name) for name in ("href", "classes")}, "href", "classes"))
    return {"items": items} | only(options, "idPrefix", "classes", "attributes")


def pagination(options: Options) -> Options:
    attributes(options)
    result: Options = {}
    for name in ("previous", "next"):
        if link := options.pop(name, None):
            link = dict(link)
            attributes(link)
            result[name] = {
                "text": text_of(link)
                or Markup('{}<span class="govuk-visually-hidden"> page</span>').format(name.capitalize())
            } | only(link, "href", "labelText", "attributes")
    if items := options.pop("items", None):
        for item in whole(items):
            attributes(item)
        result["items"] = [
            only(item, "number", "href", "current", "ellipsis", "visuallyHiddenText", "attributes")
            for item in whole(items)
        ]
    return result | only(options, "landmarkLabel", "classes", "attributes")


def character_count(options: Options) -> Options:
    texts = (
        "charactersUnderLimitText",
        "charactersAtLimitText",
        "charactersOverLimitText",
        "wordsUnderLimitText",
        "wordsAtLimitText",
        "wordsOverLimitText",
        "textareaDescriptionText",
        "countMessage",
    )
    if any(name in options for name in texts):
        raise UnsupportedError("texts of the script")
    most = options.get("maxwords") or options.get("maxlength")
    if not most:
        raise UnsupportedError("no limit")
    is_words = options.get("maxwords") or options.get("countType") == "words"
    info = f"You can enter up to {most} {'words' if is_words else 'characters'}"
    return {"info": info} | field("rows", "maxlength", "maxwords", "threshold", "spellcheck", "countType")(options)


NAMES = {"inset-text": "inset", "warning-text": "warning"}
CONVERTERS: dict[str, Callable[[Options], Options]] = {
    "button": button,
    "label": label,
    "error-message": error_message,
    "fieldset": fieldset,
    "input": field("type", "autocomplete", "autocapitalize", "inputmode", "pattern", "spellcheck"),
    "textarea": field("rows", "autocomplete", "spellcheck"),
    "character-count": character_count,
    "select": field(),
    "file-upload": file_upload,
    "radios": choices,
    "checkboxes": choices,
    "date-input": date_input,
    "details": named(summary_text="summaryText", text="text"),
    "warning-text": named(text="text"),
    "notification-banner": notification_banner,
    "panel": panel,
    "skip-link": skip_link,
    "phase-banner": phase_banner,
    "breadcrumbs": breadcrumbs,
    "error-summary": error_summary,
    "summary-list": summary_list,
    "table": table,
    "task-list": task_list,
    "pagination": pagination,
}
COMPONENTS = (*CONVERTERS, "hint", "tag", "inset-text", "back-link")
