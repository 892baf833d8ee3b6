"""What one press of a button sent: the fields, and which button it was."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

Form = dict[str, list[str]]
VERBS = frozenset({"leave", "add", "remove", "remove-file", "restart"})


@dataclass(frozen=True, slots=True)
class Sent:
    """`verb` is '' for the page's own button; `target` is what it is about: a group, or a file; `entry` its index."""

    form: Form
    verb: str
    target: str
    entry: str
    is_change: bool  # the page was opened from the check of all answers

    @classmethod
    def of(cls, request: HttpRequest) -> Sent:
        """Read the request; an unknown button counts as the page's own."""
        verb, target, entry = (*request.POST.get("action", "").split(":"), "", "", "")[:3]
        form = {name: request.POST.getlist(name) for name in request.POST}
        known = verb if verb in VERBS else ""
        return cls(form, known, target, entry, request.GET.get("change") == "1")

    @property
    def query(self) -> str:
        """The part of the address that must survive a redirect to the same page."""
        return "?change=1" if self.is_change else ""

    def without_removed_entry(self) -> Form:
        """Return the fields without those of the entry that the resident takes away."""
        if self.verb != "remove":
            return self.form
        gone = f"{self.target}-{self.entry}-"
        return {name: values for name, values in self.form.items() if not name.startswith(gone)}
