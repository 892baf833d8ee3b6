// Checks a receipt in the browser; nothing is sent. Written apart from the checks in Python, of which it has to say the
// same about every receipt. Formats: RFC 6962 (tree), 8032 (signature), 2104 (salts), C2SP tlog-proof, signed-note.
"use strict";

const RECEIPT = /^c2sp\.org\/tlog-proof@v1\nextra ([A-Za-z0-9+/]+=*)\nindex (0|[1-9][0-9]{0,17})\n((?:[A-Za-z0-9+/]{43}=\n){0,63})\n([^]+)$/;
const NOTE = /^([^\n]+)\n(0|[1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n\n((?:— [^\n]+\n){1,16})$/;
const LINE = /^— ([^\s+\x1c-\x1f\x85\ufeff]+) ([A-Za-z0-9+/]+=*)$/;
const PARTS = ["header", "header_salt", "header_commit", "body", "body_salt", "body_commit", "v"];
const FIELDS = ["subject", "seq", "prev", "kind", "actor", "at", "wall", "service", "version", "data"];
const LONGEST = 4_000_000;
const LONG = { dateStyle: "long", timeStyle: "short" };

class Refused extends Error {}

function demand(isTrue, why) {
  if (!isTrue) throw new Refused(why);
}

const bytesOf = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
const same = (one, other) => hex(one) === hex(other);

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// Base64 that could be written in another way is refused.
function exact(text) {
  let binary;
  try {
    binary = atob(text);
  } catch {
    throw new Refused("changed");
  }
  demand(btoa(binary) === text, "changed");
  return Uint8Array.from(binary, (one) => one.charCodeAt(0));
}

function fromHex(text) {
  demand(/^[0-9a-f]{64}$/.test(text), "changed");
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
}

async function hmac(salt, text) {
  const key = await crypto.subtle.importKey("raw", salt, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, bytesOf(text)));
}

async function readKey(text) {
  const [name, id, ...rest] = text.trim().split("+");
  demand(rest.length > 0, "no-key");
  const coded = exact(rest.join("+"));
  demand(coded.length === 33 && coded[0] === 1, "no-key");
  const mark = (await sha256(bytesOf(`${name}\n`), coded)).slice(0, 4);
  demand(hex(mark) === id, "no-key");
  return { name, mark, raw: coded.slice(1) };
}

async function openNote(text, key) {
  const found = NOTE.exec(text);
  demand(found, "no-receipt");
  const [, name, size, root, lines] = found;
  const signatures = lines.slice(0, -1).split("\n").map((line) => LINE.exec(line)).filter(Boolean)
    .map(([, signer, coded]) => [signer, exact(coded)]);
  demand(name === key.name, "other-record");
  const mine = signatures.filter(([signer, bytes]) => signer === name && same(bytes.slice(0, 4), key.mark));
  demand(mine.length > 0 || !signatures.some(([signer]) => signer === name), "other-record");
  demand(mine.length === 1, "changed");
  const verifier = await crypto.subtle.importKey("raw", key.raw, "Ed25519", false, ["verify"]);
  const signed = bytesOf(`${name}\n${size}\n${root}\n`);
  demand(await crypto.subtle.verify("Ed25519", verifier, mine[0][1].slice(4), signed), "changed");
  return { size: BigInt(size), root: exact(root) };
}

// What was recorded, as canonical JSON: whatever could be written in another way is refused.
function readExtra(coded) {
  const bytes = exact(coded);
  let told;
  try {
    told = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw new Refused("changed");
  }
  demand(told !== null && typeof told === "object" && !Array.isArray(told) && told.v === 1, "changed");
  const names = Object.keys(told).sort();
  demand(names.every((name) => PARTS.includes(name)), "changed");
  demand(names.every((name) => name === "v" || (typeof told[name] === "string" && !told[name].includes("\0"))), "changed");
  const again = `{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(told[name])}`).join(",")}}`;
  demand(same(bytesOf(again), bytes), "changed");
  return told;
}

async function commitment(told, part) {
  const [content, salt, given] = [told[part], told[`${part}_salt`], told[`${part}_commit`]];
  if (given !== undefined) {
    demand(content === undefined && salt === undefined, "changed");
    return fromHex(given);
  }
  demand(content !== undefined && salt !== undefined, "changed");
  return hmac(fromHex(salt), content);
}

// RFC 6962, 2.1.1, from the leaf up: the last hash of the path is the one beside the topmost.
async function rootOf(leaf, index, size, path) {
  demand(index < size, "changed");
  if (size === 1n) {
    demand(path.length === 0, "changed");
    return leaf;
  }
  demand(path.length > 0, "changed");
  let half = 1n;
  while (half * 2n < size) half *= 2n;
  const [rest, other] = [path.slice(0, -1), path[path.length - 1]];
  return index < half
    ? sha256([1], await rootOf(leaf, index, half, rest), other)
    : sha256([1], other, await rootOf(leaf, index - half, size - half, rest));
}

// Returns what a receipt proves; header and body are null where there is none, or it was erased. Throws Refused with
// no-receipt, no-key, other-record or changed.
async function checkReceipt(text, keyText) {
  demand(text.length <= LONGEST, "no-receipt");
  const key = await readKey(keyText);
  const found = RECEIPT.exec(text.replaceAll("\r\n", "\n"));
  demand(found, "no-receipt");
  const [, extra, index, path, note] = found;
  const checkpoint = await openNote(note, key);
  const told = readExtra(extra);
  const leaf = await sha256([0], await commitment(told, "header"), await commitment(told, "body"));
  const hashes = path.split("\n").slice(0, -1).map(exact);
  const root = await rootOf(leaf, BigInt(index), checkpoint.size, hashes);
  demand(same(root, checkpoint.root), "changed");
  try {
    const header = told.header === undefined ? null : JSON.parse(told.header);
    demand(told.header === undefined || FIELDS.every((name) => name in header), "changed");
    const body = told.body ? JSON.parse(told.body) : null;
    return { number: BigInt(index) + 1n, size: checkpoint.size, name: key.name, root: hex(root), header, body };
  } catch {
    throw new Refused("changed");
  }
}

async function canCheck() {
  try {
    await crypto.subtle.importKey("raw", new Uint8Array(32), "Ed25519", false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}

function show(place, verdict, proved) {
  for (const box of place.querySelectorAll("[data-verdict]")) box.hidden = box.dataset.verdict !== verdict;
  if (proved) {
    const language = document.documentElement.lang.replace(/^en$/, "en-GB");
    const short = proved.root.slice(0, 20).toUpperCase().match(/.{5}/g).join("-");
    const says = {
      number: proved.number, size: proved.size, name: proved.name, root: short,
      at: proved.header ? new Date(proved.header.at).toLocaleString(language, LONG) : "",
      kind: proved.header ? proved.header.kind : "", content: proved.body ? JSON.stringify(proved.body, null, 1) : "",
    };
    for (const one of place.querySelectorAll("[data-says]")) {
      const said = says[one.dataset.says];
      one.textContent = typeof said === "bigint" ? said.toLocaleString(language) : said;
      (one.closest("[data-row]") || one).hidden = !one.textContent;
    }
  }
  place.querySelector(`[data-verdict="${verdict}"] h2`).focus();
}

async function start(form) {
  const place = document.querySelector("[data-verdicts]");
  form.hidden = false;
  document.querySelector("[data-no-script]").hidden = true;
  if (!(await canCheck())) {
    show(place, "cannot");
    return;
  }
  form.elements.file.addEventListener("change", async () => {
    const [file] = form.elements.file.files;
    if (file) form.elements.receipt.value = await file.slice(0, LONGEST + 1).text();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      show(place, "proved", await checkReceipt(form.elements.receipt.value, form.elements.key.value));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      show(place, error.message);
    }
  });
}

const form = document.querySelector("form[data-verify]");
if (form) start(form);
