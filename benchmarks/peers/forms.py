"""The same five pages as in `benchmarks/definition.yaml`, as Django forms."""

from __future__ import annotations

from django import forms

KINDS = (("wood", "Wood"), ("stone", "Stone"), ("steel", "Steel"))
YES_NO = (("yes", "Yes"), ("no", "No"))
REACHED = (("email", "By e-mail"), ("post", "By post"))


class Who(forms.Form):
    """About you."""

    full_name = forms.CharField(label="Your name", max_length=200)
    email = forms.EmailField(label="Your e-mail address")
    phone = forms.CharField(label="Your telephone number", required=False, max_length=40)


class Home(forms.Form):
    """Where you live."""

    street = forms.CharField(label="Your street", max_length=200)
    near = forms.CharField(label="Your town", max_length=200)


class Bench(forms.Form):
    """The bench."""

    street = forms.CharField(label="In which street?", max_length=200)
    near = forms.CharField(label="Near what?", max_length=200)
    kind = forms.ChoiceField(label="What kind of bench?", choices=KINDS, widget=forms.RadioSelect)
    seats = forms.DecimalField(label="For how many people?")


class Reasons(forms.Form):
    """Why."""

    reason = forms.CharField(label="Why is a bench needed there?", widget=forms.Textarea, max_length=2000)
    is_resting = forms.ChoiceField(label="Do people have to rest there?", choices=YES_NO, widget=forms.RadioSelect)


class Contact(forms.Form):
    """How we reach you."""

    reached_by = forms.ChoiceField(label="How shall we reach you?", choices=REACHED, widget=forms.RadioSelect)
    remark = forms.CharField(label="Anything else?", required=False, max_length=200)


PAGES = (("who", Who), ("home", Home), ("bench", Bench), ("reasons", Reasons), ("contact", Contact))
