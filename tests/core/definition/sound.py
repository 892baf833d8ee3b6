"""A sound definition with a translation, for tests that break one thing in it."""

SOUND = """\
service: parking-permit
title: Apply for a parking permit
summary: A permit to park near your home.
agency: riverton
languages: [en, es]
for: People who live in Riverton
needs: [Proof of address]
life events: [moving]
channels: [online, phone]
promise: {decide within: 10 working days, for: 90%}
fee: if blind then 0 else price
fee text: Blind people pay nothing.
keep: 3 years
values: {price: 10, served: ["4011", "4012"]}

criteria:
  lives_here: {rule: home.postcode in served, otherwise: You need to live here.}

sections: {you: About you, rest: The rest}

pages:
  - page: about-you
    title: About you
    section: you
    ask:
      full_name: {type: name, label: What is your name?}
      home: {type: address, label: Where do you live?}

  - page: too-far
    title: You cannot apply
    only if: lives_here = false
    end: {because: You live elsewhere., instead: Ask your own town.}

  - page: sight
    title: Your sight
    section: rest
    text: |
      Hello {full_name}.

      - one
      - two
    ask:
      blind: {type: yes or no, label: Are you blind?}
      metres:
        type: number
        label: How far can you walk?
        only if: not(blind)
        must: {rule: metres >= 0, otherwise: Write a number from 0.}
        unit: m
      colour: {type: choice, label: Which colour?, choices: {red: Red, blue: Blue}}
      proof: {type: file, label: Proof, accept: [pdf, jpg], max size: 10 MB, max files: 2}
      people: {type: group, label: Who else?, each: person, at most: 9, ask: {born: {type: date, label: Born}}}

declaration: I confirm that this is true.

stages: [received, {stage: checking, promise: 3 working days}, decided]

decisions:
  approve: {title: Approved, output: permit, valid for: 3 years}
  refuse:
    title: Refused
    reasons: {elsewhere: You live elsewhere., walks: You can walk.}
    appeal within: 28 days
    appeal: Write to us.
"""

SPANISH = """\
language: es
title: Solicite un permiso
summary: Un permiso para aparcar cerca de casa.
for: Vecinos de Riverton
fee text: Las personas ciegas no pagan.
declaration: Confirmo que es cierto.
needs: [Prueba de domicilio]
criteria: {lives_here: {otherwise: Tiene que vivir aquí.}}
sections: {you: Sobre usted, rest: Lo demás}
pages:
  about-you: {title: Sobre usted}
  too-far: {title: No puede solicitarlo, because: Vive en otro lugar., instead: Pregunte en su municipio.}
  sight: {title: Su vista, text: "Hola {full_name}."}
ask:
  full_name: {label: ¿Cómo se llama?}
  home: {label: ¿Dónde vive?}
  blind: {label: ¿Es usted ciego?}
  metres: {label: ¿Cuánto puede caminar?, must: {1: Escriba un número desde 0.}}
  colour: {label: ¿Qué color?, choices: {red: Rojo, blue: Azul}}
  proof: {label: Prueba}
  people: {label: ¿Quién más?, each: persona}
  people.born: {label: Nacimiento}
stages: {received: {title: Recibida}, checking: {title: En estudio}, decided: {title: Resuelta}}
decisions:
  approve: {title: Aprobada}
  refuse: {title: Denegada, appeal: Escríbanos., reasons: {elsewhere: Vive en otro lugar., walks: Puede caminar.}}
"""

TRANSLATIONS = {"es": ("texts.es.yaml", SPANISH)}
