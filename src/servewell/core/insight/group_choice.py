"""Which attributes of cases could be groups to compare, and where comparing by them needs a legal ground first.

Names are matched in several languages. What is not recognised is neither proposed nor warned of: whoever chooses
another attribute knows better what it holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from servewell.core.eventlog.log import Attribute, EventLog

MOST_VALUES: Final = 50

# What a group can be, by the starts of words that name it. Special kinds: GDPR, article 9 (1).
_SPECIAL: Final[Mapping[str, str]] = {
    "religious belief": "religi faith denomination konfession glauben kirche geloof kerk culte confession iglesia"
    " chiesa wyznanie trossamfund grefydd الدين",
    "ethnic origin": "ethnic ethnisch etnia etnisk etnisch ethnie etnic race racial rasse ras pochodzenie ethnig"
    " herkunft afkomst origine_ethnique origen_etnico migrationshintergrund indigenous roma العرق",
    "health": "health disab diagnos illness disease condition_medical underlying_condition medical handicap behinder"
    " krankheit gesundheit gezondheid ziekte santé sante maladie salud enferm discapac salute malattia invalid"
    " niepełnosprawn hälsa sjukdom anabledd iechyd pregnan schwanger الصحة إعاقة",
    "sexual orientation": "sexual_orient sexuelle_orient orientation_sexuelle orientacion_sexual seksuele lgbt gay"
    " same_sex gleichgeschlecht",
    "political opinion": "politic political party_member partei_mitglied parteizug opinion_politique"
    " afiliacion_politica ideolog",
    "union membership": "union_member trade_union gewerkschaft vakbond syndicat sindicat sindical zwiazk fackfören",
    "genetic or biometric data": "genetic genetisch genom dna biometri fingerprint fingerabdruck",
}  # fmt: skip
# Grounds on which people must not be treated differently: EU Charter, article 21; Equality Act 2010 (GB), section 4.
_GROUNDS: Final[Mapping[str, str]] = {
    "sex": "gender sex geschlecht geslacht sexe sexo sesso genre género genero genere płeć plec kön rhyw الجنس",
    "age": "age age_band age_group agegroup alter altersgruppe leeftijd âge edad età eta idade wiek ålder oed yob"
    " birth_year geburtsjahr العمر",
    "nationality": "citizen citizenship national nationality staatsangehör staatsbürger nationaliteit nationalité"
    " nacionalidad cittadin obywatel medborg birthplace country_of_birth foreign ausländ dinasydd الجنسية",
    "language": "language lang sprache taal langue idioma lengua lingua język jezyk språk iaith speaking speaker"
    " mother_tongue muttersprach اللغة",
    "marital status": "marital married familienstand verheiratet burgerlijke situation_familiale estado_civil"
    " stato_civile civilstånd",
    "belonging to a protected group": "protected vulnerable minority geschützt beschermd protégé protegid protett"
    " chronion",
}  # fmt: skip
_OTHERS: Final[Mapping[str, str]] = {
    "channel": "channel kanal kanaal canal canale sianel medium intake_method source_channel submitted_by_channel",
    "place": "district region borough ward neighbo quarter bezirk stadtteil stadtbezirk ortsteil landkreis wijk buurt"
    " gemeente arrondissement quartier distrito barrio quartiere municipio dzielnica stadsdel ardal council_area"
    " postal postcode zip plz postleitzahl area",
    "device": "device browser gerät apparaat appareil dispositivo urządzenie enhet dyfais",
    "income or insurance": "income einkommen inkomen revenu ingreso reddito insurance versicherung verzekering"
    " assurance seguro assicurazione private_insurance benefit_recipient",
    "education": "education bildung schulabschluss opleiding scolarité educacion istruzione wykształcenie utbildning"
    " years_of_education",
    "kind of applicant": "applicant_type customer_type client_type antragstellerart kundengruppe is_represented"
    " represented helped household_size",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """An attribute by which people could be compared: what it tells, and what to heed, in words ('' if nothing).

    `is_proposed` is false for special kinds of personal data: by those nobody is compared unasked.
    """

    name: str
    tells: str
    care: Literal["none", "protected ground", "special kind"]
    warning: str
    is_proposed: bool


def group_choices(log: EventLog) -> tuple[GroupChoice, ...]:
    """Return the attributes of a log by which groups of people could be compared, in the order of the log."""
    found = (group_choice(one.name) for one in log.attributes if can_group(one))
    return tuple(one for one in found if one is not None)


def can_group(attribute: Attribute) -> bool:
    """Say whether an attribute makes groups at all: 2 to 50 values, or a number of which bands can be made."""
    if attribute.kind == "time" or attribute.values < 2:
        return False
    return attribute.values <= MOST_VALUES or attribute.kind == "number"


def group_choice(name: str) -> GroupChoice | None:
    """Return what an attribute of this name tells about people, or None if it is not recognised."""
    words = _words(name)
    for tells, pattern in _PATTERNS["special kind"].items():
        if pattern.search(words):
            return GroupChoice(name, tells, "special kind", _special(name, tells), is_proposed=False)
    for tells, pattern in _PATTERNS["protected ground"].items():
        if pattern.search(words):
            return GroupChoice(name, tells, "protected ground", _ground(name, tells), is_proposed=True)
    for tells, pattern in _PATTERNS["none"].items():
        if pattern.search(words):
            return GroupChoice(name, tells, "none", "", is_proposed=True)
    return None


def _special(name: str, tells: str) -> str:
    return (
        f"‘{name}’ may tell of {tells}: a special kind of personal data (GDPR, article 9). Compare by it only with a "
        "legal ground that allows this, and let few people see the result."
    )


def _ground(name: str, tells: str) -> str:
    what = tells if tells.startswith("belonging") else f"people’s {tells}"
    return (
        f"‘{name}’ may tell of {what}, on which nobody may be treated worse. Comparing by it is how unequal treatment "
        "is found, and needs a legal ground for using the data in this way."
    )


def _words(name: str) -> str:
    """`yearsOfEducation` and `years-of-education` become `_years_of_education`."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return "_" + re.sub(r"[\W_]+", "_", parted.casefold())


def _pattern(words: str) -> re.Pattern[str]:
    """Words of up to four letters count whole (`age` is not in `agency`), longer ones from their start."""
    parts = (f"{re.escape(word.casefold())}{'(?:_|$)' if len(word) <= 4 else ''}" for word in words.split())
    return re.compile("_(?:" + "|".join(parts) + ")")


_PATTERNS: Final = {
    care: {tells: _pattern(words) for tells, words in named.items()}
    for care, named in (("special kind", _SPECIAL), ("protected ground", _GROUNDS), ("none", _OTHERS))
}
