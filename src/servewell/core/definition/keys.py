"""The keys a definition may have: what each holds and means. Reader, printer, schema and docs all go by this table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from servewell.core.definition.model import Hit

Kind = Literal[
    "text", "word", "rule", "yes or no", "count", "duration", "keep", "share", "size", "texts", "words", "other"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """One key: `kind` says how its value is read, `types` for which question types it is meant (empty: all)."""

    name: str
    kind: Kind
    meaning: str
    is_required: bool = False
    types: tuple[str, ...] = ()


TOP: Final = (
    Key("service", "word", "The service's short name in addresses: small letters, digits, hyphens.", True),
    Key("title", "text", "What the service does, as its users would say it.", True),
    Key("summary", "text", "One sentence for lists and search results."),
    Key("agency", "word", "Short name of the agency responsible.", True),
    Key("language", "word", "Language of the texts in this file; en when left out."),
    Key("languages", "words", "All languages offered; each other than `language` needs a file texts.<language>.yaml."),
    Key("for", "text", "Who the service is for."),
    Key("needs", "texts", "What one should have at hand."),
    Key("life events", "words", "Events in life that lead here, for the catalogue."),
    Key("channels", "words", "How one can apply: online, phone, counter, post."),
    Key("promise", "other", "The published time target: {decide within: 10 working days, for: 90%}."),
    Key("fee", "rule", "The fee as a rule with a number."),
    Key("fee text", "text", "Words about the fee."),
    Key("currency", "word", "Currency of the fee, three capital letters; EUR when left out."),
    Key("purpose", "text", "What the answers are needed for, shown to residents beside what is held on them."),
    Key("keep", "keep", "How long a case is kept after it is closed, or from another day: 2 years after decision."),
    Key("values", "other", "Named numbers, texts, truth values and lists that rules may use."),
    Key("tables", "other", "Decision tables, each with a name that rules may use for what the table gives."),
    Key("criteria", "other", "Conditions of eligibility, each with its rule and what to say otherwise."),
    Key("sections", "other", "Parts of a long form, in order: id and title."),
    Key("pages", "other", "What residents are asked, page after page.", True),
    Key("declaration", "text", "What the resident confirms before sending."),
    Key("stages", "other", "Where a case can be, in order; the first is entered at submission, the last when decided."),
    Key("decisions", "other", "The outcomes staff can choose."),
)
PROMISE: Final = (
    Key("decide within", "duration", "Within what time a case is decided.", True),
    Key("for", "share", "For how many percent of cases; 100% when left out."),
)
TABLE: Final = (
    Key("by", "other", "The columns, each an expression over answers: [income, people].", True),
    Key("hit", "word", "What counts when several rows fit; unique (never several) when left out."),
    Key("rows", "other", "The rows, each a list: a cell for each column, then what the row gives.", True),
)
HITS: Final = get_args(Hit)
CRITERION: Final = (
    Key("rule", "rule", "True when the resident fulfils the criterion.", True),
    Key("title", "text", "The criterion in a few words."),
    Key("otherwise", "text", "What to say to those who do not fulfil it."),
    Key("instead", "text", "What they can do instead."),
)
PAGE: Final = (
    Key("page", "word", "The page's short name in addresses.", True),
    Key("title", "text", "The page's heading."),
    Key("section", "word", "The part of the form it belongs to."),
    Key("only if", "rule", "Shown only when this is true."),
    Key("text", "text", "Text above the questions."),
    Key("ask", "other", "The questions: name and what it is."),
    Key("purpose", "text", "What the answers of this page are needed for; the service's purpose when left out."),
    Key("keep", "keep", "How long the answers of this page are kept; as the service's cases when left out."),
    Key("end", "other", "Makes it an end page: {because: …, instead: …}."),
)
END: Final = (
    Key("because", "text", "Why the resident cannot go on."),
    Key("instead", "text", "What one can do instead."),
)
MUST: Final = (
    Key("rule", "rule", "True when the answer is acceptable.", True),
    Key("otherwise", "text", "What to say when it is not."),
)
SAID_AS: Final = (  # a yes or no is said as the answer to its question
    "text", "long text", "name", "e-mail", "phone", "number", "money", "date", "month", "choice", "choices", "address",
    "place", "file", "group",
)  # fmt: skip
QUESTION: Final = (
    Key("type", "word", "What kind of answer it takes.", True),
    Key("label", "text", "The question itself."),
    Key("as", "text", "What is asked, as a singular noun phrase for explanations: your income.", False, SAID_AS),
    Key("hint", "text", "A short hint under the question."),
    Key("help", "text", "Longer help, opened on demand."),
    Key("because", "text", "What the answer is needed for, shown to the resident."),
    Key("optional", "yes or no", "Whether it may be left empty."),
    Key("only if", "rule", "Asked only when this is true."),
    Key("must", "other", "What the answer has to fulfil: a rule and its message, or a list of them."),
    Key("choices", "other", "The choices: key and text, or a list of texts.", False, ("choice", "choices")),
    Key("unit", "word", "Shown after the field.", False, ("number",)),
    Key("currency", "word", "Three capital letters.", False, ("money",)),
    Key("places", "other", "The agency's own places to choose from: key and text.", False, ("place",)),
    Key("accept", "words", "File endings that are taken.", False, ("file",)),
    Key("max size", "size", "Most bytes a file.", False, ("file",)),
    Key("max files", "count", "Most files; 1 when left out.", False, ("file",)),
    Key("max length", "count", "Most characters.", False, ("text", "long text", "name")),
    Key("max words", "count", "Most words.", False, ("long text",)),
    Key("each", "text", "What one entry is called.", False, ("group",)),
    Key("at least", "count", "Fewest entries.", False, ("group",)),
    Key("at most", "count", "Most entries.", False, ("group",)),
    Key("ask", "other", "What is asked for each entry.", False, ("group",)),
    Key("keep", "keep", "How long the answer is kept; as its page when left out."),
)
STAGE: Final = (
    Key("stage", "word", "The stage's short name.", True),
    Key("title", "text", "What residents read."),
    Key("text", "text", "What happens in it."),
    Key("promise", "duration", "Time target of this stage alone."),
)
DECISION: Final = (
    Key("title", "text", "What residents read."),
    Key("text", "text", "The words of the letter."),
    Key("output", "word", "What the resident gets."),
    Key("valid for", "duration", "How long the output is valid."),
    Key("reasons", "other", "The reasons to choose from: key and text."),
    Key("appeal within", "duration", "How long one can object."),
    Key("appeal", "text", "How to object."),
)
CHANNELS: Final = ("online", "phone", "counter", "post")
FILE_ENDINGS: Final = (
    "pdf", "jpg", "jpeg", "png", "heic", "webp", "gif", "tif", "tiff", "doc", "docx", "odt", "xls", "xlsx", "ods",
    "csv", "txt", "rtf", "ppt", "pptx", "odp", "dwg", "dxf", "mp3", "mp4",
)  # fmt: skip
# Names that FEEL gives another meaning.
RESERVED: Final = frozenset({
    "and", "between", "context", "else", "every", "external", "false", "for", "function", "if", "in", "instance",
    "not", "null", "of", "or", "return", "satisfies", "some", "then", "true", "item", "partial",
})  # fmt: skip
