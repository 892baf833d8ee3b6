"""What the script says while somebody writes up to a limit: every sentence in the active language and plural form."""

from __future__ import annotations

from typing import Final

from django.utils.translation import get_language, gettext, ngettext

# A number of each plural category (CLDR) of our languages.
_CATEGORIES: Final = {
    "ar": {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100},
    "cy": {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 6, "other": 4},
}
_TWO_FORMS: Final = {"one": 1, "other": 2}


def count_texts(is_words: object) -> dict[str, str]:
    """Return the `data-i18n` attributes of govuk-frontend's character count."""
    unit = "words" if is_words else "characters"
    texts = {f"data-i18n.{unit}-at-limit": gettext("You have nothing left")}
    for category, count in _CATEGORIES.get((get_language() or "en").partition("-")[0], _TWO_FORMS).items():
        if is_words:
            under = ngettext("You have %{count} word left", "You have %{count} words left", count)
            over = ngettext("You have %{count} word too many", "You have %{count} words too many", count)
        else:
            under = ngettext("You have %{count} character left", "You have %{count} characters left", count)
            over = ngettext("You have %{count} character too many", "You have %{count} characters too many", count)
        texts[f"data-i18n.{unit}-under-limit.{category}"] = under
        texts[f"data-i18n.{unit}-over-limit.{category}"] = over
    return texts
