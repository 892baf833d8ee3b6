"""A sound practice and two services to try it on."""

from dataclasses import replace

from servewell.core.definition import Definition, parse
from servewell.core.practice import Practice, parse_practice, sign

SECRET = bytes(range(32))
TEXT = """
practice: send-documents-later
title: Let people send documents later
summary: People without the paper at hand finish anyway.
agency: riverton
edition: 2
made on: 2026-11-24
against: [drop-out, fault]
changes:
  - questions: {type: file}
    set: {optional: yes, max size: 20 MB}
    say: {hint: "{before} You can also send it later."}
  - stages: {place: first}
    set: {promise: 1 working day}
  - pages: {place: last}
    add:
      call_when:
        {type: choice, label: When may we call you?, choices: {morning: Morning, evening: Evening}, optional: yes}
conditions: [The service asks for files.]
cautions: [Staff have to ask for what is missing.]
evidence:
  - {agency: Riverton, measure: completed, scale: share, horizon: 30 days, estimate: 0.062, standard error: 0.021,
     people old: 810, people new: 790, registered: 2026-02-20, begun: 2026-03-02, finished: 2026-06-01, version: 0f3a}
translations:
  es:
    title: Permitir el envío posterior de documentos
    change.1.say.hint: "{before} También puede enviarlo más tarde."
"""
SERVICE = """
service: permit
title: Permit
agency: hillford
languages: [en, es]
keep: 2 years
pages:
  - page: who
    title: Who you are
    ask:
      full_name: {type: name, label: What is your name?}
  - page: proof
    title: Proof
    ask:
      proof: {type: file, label: Your proof, hint: A photo will do, max size: 10 MB}
      note: {type: text, label: A note, optional: yes}
stages: [received, decided]
decisions:
  approve: {}
  refuse: {reasons: {no_proof: There was no proof.}, appeal within: 28 days}
"""
SPANISH = """
language: es
title: Permiso
pages: {who: {title: Quién es}, proof: {title: Prueba}}
ask:
  full_name: {label: ¿Cómo se llama?}
  proof: {label: Su prueba, hint: Basta una foto}
  note: {label: Una nota}
stages: {received: {title: Recibido}, decided: {title: Decidido}}
decisions: {approve: {title: Aprobar}, refuse: {title: Denegar, reasons: {no_proof: No había prueba.}}}
"""


def practice(**changed: object) -> Practice:
    found = parse_practice(TEXT)
    assert found.problems == ()
    assert found.practice is not None
    return replace(found.practice, **changed)


def signed(**changed: object) -> Practice:
    return sign(practice(**changed), SECRET)


def changing(changes: str) -> Practice:
    """Return a practice with other changes, written as the items of a YAML list."""
    head, _, rest = TEXT.partition("changes:\n")
    tail = rest[rest.index("conditions:") :].partition("translations:")[0]
    found = parse_practice(f"{head}changes:\n{changes}\n{tail}")
    assert found.problems == ()
    assert found.practice is not None
    return found.practice


def service(text: str = SERVICE) -> Definition:
    found = parse(text, translations={"es": ("texts.es.yaml", SPANISH)} if "es]" in text else {})
    assert found.problems == ()
    assert found.definition is not None
    return found.definition
