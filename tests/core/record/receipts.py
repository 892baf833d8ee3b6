"""Receipts, true and broken ones, on which every verifier has to say the same: written to receipts.json.

`python -m tests.core.record.receipts` writes the file anew.
"""

import base64
import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path

from servewell.core.record import Header, canonical_bytes, commit, header_bytes, leaf
from servewell.core.record.checkpoints import WITNESS, Signer
from servewell.core.record.edge import Edge, full_root
from servewell.core.record.proof import inclusion_path, proof_text

FILE = Path(__file__).with_name("receipts.json")
SIGNER = Signer("services.riverton.example/record", bytes(range(32)))
OTHER = Signer("services.riverton.example/record", bytes(32))
FOREIGN = Signer("services.hillford.example/record", bytes(range(32)))
WITNESSES = Signer("witness.hillford.example", bytes(range(1, 33)), WITNESS)
SALTS = bytes([0xAB] * 32), bytes([0xC9] * 32)
MOMENT = "2026-11-24T09:00:00.000000Z"
HEADER = Header("case:4f3a", 3, "", "decided", "account:7", MOMENT, MOMENT, "permit", "v1", {"decision": "approve"})
BODY = {
    "explanation": 'Ñandú 10 € "quoted"\n\ttab \u2028 \x7f 👍 مرحبا',
    "number": 12,
    "none": None,
    "list": [True, ""],
}


