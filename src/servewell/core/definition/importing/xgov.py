"""Forms of XGov's digital form builder as our definitions. Nothing is dropped silently: see the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from servewell.core.definition.comments import Comment, Comments
from servewell.core.definition.importing.booleans import ALWAYS, Tree, feel
from servewell.core.definition.importing.html_text import to_plain
from servewell.core.definition.importing.naming import plain_words, slug
from servewell.core.definition.importing.notes import Entry, Notes
from servewell.core.definition.importing.phrases import phrase
from servewell.core.definition.importing.xgov_conditions import Conditions, NeverTrueError, NotCarriedError
from servewell.core.definition.importing.xgov_expression import ExpressionError
from servewell.core.definition.importing.xgov_flow import Flow, flow_of
from servewell.core.definition.importing.xgov_form import XForm, objects, read_form
from servewell.core.definition.importing.xgov_graph import Graph, graph_of
from servewell.core.definition.importing.xgov_pages import as_end, make_page
from servewell.core.definition.importing.xgov_questions import CONTENT, Making
from servewell.core.definition.model import Decision, Definition, Page, Question, RuleText, Stage


@dataclass(frozen=True, slots=True)
class Imported:
    """A definition made of a form. `paths` maps our page ids to the original's paths, `questions` likewise."""

    definition: Definition
    comments: Comments
    notes: Notes
    report: Mapping[str, object]
    paths: Mapping[str, str]
    questions: Mapping[str, str]


def import_form(value: object, *, file: str, agency: str, service: str | None = None) -> Imported:
    """Return the definition of one form read from JSON. Raises ProblemError when it is not such a form."""
    form = read_form(value, file=file)
    return _Importer(form, file, agency, service or service_name(file, form, set())).imported()


def service_name(file: str, form: XForm | None, taken: set[str]) -> str:
    """Return a service's name from its file, with the folder's name before it when that is taken."""
    parts = file.replace("\\", "/").split("/")
    stem = parts[-1].rpartition(".")[0] or parts[-1]
    name = slug(stem, (form.name if form else "") or "form", set(), 70)
    if name in taken and len(parts) > 1:
        name = slug(f"{parts[-2]} {stem}", "form", set(), 70)
    return slug(name, "form", taken, 78)


