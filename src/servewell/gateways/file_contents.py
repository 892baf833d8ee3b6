"""What a file really is: its content against its ending, bombs and locked documents refused, pictures made clean."""

from __future__ import annotations

import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from servewell.core.problem import Problem, ProblemError
from servewell.gateways.heic_places import blank_exif

# 50 megapixels: more than any phone's camera, and a picture of that size still opens in about 200 MB.
MOST_PIXELS: Final = 50_000_000
MOST_UNPACKED: Final = 200 * 1024 * 1024
MOST_MEMBERS: Final = 5_000
MOST_RATIO: Final = 200
MOST_FRAMES: Final = 100


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file we take: its media type and the check of its content."""

    type: str
    check: Callable[[Path], None]


def check_content(path: Path, wanted: Format) -> None:
    """Raise ProblemError unless the file is what its ending says; a picture is rewritten without hidden data."""
    wanted.check(path)


def clean_name(name: str) -> str:
    """Return a name that is safe to show and to offer for saving, in its own script."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    # Control signs, bidirectional overrides and the like could make a name read as another.
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "_", name).strip(" .") or "file"
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name[:120]
    return f"{stem[: 119 - len(ending[:12])] or 'file'}.{ending[:12]}"


def _pdf(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(1024)
        if b"%PDF-" not in head:
            raise _mismatch("PDF")
        file.seek(0)
        content = file.read()
    # /Encrypt stands in the trailer, or in the dictionary of a cross-reference stream, both of them uncompressed.
    if re.search(rb"/Encrypt[\s<\d]", content):
        raise ProblemError(
            Problem(
                code="file-encrypted",
                found="The PDF is locked with a password.",
                fix="Print it into a new PDF without a password, or take photos of its pages.",
            )
        )


def _picture(kind: str) -> Callable[[Path], None]:
    def check(path: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            try:
                _rewrite(path, kind)
            except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
                raise _too_many_pixels() from error
            except (OSError, SyntaxError, ValueError, EOFError, zlib.error, IndexError, TypeError) as error:
                # What Pillow raises for broken and foreign content.
                raise _mismatch(kind) from error

    return check


def _rewrite(path: Path, kind: str) -> None:
    with Image.open(path, formats=[kind]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise _too_many_pixels()
        frames = min(getattr(picture, "n_frames", 1), MOST_FRAMES) if kind == "TIFF" else 1
        pages = []
        for number in range(frames):
            picture.seek(number)
            if picture.width * picture.height > MOST_PIXELS:
                raise _too_many_pixels()
            pages.append(_clean(picture, kind))
    options: dict[str, object] = {"quality": 90} if kind in ("JPEG", "WEBP") else {}
    if kind == "TIFF":
        options = {"compression": "tiff_lzw", "save_all": True, "append_images": pages[1:]}
    pages[0].save(path, format=kind, **options)


def _clean(picture: Image.Image, kind: str) -> Image.Image:
    """Return only the pixels, turned as the camera meant: no place, no owner, no thumbnail, no colour profile."""
    turned = ImageOps.exif_transpose(picture)
    modes = {"JPEG": ("L", "RGB"), "WEBP": ("RGB", "RGBA"), "PNG": ("1", "L", "LA", "RGB", "RGBA")}
    allowed = modes.get(kind, ("1", "L", "RGB", "RGBA"))
    if turned.mode not in allowed:
        has_alpha = "A" in turned.mode or "transparency" in turned.info
        turned = turned.convert("RGBA" if has_alpha and "RGBA" in allowed else "RGB")
    bare = Image.new(turned.mode, turned.size)
    bare.paste(turned)
    return bare


def _heic(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(64)
    brands = {head[start : start + 4] for start in range(8, min(len(head), 40), 4)}
    if head[4:8] != b"ftyp" or brands.isdisjoint({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc"}):
        raise _mismatch("HEIC")
    blank_exif(path)


def _office(*members: str) -> Callable[[Path], None]:
    """Check a zip container that must hold `members`, without unpacking it."""

    def check(path: Path) -> None:
        with path.open("rb") as file:
            if file.read(8) == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
                # A locked docx is an old compound file, not a zip.
                raise ProblemError(
                    Problem(
                        code="file-encrypted",
                        found="The document is locked with a password, or in an old format.",
                        fix="Save it without a password, or as a PDF.",
                    )
                )
        try:
            with zipfile.ZipFile(path) as container:
                infos = container.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise _mismatch("office document") from error
        names = {info.filename for info in infos}
        unpacked = sum(info.file_size for info in infos)
        packed = max(sum(info.compress_size for info in infos), 1)
        if len(infos) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
            raise ProblemError(
                Problem(
                    code="file-bomb", found="The document unpacks to far more than its size.", fix="Send it as a PDF."
                )
            )
        has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
        if has_macros or not all(any(name.startswith(member) for name in names) for member in members):
            raise _mismatch("office document")

    return check


def _text(path: Path) -> None:
    content = path.read_bytes()
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _mismatch("plain text")
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if sum(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n\f" for sign in text[:100_000]) == 0:
            return
    raise _mismatch("plain text")


def _mismatch(kind: str) -> ProblemError:
    return ProblemError(
        Problem(
            code="file-content",
            found=f"The content is not a {kind} file that we can read.",
            fix="Open it to see whether it works, save it again, or take a photo of it.",
        )
    )


def _too_many_pixels() -> ProblemError:
    return ProblemError(
        Problem(
            code="file-pixels",
            found="The picture has too many pixels.",
            expected=f"at most {MOST_PIXELS // 1_000_000} million",
            fix="Send a smaller copy.",
        )
    )


_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: Final[Mapping[str, Format]] = {
    "pdf": Format("application/pdf", _pdf),
    "jpg": Format("image/jpeg", _picture("JPEG")),
    "jpeg": Format("image/jpeg", _picture("JPEG")),
    "png": Format("image/png", _picture("PNG")),
    "webp": Format("image/webp", _picture("WEBP")),
    "tif": Format("image/tiff", _picture("TIFF")),
    "tiff": Format("image/tiff", _picture("TIFF")),
    "heic": Format("image/heic", _heic),
    "heif": Format("image/heic", _heic),
    "docx": Format(_DOCX, _office("[Content_Types].xml", "word/")),
    "xlsx": Format(_XLSX, _office("[Content_Types].xml", "xl/")),
    "odt": Format("application/vnd.oasis.opendocument.text", _office("mimetype", "content.xml")),
    "txt": Format("text/plain", _text),
    "csv": Format("text/csv", _text),
}
