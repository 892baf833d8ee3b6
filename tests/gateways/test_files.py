"""What residents send: taken when it is what it says, refused with words when not, hidden data gone."""

import io
import struct
import time
import zipfile

import pytest
from PIL import Image

from servewell.core.problem import ProblemError
from servewell.gateways import files
from servewell.gateways.file_contents import clean_name

ALL = ("pdf", "jpg", "png", "heic", "webp", "tiff", "docx", "xlsx", "odt", "txt", "csv")
MB = 1024 * 1024
PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def documents(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "documents"
    return settings.MEDIA_ROOT


def picture(kind="JPEG", size=(40, 20), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, 128).save(out, kind, **options)
    return out.getvalue()


def archive(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in members.items():
            container.writestr(name, content)
    return out.getvalue()


def box(kind, content):
    return struct.pack(">I4s", 8 + len(content), kind) + content


def heic(hidden):
    infe = box(b"infe", b"\x02\0\0\0" + struct.pack(">HH", 7, 0) + b"Exif" + b"\0")
    iinf = box(b"iinf", b"\0\0\0\0" + struct.pack(">H", 1) + infe)
    ftyp = box(b"ftyp", b"heic\0\0\0\0mif1heic")

    def with_offset(offset):
        iloc = box(
            b"iloc", b"\0\0\0\0" + struct.pack(">HH", 0x4400, 1) + struct.pack(">HHHII", 7, 0, 1, offset, len(hidden))
        )
        return ftyp + box(b"meta", b"\0\0\0\0" + iinf + iloc)

    return with_offset(len(with_offset(0)) + 8) + box(b"mdat", hidden + b"the pixels")


def store(content, name, **options):
    return files.store(io.BytesIO(content), name=name, **({"accept": ALL, "max_size": MB} | options))


def code(content, name, **options):
    with pytest.raises(ProblemError) as refused:
        store(content, name, **options)
    problem = refused.value.problems[0]
    assert problem.fix, "a refusal says what to do"
    return problem.code


@pytest.mark.parametrize(
    ("content", "name", "type"),
    [
        (PDF, "proof.pdf", "application/pdf"),
        (picture(), "photo.JPG", "image/jpeg"),
        (picture(), "photo.jpeg", "image/jpeg"),
        (picture("PNG"), "scan.png", "image/png"),
        (picture("PNG", mode="P"), "palette.png", "image/png"),
        (picture("WEBP"), "photo.webp", "image/webp"),
        (picture("TIFF", mode="1"), "fax.tiff", "image/tiff"),
        (heic(b"Exif\0\0II*\0"), "IMG_0001.HEIC", "image/heic"),
        (archive({"[Content_Types].xml": "x", "word/document.xml": "x"}), "letter.docx", files.FORMATS["docx"].type),
        (archive({"mimetype": "x", "content.xml": "x"}), "letter.odt", files.FORMATS["odt"].type),
        ("Año, مرحبا".encode(), "list.csv", "text/csv"),
        ("café".encode("cp1252"), "note.txt", "text/plain"),
        ("note".encode("utf-16"), "note.txt", "text/plain"),
    ],
)
def test_a_file_that_is_what_it_says_is_taken(content, name, type, documents):
    kept = store(content, name)
    assert kept.type == type
    with files.open_stored(kept.stored) as stored:
        assert len(stored.read()) == kept.size
    assert name not in kept.stored
    assert list((documents / "quarantine").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"", "proof.pdf", "file-empty"),
        (PDF, "proof.exe", "file-type"),
        (PDF, "proof", "file-type"),
        (b"MZ\x90\x00 program", "proof.pdf", "file-content"),
        (PDF, "photo.jpg", "file-content"),
        (picture("PNG"), "photo.jpg", "file-content"),
        (picture()[:200], "photo.jpg", "file-content"),
        (b"<html><script>alert(1)</script>", "scan.png", "file-content"),
        (PDF.replace(b"trailer\n<<", b"trailer\n<</Encrypt 9 0 R"), "locked.pdf", "file-encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "locked.docx", "file-encrypted"),
        (archive({"a.txt": "x"}), "letter.docx", "file-content"),
        (archive({"[Content_Types].xml": "x", "word/vbaProject.bin": "x"}), "macro.docx", "file-content"),
        (archive({"[Content_Types].xml": "x", "word/d": bytes(5 * MB)}), "bomb.docx", "file-bomb"),
        (b"GIF89a\x00\x00\x00", "note.txt", "file-content"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0", "film.heic", "file-content"),
        (heic(b"Exif\0\0II*\0")[:70], "cut.heic", "file-content"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_words(content, name, expected, documents):
    assert code(content, name) == expected
    kept = [path for path in documents.rglob("*") if path.is_file()]
    assert kept == []


def test_only_the_formats_of_the_question_are_taken():
    assert code(picture(), "photo.jpg", accept=("pdf",)) == "file-type"


def test_reading_stops_at_the_limit():
    class Endless:
        given = 0

        def read(self, size):
            self.given += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(ProblemError) as refused:
        files.store(endless, name="big.pdf", accept=ALL, max_size=MB)
    assert refused.value.problems[0].code == "file-size"
    assert endless.given <= MB + 2 * files.CHUNK


def test_a_picture_bomb_is_refused_quickly():
    begun = time.monotonic()
    bomb = picture("PNG", size=(30_000, 30_000), mode="1")
    made = time.monotonic() - begun
    begun = time.monotonic()
    assert code(bomb, "bomb.png") == "file-pixels"
    assert time.monotonic() - begun < max(1, made)


def test_a_photo_loses_its_place_but_keeps_its_direction():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Camera of Ana"
    kept = store(picture(size=(40, 20), exif=exif), "photo.jpg")
    with files.open_stored(kept.stored) as stored, Image.open(stored) as clean:
        assert clean.size == (20, 40)
        assert dict(clean.getexif()) == {}
    with files.open_stored(kept.stored) as stored:
        assert b"Camera of Ana" not in stored.read()


def test_a_heic_photo_loses_its_hidden_data_and_keeps_its_pixels():
    content = heic(b"Exif\0\0II*\0 51.5 N 0.1 W")
    kept = store(content, "photo.heic")
    with files.open_stored(kept.stored) as stored:
        clean = stored.read()
    assert b"51.5 N" not in clean
    assert clean.endswith(b"the pixels")
    assert len(clean) == len(content)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("C:\\Users\\ana\\proof.pdf", "proof.pdf"),
        ("../../etc/passwd", "passwd"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("إثبات السكن.pdf", "إثبات السكن.pdf"),
        ("\x00", "file"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_names_are_made_safe_in_their_own_script(typed, shown):
    assert clean_name(typed) == shown


def test_removing_twice_is_fine_and_foreign_names_are_refused():
    kept = store(PDF, "proof.pdf")
    files.remove(kept.stored)
    files.remove(kept.stored)
    with pytest.raises(ValueError, match="Not the name"):
        files.open_stored("../secret-key")