class _Importer:
    def __init__(self, form: XForm, file: str, agency: str, service: str) -> None:
        self.form = form
        self.file = file
        self.agency = agency
        self.service = service
        self.notes = Notes()
        self.making = Making(form.language, self.notes)

    def imported(self) -> Imported:
        """Convert page by page, then say who gets where, then the rest."""
        graph = graph_of(self.form, self.notes)
        sections = self._sections(graph)
        ids = self._page_ids(graph)
        pages = {path: self._page(path, ids[path], sections) for path in graph.order}
        conditions = Conditions(self.form, self.making.fields, self.making.domains)
        flow = flow_of(graph, conditions, self.making.asked_on, self.notes)
        kept = [self._placed(path, page, flow) for path, page in pages.items() if path in flow.only_if]
        dropped = [page for path, page in pages.items() if path not in flow.only_if]
        self._forget(dropped)
        kept = self._asking(kept)
        fee = self._fee(conditions)
        definition = self._definition(tuple(kept), tuple(sections.values()), fee)
        self._note_the_form(flow)
        by_id = {ids[path]: path for path in flow.only_if}
        originals = {one.question: name for name, each in self.making.fields.items() for one in each}
        heading = (f"# Imported from {self.file.rpartition('/')[2]}", *self.notes.comment_lines())
        comments: Comments = {("service",): Comment(before=heading)}
        return Imported(definition, comments, self.notes, self._report(definition, flow), by_id, originals)

    def _sections(self, graph: Graph) -> dict[str, str]:
        """Return our section ids by the original's names, only for those with a title that a page uses."""
        used = {page.section for path in graph.order if (page := self.form.page(path))}
        taken: set[str] = set()
        by_title: dict[str, str] = {}
        found: dict[str, str] = {}
        for name, raw in self.form.sections.items():
            title = to_plain(raw)
            if name not in used or not title:
                continue
            if title not in by_title:
                by_title[title] = slug(title, name, taken)
                self.making.say(f"section.{by_title[title]}.title", title)
            found[name] = by_title[title]
        return found

    def _page_ids(self, graph: Graph) -> dict[str, str]:
        taken = {"check-your-answers", "saved", "submit"}
        return {path: slug(path, "page", taken) for path in graph.order}

    def _page(self, path: str, page_id: str, sections: Mapping[str, str]) -> Page:
        page = self.form.page(path)
        if page is None:
            raise AssertionError(f"the graph has a page '{path}' that the form has not")
        return make_page(self.making, page, page_id, sections.get(page.section))

    def _placed(self, path: str, page: Page, flow: Flow) -> Page:
        """Return a page with its `only if`, as an end page where the original's way ends."""
        tree: Tree = flow.only_if[path]
        booleans = frozenset(name for name, one in self.making.domains.items() if one.choices == ("true", "false"))
        only_if = None if tree == ALWAYS else RuleText(feel(tree, booleans))
        page = replace(page, only_if=only_if)
        original = self.form.page(path)
        if original is None or original.raw.get("next") or page.questions:
            return page
        if only_if is None:
            why = "everyone gets to this page without a way on, so it informs instead of ending the journey"
            self.notes.approximate(path, original.title, why)
            return page
        return as_end(self.making, page)

    def _forget(self, pages: list[Page]) -> None:
        """Drop the texts of pages that nobody gets to."""
        for page in pages:
            stems = (f"page.{page.id}.", *(f"question.{question.name}." for question in page.questions))
            for key in [key for key in self.making.texts if key.startswith(stems)]:
                del self.making.texts[key]

    def _asking(self, pages: list[Page]) -> list[Page]:
        """Return the pages; a form that asks nothing at all gets a page to confirm that it was read."""
        if any(page.questions for page in pages):
            return pages
        language = self.making.language
        self.notes.add("page confirm", "the form asks nothing; a definition has to ask something")
        self.making.say("page.confirm.title", phrase(language, "untitled"))
        self.making.say("question.confirmed.label", to_plain(self.form.name) or phrase(language, "service"))
        return [*pages, Page("confirm", (Question("confirmed", "declaration"),))]

    def _fee(self, conditions: Conditions) -> RuleText | None:
        """Return the fees as one rule. Amounts of the original are in pence."""
        parts: list[str] = []
        booleans = frozenset(name for name, one in self.making.domains.items() if one.choices == ("true", "false"))
        for fee in objects(self.form.raw.get("fees")):
            amount, condition = fee.get("amount"), str(fee.get("condition") or "")
            times = self._multiplier(fee)
            if times is None or not isinstance(amount, int | float) or isinstance(amount, bool):
                self.notes.lose("fees", fee, "a fee that is multiplied by an answer")
                continue
            price = f"{amount / 100:.2f}".removesuffix(".00") + times
            try:
                rule = feel(conditions.tree(condition), booleans) if condition else ""
            except (NeverTrueError, NotCarriedError, ExpressionError) as error:
                self.notes.lose("fees", fee, str(error))
                continue
            parts.append(f"(if {rule} then {price} else 0)" if rule else price)
        return RuleText(" + ".join(parts)) if parts else None

    def _multiplier(self, fee: Mapping[str, object]) -> str | None:
        """Return what a fee is multiplied by as FEEL, '' for nothing, None when that is no number we ask."""
        name = str(fee.get("multiplier") or "")
        fields = self.making.fields.get(name) or self.making.fields.get(name.rpartition(".")[2]) or []
        if not name:
            return ""
        return f" * {fields[0].question}" if fields and fields[0].type == "number" and not fields[0].in_group else None

    def _definition(self, pages: tuple[Page, ...], sections: tuple[str, ...], fee: RuleText | None) -> Definition:
        making, language = self.making, self.form.language
        making.say("title", self._title())
        making.say("summary", to_plain(self.form.name))
        making.say("declaration", to_plain(self.form.declaration))
        for stage in ("received", "decided"):
            making.say(f"stage.{stage}.title", phrase(language, stage))
        for decision in ("approve", "refuse"):
            making.say(f"decision.{decision}.title", phrase(language, decision))
        making.say("decision.refuse.reasons.conditions_not_met", phrase(language, "conditions"))
        self.notes.add(f"agency {self.agency}", "the form does not name the agency responsible")
        self.notes.add("stages received, decided", "the form says nothing of what happens after it is sent")
        self.notes.add("decisions approve, refuse with one reason", "the form says nothing of decisions")
        asked = {page.section for page in pages}
        return Definition(
            service=self.service,
            agency=self.agency,
            language=language,
            languages=(language,),
            fee=fee,
            currency="GBP" if fee else "EUR",
            sections=tuple(section for section in dict.fromkeys(sections) if section in asked),
            pages=pages,
            stages=(Stage("received"), Stage("decided")),
            decisions=(Decision("approve"), Decision("refuse", ("conditions_not_met",))),
            texts={language: self._kept_texts(asked)},
        )

    def _kept_texts(self, asked: set[str | None]) -> dict[str, str]:
        return {
            key: text
            for key, text in self.making.texts.items()
            if not key.startswith("section.") or key.split(".")[1] in asked
        }

    def _title(self) -> str:
        """Return the title of the start page, without its number; forms of one fund all have the fund's name."""
        start = self.form.page(self.form.start)
        title = to_plain(start.title) if start else ""
        words = title.split(" ")
        if len(words) > 1 and words[0].replace(".", "").isdigit():
            title = " ".join(words[1:])
        name = to_plain(self.form.name)
        readable = " ".join(plain_words(self.service)).capitalize()
        return title or name or readable or phrase(self.form.language, "service")

    def _note_the_form(self, flow: Flow) -> None:
        form = self.form
        for name, raw in form.conditions.items():
            if name not in flow.used:
                self.notes.lose(f"condition {name}", raw, "no link uses it")
        used = {one.list_name for page in form.pages for one in page.components}
        used |= {child.list_name for page in form.pages for one in page.components for child in one.children}
        for each in objects(form.raw.get("lists")):
            if str(each.get("name")) not in used:
                self.notes.lose(f"list {each.get('name')}", each, "no field uses it")
        for output in objects(form.raw.get("outputs")):
            what = {key: output.get(key) for key in ("name", "type")}
            self.notes.lose("outputs", what, "where the original sent answers; ours keeps the case")
        known = {"startPage", "pages", "lists", "sections", "conditions", "fees", "outputs", "name", "declaration"}
        for key, value in form.raw.items():
            if key not in known and value not in ("", None, {}, []):
                self.notes.style("form", {key: value})

    def _report(self, definition: Definition, flow: Flow) -> dict[str, object]:
        fields = [one for page in self.form.pages for one in page.components if one.type not in CONTENT]
        in_groups = sum(len(one.children) for one in fields)
        built_in = [page.path for page in self.form.pages if page.is_summary]
        return {
            "file": self.file,
            "service": definition.service,
            "language": definition.language,
            "pages_in": len(objects(self.form.raw.get("pages"))),
            "pages_out": len(definition.pages),
            "pages_built_in": built_in,
            "questions_in": len(fields) + in_groups,
            "questions_out": sum(1 for _ in definition.questions()),
            "conditions_in": len(flow.used),
            "conditions_out": len(flow.carried),
            "conditions_defined": len(self.form.conditions),
            "lost": [entry.as_json() for entry in self.notes.lost],
            "approximated": [entry.as_json() for entry in self.notes.approximated],
            "appearance": [entry.as_json() for entry in self.notes.appearance],
            "added": [entry.as_json() for entry in self.notes.added],
        }


__all__ = ["Entry", "Imported", "import_form", "service_name"]
