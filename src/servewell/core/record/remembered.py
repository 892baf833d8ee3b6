"""A file of signed checkpoints, one after another: what somebody outside remembers of a record."""

from __future__ import annotations


def read_remembered(text: str) -> tuple[str, ...]:
    """Return the notes of a file; a note ends with its last line that begins with a dash. Never raises."""
    notes: list[list[str]] = [[]]
    is_signed = False
    for line in text.splitlines():
        is_signature = line.startswith("— ")
        if is_signed and not is_signature:
            notes.append([])
        if line or notes[-1]:
            notes[-1].append(line)
        is_signed = is_signature
    return tuple("".join(f"{line}\n" for line in note) for note in notes if note)
