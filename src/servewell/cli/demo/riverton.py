"""Riverton, the made-up agency of the demo: its staff, its residents' names, its streets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

AGENCY = "riverton"
AGENCY_NAME = "City of Riverton"
NEIGHBOUR = "lakeside"
NEIGHBOUR_NAME = "Town of Lakeside"
TIMEZONE = "Europe/Lisbon"
PHONE = "+351 210 000 000"
EMAIL = "hello@riverton.example"
OFFICE = "City Office, 1 Market Square, Monday to Friday 9:00 to 17:00"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in to the demo."""

    email: str
    name: str
    role: str | None = None  # None: a resident
    agency: str = AGENCY


STAFF = (
    Person("amina@riverton.example", "Amina Haddad", "caseworker"),
    Person("joao@riverton.example", "João Pereira", "caseworker"),
    Person("mei@riverton.example", "Mei Tanaka", "caseworker"),
    Person("olga@riverton.example", "Olga Lindqvist", "service_owner"),
    Person("peter@riverton.example", "Peter Okafor", "approver"),
    Person("ruth@riverton.example", "Ruth Adler", "auditor"),
    Person("sam@riverton.example", "Sam Brook", "operator"),
)
STRANGER = Person("nora@lakeside.example", "Nora Weiss", "caseworker", NEIGHBOUR)
RESIDENTS = (
    Person("ana.silva@mail.example", "Ana Silva"),
    Person("yusuf.karim@mail.example", "Yusuf Karim"),
)

GIVEN_NAMES = (
    "Ana", "Yusuf", "Grace", "Tomás", "Leila", "Henrik", "Mariam", "Pablo", "Ines", "Kofi", "Zeynep", "Luca", "Noor",
    "Elif", "Marta", "Ivan", "Sofía", "Amal", "Jonas", "Rosa", "Samira", "Hugo", "Aisha", "Diego", "Clara", "Omar",
)  # fmt: skip
FAMILY_NAMES = (
    "Silva", "Karim", "Mbeki", "Ortega", "Nasser", "Berg", "Haddad", "Costa", "Mensah", "Yılmaz", "Rossi", "Rahman",
    "Novak", "García", "Fischer", "Almeida", "O'Brien-Nguyen", "Dubois", "Kowalska", "Santos", "Ibrahim", "Lund",
)  # fmt: skip


def holidays(year: int) -> tuple[date, ...]:
    """Return Riverton's public holidays of a year (fixed dates only: it is a made-up city)."""
    return tuple(
        date(year, month, day) for month, day in ((1, 1), (5, 1), (6, 10), (8, 15), (11, 1), (12, 25), (12, 26))
    )
