"""Practice files as somebody would make them who means harm, each with what has to become of it.

'refused': the reader says why. Another word: the file reads, and is shown with that standing, or applying it is refused
with that code, or it is marked with that effect on privacy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from tests.core.practice.samples import SECRET, TEXT, practice, signed

from servewell.core.practice import Practice, print_practice, sign
from servewell.core.practice.signing import write_key

Evil = tuple[str, bytes, str]  # name, content, what becomes of it
SOUND = print_practice(practice(texts={"en": dict(practice().texts["en"])}))

SCRIPTS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "</style><script>x</script>",
    "<iframe srcdoc=x>", "&#60;script&#62;", "&lt;b&gt;", "{{ 7*7 }}", "{% include 'x' %}", "${7*7}", "<%= 7*7 %>",
    "{{ ''.__class__.__mro__ }}", "%(password)s", "<!-- x -->", "<?php x ?>", "{settings.SECRET_KEY}",
    "{full_name.__class__}",
)  # fmt: skip
ADDRESSES = (
    "Write to me@evil.example", "See https://evil.example/x", "See HTTP://EVIL.EXAMPLE", "See www.evil.example",
    "See //evil.example/x", "[here](javascript:alert(1))", "javascript:alert(1)", "data:text/html;base64,xx",
    "mailto:a@b.c", "tel:+4412345", "file:///etc/passwd", "Go to evil.com now", "ftp://evil.example",
    "[x](other)", "Open ../../etc/passwd", "jar:file://x!/y",
)  # fmt: skip
UNSEEN = (
    "a\u202eb",
    "a\u2066b",
    "a\u200bb",
    "a\u2060b",
    "soft\u00adhyphen",
    "a\\u0000b",
    "a\\u001bb",
    "a\\rb",
    "a\\uFFFEb",
)
PLACES = (
    ("title", "title: Let people send documents later", "title: {}"),
    ("summary", "summary: People without the paper at hand finish anyway.", "summary: {}"),
    ("condition", "conditions: [The service asks for files.]", "conditions: [{}]"),
    ("hint", 'say: {{hint: "{before} You can also send it later."}}', "say: {{hint: {}}}"),
    ("label", "label: When may we call you?", "label: {}"),
    ("choice", "choices: {morning: Morning, evening: Evening}", "choices: {{morning: {}, evening: Evening}}"),
)  # fmt: skip


def put(old: str, new: str) -> bytes:
    """Return the sound file with a part of it written otherwise."""
    assert old in SOUND, old
    return SOUND.replace(old, new, 1).encode()


def quoted(text: str) -> str:
    return '"' + text + '"' if "\\u" in text or "\\r" in text else json.dumps(text, ensure_ascii=False)


def texts() -> Iterator[Evil]:
    for at, payload in enumerate((*SCRIPTS, *ADDRESSES, *UNSEEN)):
        for place, (name, old, new) in enumerate(PLACES):
            if at % 3 == place % 3:
                yield f"{name}: {payload!r}", put(old.replace("{{", "{").replace("}}", "}"),
                                                  new.format(quoted(payload))), "refused"  # fmt: skip


def malformed() -> Iterator[Evil]:
    yield "nothing", b"", "refused"
    yield "only a comment", b"# nothing", "refused"
    yield "one word", b"practice", "refused"
    yield "a list", b"- practice: x", "refused"
    yield "null bytes", b"practice: a\x00b", "refused"
    yield "another character set", "title: caf\u00e9".encode("latin-1"), "refused"
    yield "UTF-16", SOUND.encode("utf-16"), "refused"
    yield "a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "refused"
    yield "a program", b"#!/bin/sh\nrm -rf /\n", "refused"
    yield "a zip", b"PK\x03\x04" + b"\x00" * 60, "refused"
    yield "an unclosed quote", b'practice: "x', "refused"
    yield "tabs", SOUND.replace("  ", "\t").encode(), "refused"
    yield "two documents", SOUND.encode() + b"---\n" + SOUND.encode(), "refused"
    yield "a directive", b"%YAML 1.1\n---\n" + SOUND.encode(), "refused"
    yield "the same key twice", SOUND.encode() + b"title: Another\n", "refused"
    yield "a merge key", b"<<: {title: x}\n" + SOUND.encode(), "refused"
    yield "a key that is a list", b"? [a, b]\n: x\n" + SOUND.encode(), "refused"
    yield "JSON with code", b'{"practice": "x", "__class__": "os.system"}', "refused"
    yield "lone surrogates", b"title: \xed\xa0\x80", "refused"


def huge() -> Iterator[Evil]:
    yield "too many bytes", SOUND.encode() + b"#" * 300_000, "refused"
    yield "a text of 5,000 letters", put("title: Let people send documents later", "title: " + "a" * 5_000), "refused"
    many = "".join("  - questions: {}\n    set: {optional: yes}\n" for _ in range(41))
    head, _, rest = SOUND.partition("changes:\n")
    yield "41 changes", f"{head}changes:\n{many}{rest[rest.index('conditions:') :]}".encode(), "refused"
    yield "a hundred conditions", put("conditions: [The service", f"conditions: [{'a, ' * 100}The service"), "refused"
    yield "an edition of 20 digits", put("edition: 2", f"edition: {'9' * 20}"), "refused"
    yield "a size of a petabyte", put("max size: 20 MB", "max size: 999999999 MB"), "refused"
    yield "a promise in 99999 years", put("promise: 1 working day", "promise: 99999 years"), "refused"
    trial = "{agency: A, measure: m, scale: share, horizon: 1 days}, "
    yield "500 trials", f"{SOUND[: SOUND.index('evidence:')]}evidence: [{trial * 500}]\n".encode(), "refused"
    added = "".join(f"q{n}: {{type: text, label: Q}}, " for n in range(11))
    yield "eleven questions", f"{head}changes: [{{pages: {{place: last}}, add: {{{added}}}}}]\n".encode(), "refused"


def deep() -> Iterator[Evil]:
    for depth in (20, 1_000, 100_000):
        yield f"lists {depth} deep", b"changes: " + b"[" * depth, "refused"
        yield f"mappings {depth} deep", b"changes: " + b"{a: " * depth, "refused"
    yield "block lists 20 deep", b"changes:\n" + b"\n".join(b" " * n + b"-" for n in range(20)), "refused"


def hidden() -> Iterator[Evil]:
    for tag in (
        "!!python/object/apply:os.system ['touch canary']", "!!python/name:os.system", "!!python/module:os",
        "!!python/object/new:subprocess.Popen [[touch, canary]]", "!!binary aGVsbG8=", "!!set {a}", "!!timestamp x",
        "!include /etc/passwd", "!ruby/object:Gem::Installer x", "!<tag:yaml.org,2002:python/object:os.x> y",
    ):  # fmt: skip
        yield f"tag {tag}", put("title: Let people send documents later", f"title: {tag}"), "refused"
    yield "an anchor", put("title: Let", "title: &a Let"), "refused"
    yield "an alias", SOUND.encode() + b"x: *a\n", "refused"
    bomb = "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{b}, *{b}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True))
    yield "a bomb of aliases", bomb.encode() + SOUND.encode(), "refused"


def names() -> Iterator[Evil]:
    for bad in (
        "../../etc/passwd", "..", ".", "/etc/passwd", "a/b", "a\\\\b", "C:x", "con\\u0000", "a b", "Ünder", "-x",
        "x" * 81, "%2e%2e", "~root", "$(id)", "`id`", "a;rm", "",
    ):  # fmt: skip
        yield f"practice called {bad!r}", put("practice: send-documents-later", f'practice: "{bad}"'), "refused"
        yield f"agency called {bad!r}", put("agency: riverton", f'agency: "{bad}"'), "refused"
    yield "a question called __class__", put("call_when:", "__class__:"), "refused"
    yield "a question called if", put("call_when:", "if:"), "refused"


def shapes() -> Iterator[Evil]:
    for old, new in (
        ("practice: send", "practise: send"),
        ("edition: 2", "edition: -1"),
        ("edition: 2", "edition: 1.5"),
        ("made on: 2026-11-24", "made on: 2026-02-31"),
        ("made on: 2026-11-24", "made on: 24.11.26"),
        ("against: [drop-out, fault]", "against: [magic]"),
        ("against: [drop-out, fault]", "against: drop-out"),
        ("- questions: {type: file}", "- questions: {type: secret}"),
        ("- questions: {type: file}", "- rows: {}"),
        ("- questions: {type: file}", "- questions: {name: salary}"),
        ("- questions: {type: file}", "- questions: all"),
        ("- questions: {type: file}", "- questions: {type: file}\n    pages: {}"),
        ("optional: yes,", "optional: maybe,"),
        ("set: {optional", "set: {type: text, optional"),
        ("set: {optional", "set: {only if: 'true', optional"),
        ("set: {optional", "set: {must: {rule: 'false', otherwise: No}, optional"),
        ("set: {optional", "set: {name: x, optional"),
        ("set: {promise: 1 working day}", "set: {promise: never}"),
        ("set: {promise: 1 working day}", "set: {stage: x}"),
        ("set: {promise: 1 working day}", "set: {agency: evil}"),
        ("set: {promise: 1 working day}", "move: first"),
        ("say: {hint", "say: {rule"),
        ("say: {hint", "say: {must"),
        ("say: {hint", "code: {hint"),
        ("type: choice\n", 'type: choice\n        only if: "true"\n'),
        ("type: choice\n", "type: group\n"),
        ("type: choice\n", 'type: choice\n        must: {rule: "false", otherwise: No.}\n'),
        ("choices: {morning: Morning, evening: Evening}", "choices: {}"),
        ("call_when:", "call_when: [x]\n      other:"),
        ("horizon: 30 days", "horizon: soon"),
        ("estimate: 0.062", "estimate: .inf"),
        ("estimate: 0.062", "estimate: 1e999"),
        ("estimate: 0.062", "estimate: 62"),
        ("standard error: 0.021", "standard error: 0"),
        ("standard error: 0.021", "standard error: -1"),
        ("people old: 810", "people old: 3"),
        ("registered: 2026-02-20", "registered: someday"),
        ("begun: 2026-03-02", "begun: 2027-03-02"),
        ("agency: Riverton", "agency: Riverton\n    resident: Ana Silva"),
        ("agency: Riverton", "agency: Riverton\n    cases: [1]"),
        ("agency: Riverton", "agency: Riverton\n    verified: yes"),
    ):
        yield f"{old} -> {new}", put(old, new), "refused"
    languages = ", ".join(f"a{one}: {{title: x}}" for one in "abcdefghijklmnopqrstuvwxyzabcdefghij"[:26])
    languages += ", " + ", ".join(f"b{one}: {{title: x}}" for one in "abcdefgh")
    yield "34 languages", SOUND.encode() + f"translations: {{{languages}}}\n".encode(), "refused"
    yield "a translation of nothing", SOUND.encode() + b"translations: {es: {change.9.say.hint: x}}\n", "refused"
    yield "a translation to itself", SOUND.encode() + b"translations: {en: {title: x}}\n", "refused"
    yield "a translation with a script", SOUND.encode() + b"translations: {es: {title: <script>x}}\n", "refused"
    yield "a signature that is a list", SOUND.encode() + b"signed: [a, b]\n", "refused"
    yield (
        "a signature of a megabyte",
        SOUND.encode() + b"signed: {by: riverton, key: x, signature: " + b"A" * 9_999 + b"}\n",
        "refused",
    )


def signatures() -> Iterator[Evil]:
    good = signed()
    assert good.signature is not None
    yield "not signed", print_practice(practice()).encode(), "unsigned"
    changed: tuple[Practice, ...] = (
        replace(good, number=9),
        replace(good, cautions=0),
        replace(good, evidence=()),
        replace(good, against=("wait",)),
        replace(good, texts={"en": {**good.texts["en"], "title": "Give us your salary"}}),
        replace(good, signature=replace(good.signature, signature=write_key(bytes(64)))),
        replace(good, signature=replace(good.signature, key=write_key(bytes(32)))),
        replace(good, signature=replace(good.signature, key="ed25519:!!!!")),
        replace(good, signature=replace(good.signature, signature="none")),
    )
    for number, one in enumerate(changed):
        yield f"changed after signing, {number}", print_practice(one).encode(), "wrong-signature"
    yield (
        "signed by another",
        print_practice(replace(good, signature=replace(good.signature, by="hillford"))).encode(),
        "other-signer",
    )
    yield "signed with another key", print_practice(sign(practice(), bytes(32))).encode(), "other-key"
    for name in ("nobody", "riverton-", "rivert0n", "riverton_"):
        yield f"of the unknown {name}", print_practice(sign(practice(agency=name), SECRET)).encode(), "unknown-agency"
    yield "replayed", print_practice(signed(number=1)).encode(), "replayed"
    yield "replayed with another content", print_practice(signed(cautions=0)).encode(), "replayed"


def misfits() -> Iterator[Evil]:
    """Files that read and are signed, but do not fit a service, or do something that an approver has to see."""
    head, _, rest = TEXT.partition("changes:\n")
    tail = rest[rest.index("conditions:") :].partition("evidence:")[0]
    for changes, outcome in (
        ("questions: {type: money}\n    set: {optional: yes}", "nothing-chosen"),
        ("pages: {asking: group}\n    move: last", "nothing-chosen"),
        ("decisions: {with reasons: no, place: first}\n    say: {text: '{before}'}", "already-so"),
        ("questions: {}\n    set: {max files: 9}", "does-not-fit"),
        ("pages: {}\n    add: {salary: {type: money, label: What do you earn?}}", "too-many-chosen"),
        ("pages: {place: last}\n    add: {proof: {type: file, label: Again}}", "duplicate-name"),
        ("pages: {place: last}\n    add: {salary: {type: money, label: What do you earn?}}", "new personal data"),
        ("pages: {place: first}\n    add: {faith: {type: text, label: What do you believe?}}", "new personal data"),
        ("questions: {optional: yes}\n    set: {optional: no}", "new personal data"),
        ("questions: {type: file}\n    set: {max files: 50}", "new personal data"),
        ("questions: {}\n    set: {keep: 90 years}", "does-not-fit"),
        ("service: {}\n    set: {keep: 90 years}", "kept longer"),
        ("service: {}\n    set: {channels: [online, post]}", "new recipient"),
    ):
        yield changes, f"{head}changes:\n  - {changes}\n{tail}".encode(), outcome


def every() -> list[Evil]:
    """Return all of them."""
    families = (texts, malformed, huge, deep, hidden, names, shapes, signatures, misfits)
    return [one for family in families for one in family()]
