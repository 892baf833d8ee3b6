"""Answers: read from forms, said in words, filled back into forms, turned into the values of rules."""

from servewell.core.definition.answers.feel import feel_value
from servewell.core.definition.answers.fill import form_values
from servewell.core.definition.answers.read import InnerApplies, field_parts, read_answer
from servewell.core.definition.answers.reading import AnswerFault, Answers, Form, Reading
from servewell.core.definition.answers.say import say_answer

__all__ = [
    "AnswerFault",
    "Answers",
    "Form",
    "InnerApplies",
    "Reading",
    "feel_value",
    "field_parts",
    "form_values",
    "read_answer",
    "say_answer",
]
