"""Check a receipt of a public record with nothing but Python 3: `python3 verify_receipt.py RECEIPT KEY`.

RECEIPT is the file from the page of a case; KEY the record's public key, as the page /record/ shows it. It is true
if it leads, hash by hash, to a root signed with that key: RFC 6962, 8032, 2104, C2SP tlog-proof and signed-note.
"""

import base64, hashlib, hmac, json, pathlib, re, sys

RECEIPT = (  # what was recorded, its place, the hashes beside its way to the root, the signed root
    r"c2sp\.org/tlog-proof@v1\nextra (.+)\nindex (0|[1-9][0-9]{0,17})\n((?:.{43}=\n){0,63})\n"
    r"((.+)\n(0|[1-9][0-9]{0,17})\n(.{43}=)\n)\n((?:— .+\n){1,16})"
)
SAYS = {"subject", "seq", "prev", "kind", "actor", "at", "wall", "service", "version", "data"}
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # the field and the order of Ed25519
D = -121665 * pow(121666, P - 2, P) % P


def refuse(why):
    raise ValueError(why)


def exact(text):  # the bytes of a base64 that can be written in no other way
    data = base64.b64decode(text, validate=True)
    return data if base64.b64encode(data).decode() == text else refuse("a part of it could be written otherwise")


def add(a, b):  # points of the curve as x, y, z, t
    e, f = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    g, h = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point, total=(0, 1, 1, 0)):
    for bit in f"{number:b}":
        total = add(add(total, total), point) if bit == "1" else add(total, total)
    return total


def point_of(data):
    y = int.from_bytes(data, "little") % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    x = x if x % 2 == data[31] >> 7 else P - x
    return (x, y, 1, x * y % P) if x * x % P == square else refuse("the key is no key")


def is_signed(public, signature, data):
    s, (x, y, _, t) = int.from_bytes(signature[32:], "little"), point_of(public)
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + data).digest(), "little") % L
    base = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    x, y, z, _ = add(times(s, base), times(k, (P - x, y, 1, P - t)))
    x, y = x * pow(z, P - 2, P) % P, y * pow(z, P - 2, P) % P
    return len(signature) == 64 and s < L and (y + (x % 2 << 255)).to_bytes(32, "little") == signature[:32]


def commitment(told, part):  # to header or body: given itself once the content was erased
    told = {key: value for key, value in told.items() if key.startswith(part)}
    salt = told.get(f"{part}_salt") or told.get(f"{part}_commit") or ""
    if not re.fullmatch("[0-9a-f]{64}", salt) or set(told) not in ({part, f"{part}_salt"}, {f"{part}_commit"}):
        refuse("it is not written as it has to be")
    return hmac.digest(bytes.fromhex(salt), told[part].encode(), "sha256") if part in told else bytes.fromhex(salt)


def root_of(hashed, index, size, path):  # RFC 6962, 2.1.1, backwards
    if size <= 1:
        return refuse("its way to the root is too long") if path or index else hashed
    half, other = 1 << (size - 1).bit_length() - 1, exact(path[-1])
    if index < half:
        return hashlib.sha256(b"\1" + root_of(hashed, index, half, path[:-1]) + other).digest()
    return hashlib.sha256(b"\1" + other + root_of(hashed, index - half, size - half, path[:-1])).digest()


def check(text, key):  # what was recorded, and where; ValueError and its like when that is not proved
    name, number, coded = key.strip().split("+", 2)
    public, mark = exact(coded), hashlib.sha256(name.encode() + b"\n" + exact(coded)).digest()[:4]
    (public[:1] == b"\1" and len(public) == 33 and mark.hex() == number) or refuse("this is no key of a record")
    found = re.fullmatch(RECEIPT, text.replace("\r\n", "\n")) or refuse("this is no receipt, or a part is missing")
    extra, index, path, says, signer, size, root, lines = found.groups()
    lines = re.findall(r"^— ([^\s+\x1c-\x1f\x85\ufeff]+) ([A-Za-z0-9+/]+=*)$", lines, re.MULTILINE)
    mine = [one[4:] for who, one in [(who, exact(one)) for who, one in lines] if who == name and one[:4] == mark]
    (signer == name and len(mine) == 1 and is_signed(public[1:], mine[0], says.encode())) or refuse("it is not signed")
    told = json.loads(exact(extra))
    again = json.dumps({**told, "v": 1}, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    is_plain = all(one == "v" or (one.startswith(("header", "body")) and "\0" not in told[one]) for one in told)
    (again == exact(extra) and is_plain) or refuse("it is not written as it has to be")
    leaf = hashlib.sha256(b"\0" + commitment(told, "header") + commitment(told, "body")).digest()
    root_of(leaf, int(index), int(size), path.split()) == exact(root) or refuse("it says what was not recorded")
    "header" not in told or json.loads(told["header"]).keys() >= SAYS or refuse("it describes no event")
    return int(index) + 1, int(size), name, exact(root), told.get("header"), json.loads(told.get("body") or "null")


if __name__ == "__main__":
    try:
        number, size, name, root, header, body = check(pathlib.Path(sys.argv[1]).read_bytes().decode(), sys.argv[2])
    except (ValueError, LookupError, OSError, AttributeError, TypeError) as error:
        sys.exit(f"Not proved: {error}. Call: python3 verify_receipt.py RECEIPT KEY")
    print(f"True. This is number {number:,} of {size:,} in the record {name}, whose root is {root.hex()}.")
    print(header or "Its content was erased: only its place is proved.", body, sep="\n")