def made(
    place: int, size: int, told: dict | None = None, *, header: bytes = header_bytes(HEADER),
    body: bytes = canonical_bytes(BODY), signer: Signer = SIGNER,
) -> str:  # fmt: skip
    """Return the receipt of leaf `place` among `size`; `told` goes over what is said (None takes a part away)."""
    commits = commit(SALTS[0], header), commit(SALTS[1], body)
    leaves = [hashlib.sha256(bytes([n % 256, n // 256])).digest() for n in range(size)]
    leaves[place] = leaf(*commits)
    edge = Edge()
    edge.add(leaves)
    path = inclusion_path(place, size, lambda level, index: full_root(leaves[index << level : (index + 1) << level]))
    says = {
        "v": 1, "header": header.decode(), "body": body.decode(), "header_salt": SALTS[0].hex(),
        "body_salt": SALTS[1].hex(), **(told or {}),
    }  # fmt: skip
    extra = canonical_bytes({name: value for name, value in says.items() if value is not None})
    return proof_text(extra, place, path, signer.sign(size, edge.root()))


def erased(place: int, size: int, *, header: bytes = header_bytes(HEADER)) -> str:
    told = dict.fromkeys(("header", "body", "header_salt", "body_salt"))
    commits = commit(SALTS[0], header), commit(SALTS[1], canonical_bytes(BODY))
    return made(place, size, told | {"header_commit": commits[0].hex(), "body_commit": commits[1].hex()})


def with_extra(receipt: str, extra: bytes) -> str:
    lines = receipt.split("\n")
    lines[1] = f"extra {base64.b64encode(extra).decode()}"
    return "\n".join(lines)


def extra_of(receipt: str) -> bytes:
    return base64.b64decode(receipt.split("\n")[1].removeprefix("extra "))


def vectors() -> Iterator[dict[str, object]]:
    """Yield name, key, receipt, and what it proves: number and size, or null."""
    key, usual = str(SIGNER.verifier), made(10, 21)
    for place, size in ((0, 1), (0, 2), (1, 2), (2, 3), (6, 7), (0, 256), (255, 256), (256, 257), (10, 21)):
        yield true(f"number {place + 1} of {size}", made(place, size), place, size)
    yield true("without content", made(4, 9, body=b""), 4, 9)
    yield true("erased", erased(4, 9), 4, 9)
    yield true("lines that end as mail programs end them", usual.replace("\n", "\r\n"), 10, 21)
    yield true("cosigned", f"{usual}{WITNESSES.cosign(usual.split(chr(10) * 2, 1)[1], at=1_800_000_000)}\n", 10, 21)
    yield true("a line of somebody unknown", f"{usual}— somebody AAAA\n", 10, 21)
    yield true("a line that is no signature", f"{usual}— somebody else AAAA=A\n", 10, 21)
    for name, text in broken(usual):
        yield {"name": name, "key": key, "receipt": text, "proves": None}
    for name, wrong in wrong_keys():
        yield {"name": name, "key": wrong, "receipt": usual, "proves": None}


def true(name: str, receipt: str, place: int, size: int) -> dict[str, object]:
    return {"name": name, "key": str(SIGNER.verifier), "receipt": receipt, "proves": [place + 1, size]}


def wrong_keys() -> Iterator[tuple[str, str]]:
    key = str(SIGNER.verifier)
    yield "another key", str(OTHER.verifier)
    yield "another record", str(FOREIGN.verifier)
    yield "the key of a witness", str(WITNESSES.verifier)
    yield "a key cut short", key[:-4]
    yield "a key whose number is another's", key.replace(key.split("+")[1], "00000000")
    yield "no key", ""
    yield "a name alone", "services.riverton.example/record"


def broken(usual: str) -> Iterator[tuple[str, str]]:
    yield from broken_frames(usual)
    yield from broken_extras(usual)
    yield "another's signature", made(10, 21, signer=OTHER)
    yield "another record's", made(10, 21, signer=FOREIGN)
    yield "an index beyond the record", made(0, 1).replace("index 0", "index 5")
    yield "a header that is no JSON", made(4, 9, header=b"decided")
    yield "a header that is a list", made(4, 9, header=b"[]")
    yield "a header that is nothing", made(4, 9, header=b"null")
    yield "a header without its time", made(4, 9, header=b'{"subject":"case:1"}')
    yield "a body that is no JSON", made(4, 9, body=b"{")
    yield "erased in part", made(4, 9, {"body": None, "body_salt": None})
    yield "commitments that share their bytes otherwise", shifted()
    rng = random.Random(7)
    for number in range(40):
        at = rng.randrange(len(usual))
        other = rng.choice([one for one in "Az09+/=\n —" if one != usual[at]])
        yield f"character {number}: {at}", usual[:at] + other + usual[at + 1 :]


def broken_frames(usual: str) -> Iterator[tuple[str, str]]:
    lines = usual.split("\n")
    yield "nothing", ""
    yield "another first line", usual.replace("@v1", "@v2")
    yield "cut off", usual[: len(usual) // 2]
    yield "without its last line end", usual[:-1]
    yield "a blank line too many", usual.replace("\n\n", "\n\n\n", 1)
    yield "something before it", f" {usual}"
    yield "something behind it", f"{usual}more"
    yield "lone returns", usual.replace("\n", "\r")
    yield "an index with a zero before it", usual.replace("index 10", "index 010")
    yield "an index in other digits", usual.replace("index 10", "index 1٠")
    yield "another index", usual.replace("index 10", "index 11")
    yield "a hash of the path taken away", "\n".join(lines[:3] + lines[4:])
    yield "a hash of the path twice", "\n".join([*lines[:4], *lines[3:]])
    yield "two hashes changed places", "\n".join([*lines[:3], lines[4], lines[3], *lines[5:]])
    yield "another size", usual.replace("\n21\n", "\n22\n")
    yield "a size with a zero before it", usual.replace("\n21\n", "\n021\n")
    yield "signed twice", usual + lines[-2] + "\n"
    yield "a witness whose base64 could be written otherwise", f"{usual}— somebody AB==\n"
    yield "no signature", usual[: usual.index("— ")]
    yield "signed by nobody known", usual.replace("— services.riverton.example/record", "— somebody")
    yield "seventeen signatures", usual + "— somebody AAAA\n" * 16


def broken_extras(usual: str) -> Iterator[tuple[str, str]]:
    extra = extra_of(usual)
    told = json.loads(extra)
    for name in told:
        less = {one: value for one, value in told.items() if one != name}
        yield f"without {name}", with_extra(usual, canonical_bytes(less))
    for name, value in {
        "v": 2, "more": "", "header_salt": told["header_salt"].upper(), "body_salt": told["header_salt"],
        "header_commit": "00" * 32, "body": told["body"].replace("10 €", "90 €"), "body_commit": "",
        "header": told["header"].replace("approve", "refused"),
    }.items():  # fmt: skip
        yield f"{name} is another", with_extra(usual, canonical_bytes({**told, name: value}))
    yield "a salt with a space", with_extra(usual, canonical_bytes({**told, "body_salt": f" {told['body_salt']}"}))
    yield "a number for a text", with_extra(usual, canonical_bytes({**told, "body": 1}))
    yield "v is true", with_extra(usual, extra.replace(b'"v":1', b'"v":true'))
    yield "v is a fraction", with_extra(usual, extra.replace(b'"v":1', b'"v":1.0'))
    yield "spaces in the JSON", with_extra(usual, extra.replace(b'"v":1', b'"v": 1'))
    yield "keys in another order", with_extra(usual, json.dumps(dict(reversed(told.items()))).encode())
    yield "a key twice", with_extra(usual, extra.replace(b'"v":1', b'"v":1,"v":1'))
    yield "letters as escapes", with_extra(usual, json.dumps(told, sort_keys=True, separators=(",", ":")).encode())
    yield "a NUL", with_extra(usual, extra.replace(b"tab", b"\\u0000"))
    yield "a byte that is no UTF-8", with_extra(usual, extra.replace("Ñ".encode(), b"\xff"))
    yield "a byte order mark", with_extra(usual, b"\xef\xbb\xbf" + extra)
    yield "a list", with_extra(usual, b"[]")
    yield "nothing said", with_extra(usual, b"null")
    yield "base64 that could be written otherwise", usual.replace("extra eyJ", "extra eyK", 1)
    yield "base64 of the web's kind", usual.replace("+", "-")


def shifted() -> str:
    """A receipt of an erased event whose two commitments share the same 64 bytes in another way."""
    receipt = erased(4, 9)
    told = json.loads(extra_of(receipt))
    both = told["header_commit"] + told["body_commit"]
    return with_extra(receipt, canonical_bytes({**told, "header_commit": both[:62], "body_commit": both[62:]}))


if __name__ == "__main__":
    FILE.write_text(json.dumps(list(vectors()), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
