"""The people of every test: a resident, her helper, two caseworkers, a service owner, an approver, an auditor, an
operator, and a stranger from the neighbouring agency. And a small service for them to meet at.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from servewell.apps.cases import operations as cases
from servewell.apps.people import operations as people
from servewell.apps.people import queries as who
from servewell.apps.people.actor import GUEST, SYSTEM, Actor, guest_of_case, guest_of_draft
from servewell.apps.services import operations as services

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday

PERMIT = """\
service: parking-permit
title: Apply for a parking permit
summary: Park near your home.
agency: riverton
language: en
languages: [en, es]
for: Residents of Riverton
channels: [online, phone, counter]
promise: {decide within: 10 working days, for: 90%}
fee: if blind then 0 else 10
fee text: 10 euro; nothing for blind people.
criteria:
  lives_here:
    rule: postcode = "4011"
    title: You live in Riverton
    otherwise: You need to live in Riverton.
pages:
  - page: about-you
    title: About you
    ask:
      full_name: {type: name, label: What is your full name?}
      born_on: {type: date, label: When were you born?}
      email: {type: e-mail, label: What is your e-mail address?, optional: yes}
  - page: home
    title: Your home
    ask:
      postcode: {type: text, label: What is your postcode?}
      blind: {type: yes or no, label: Are you registered blind?}
      car: {type: text, label: Which car do you have?, only if: blind = false}
      proof: {type: file, accept: [pdf, jpg], max size: 1 MB, max files: 2, optional: yes, label: Proof of address}
  - page: elsewhere
    title: You cannot apply
    only if: lives_here = false
    end: {because: You do not live in Riverton., instead: Ask your own town.}
declaration: I confirm that this is true.
stages: [received, {stage: checking, title: Checking}, decided]
decisions:
  approve: {title: Approved, output: permit, valid for: 3 years, text: You can park.}
  refuse:
    title: Refused
    reasons: {no_proof: There is no proof of your address.}
    appeal within: 28 days
    appeal: Write to us.
"""
PERMIT_ES = """\
language: es
title: Solicitar un permiso de aparcamiento
summary: Aparque cerca de su casa.
for: Residentes de Riverton
fee text: 10 euros; nada para personas ciegas.
declaration: Confirmo que esto es verdad.
criteria:
  lives_here: {title: Vive en Riverton, otherwise: Tiene que vivir en Riverton.}
pages:
  about-you: {title: Sobre usted}
  home: {title: Su casa}
  elsewhere: {title: No puede solicitarlo, because: No vive en Riverton., instead: Pregunte en su municipio.}
ask:
  full_name: {label: ¿Cuál es su nombre completo?}
  born_on: {label: ¿Cuándo nació?}
  email: {label: ¿Cuál es su correo electrónico?}
  postcode: {label: ¿Cuál es su código postal?}
  blind: {label: ¿Está registrado como ciego?}
  car: {label: ¿Qué coche tiene?}
  proof: {label: Prueba de domicilio}
stages:
  received: {title: Recibido}
  checking: {title: En revisión}
  decided: {title: Decidido}
decisions:
  approve: {title: Aprobado, text: Puede aparcar.}
  refuse: {title: Denegado, appeal: Escríbanos., reasons: {no_proof: No hay prueba de su domicilio.}}
"""
ABOUT_YOU = {"full_name": "Ana Silva", "born_on": "1950-02-28", "email": "ana@mail.example"}
HOME = {"postcode": "4011", "blind": False, "car": "A small one"}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, and the version of the service they meet at."""

    resident: Actor  # Ana, signed in
    helper: Actor  # Rui, who helps her, signed in
    amina: Actor  # caseworker
    boris: Actor  # caseworker
    owner: Actor
    approver: Actor
    auditor: Actor
    operator: Actor
    stranger: Actor  # caseworker of the neighbouring agency
    service: str
    version: str

    @property
    def staff(self) -> tuple[Actor, ...]:
        """Everybody who works for Riverton."""
        return (self.amina, self.boris, self.owner, self.approver, self.auditor, self.operator)


def assemble() -> Cast:
    """Create agencies, accounts and roles, and publish the service."""
    year_ago = NOW - timedelta(days=400)
    for slug, name in (("riverton", "City of Riverton"), ("hillford", "Town of Hillford")):
        people.create_agency(slug=slug, name=name, timezone="Europe/Lisbon", by=SYSTEM, now=year_ago)
    owner = _person("owner", "Olga Owner", "service_owner")
    published = services.publish_version(definition_text=PERMIT, translations={"es": PERMIT_ES}, by=owner, now=year_ago)
    return Cast(
        resident=_person("ana", "Ana Silva"),
        helper=_person("rui", "Rui Silva"),
        amina=_person("amina", "Amina Diallo", "caseworker"),
        boris=_person("boris", "Boris Novak", "caseworker"),
        owner=owner,
        approver=_person("petra", "Petra Prue", "approver"),
        auditor=_person("audra", "Audra Udit", "auditor"),
        operator=_person("oto", "Oto Perator", "operator"),
        stranger=_person("stan", "Stan Stranger", "caseworker", agency="hillford"),
        service=published.service,
        version=published.version,
    )


def begin(cast: Cast, *, by: Actor = GUEST, now: datetime = NOW, language: str = "en", channel: str = "online") -> str:
    """Begin a draft and return its id."""
    return cases.begin_draft(
        service=cast.service, language=language, channel=channel, device="phone", by=by, now=now
    ).draft_id


def fill(draft_id: str, *, by: Actor | None = None, now: datetime = NOW, **answers: object) -> None:
    """Answer every page."""
    by = by or guest_of_draft(draft_id)
    for page, given in (("about-you", ABOUT_YOU), ("home", HOME)):
        merged = {name: answers.get(name, value) for name, value in given.items()}
        cases.save_page(draft_id=draft_id, page=page, answers=merged, by=by, now=now)


def apply(cast: Cast, *, now: datetime = NOW, language: str = "en", **answers: object) -> tuple[str, Actor]:
    """Apply as a guest; return the case's id and the actor who holds its secret."""
    draft_id = begin(cast, now=now, language=language)
    fill(draft_id, now=now, **answers)
    sent = cases.submit(draft_id=draft_id, submission_key=f"key-{draft_id}", by=guest_of_draft(draft_id), now=now)
    return sent.case_id, guest_of_case(sent.case_id)


def _person(mailbox: str, name: str, role: str = "", *, agency: str = "riverton") -> Actor:
    email = f"{mailbox}@{agency}.example"
    year_ago = NOW - timedelta(days=400)
    account = people.create_account(email=email, name=name, by=SYSTEM, now=year_ago)
    if role:
        people.grant_role(account_id=account, agency=agency, role=role, by=SYSTEM, now=year_ago)
    return who.actor_by_email(email)
