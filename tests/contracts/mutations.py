"""Good files made bad, the same way every time: a seed and a number name one mutation."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np

Rng = np.random.Generator
Mutation = Callable[[bytes, Rng], bytes]

_NUMBER: Final = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_FIGURES: Final = (
    b"NaN", b"-1", b"1e308", b"-1e308", b"1e999", b"Infinity", b"999999999999", b"-999999999999", b"0",
    b"1e-320", b"4294967295", b"2147483648", b"", b"null", b'"x"', b"1.2.3", b"18446744073709551616",
)  # fmt: skip
_PLAUSIBLE: Final = (b"-1", b"0", b"1", b"2", b"7", b"65536", b"999999999", b"4294967295", b"1000000", b"-7")
_WORD: Final = re.compile(rb"[A-Za-z]{3,20}")
_COUNTS: Final = (
    0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0x00FFFFFF, 0x10000000, 0x0000FFFF, 0x3FFFFFFF, 0, 1,
)  # fmt: skip


def _place(content: bytes, rng: Rng) -> int:
    """Return a place in a file: half of them in its head, where structure is."""
    reach = min(len(content), 400) if rng.random() < 0.4 else len(content)
    return int(rng.integers(0, max(reach, 1)))


def flip_bits(content: bytes, rng: Rng) -> bytes:
    made = bytearray(content)
    for _ in range(int(rng.integers(1, 10))):
        made[_place(content, rng)] ^= 1 << int(rng.integers(0, 8))
    return bytes(made)


def truncate(content: bytes, rng: Rng) -> bytes:
    return content[: _place(content, rng)]


def insert_noise(content: bytes, rng: Rng) -> bytes:
    at = _place(content, rng)
    noise = rng.integers(0, 256, int(rng.integers(1, 400)), dtype=np.uint8).tobytes()
    return content[:at] + noise + content[at:]


def repeat_block(content: bytes, rng: Rng) -> bytes:
    at = _place(content, rng)
    stop = at + int(rng.integers(1, 600))
    return content[:stop] + content[at:stop] * int(rng.integers(1, 20)) + content[stop:]


def remove_block(content: bytes, rng: Rng) -> bytes:
    at = _place(content, rng)
    return content[:at] + content[at + int(rng.integers(1, 300)) :]


def zero_block(content: bytes, rng: Rng) -> bytes:
    at, length = _place(content, rng), int(rng.integers(1, 200))
    return content[:at] + bytes(len(content[at : at + length])) + content[at + length :]


def blow_up_counts(content: bytes, rng: Rng) -> bytes:
    made = bytearray(content)
    for _ in range(int(rng.integers(1, 4))):
        at = _place(content, rng) // 4 * 4
        order = "little" if rng.random() < 0.7 else "big"
        count = _COUNTS[int(rng.integers(0, len(_COUNTS)))]
        made[at : at + 4] = count.to_bytes(4, order)  # type: ignore[arg-type]
    return bytes(made)


def spoil_figures(content: bytes, rng: Rng) -> bytes:
    found = list(_NUMBER.finditer(content))
    if not found:
        return blow_up_counts(content, rng)
    chosen = sorted(rng.choice(len(found), min(len(found), int(rng.integers(1, 6))), replace=False).tolist())
    made, at = [], 0
    for place in chosen:
        made += [content[at : found[place].start()], _FIGURES[int(rng.integers(0, len(_FIGURES)))]]
        at = found[place].end()
    return b"".join([*made, content[at:]])


def shift_figures(content: bytes, rng: Rng) -> bytes:
    """Put other whole numbers in place of some: the syntax stays what it was."""
    found = list(_NUMBER.finditer(content))
    if not found:
        return flip_bits(content, rng)
    chosen = sorted(rng.choice(len(found), min(len(found), int(rng.integers(1, 4))), replace=False).tolist())
    made, at = [], 0
    for place in chosen:
        figure = _PLAUSIBLE[int(rng.integers(0, len(_PLAUSIBLE)))]
        made += [content[at : found[place].start()], figure]
        at = found[place].end()
    return b"".join([*made, content[at:]])


def swap_words(content: bytes, rng: Rng) -> bytes:
    """Let two words change places, one of them now and then gone."""
    found = list(_WORD.finditer(content))
    if len(found) < 2:
        return remove_block(content, rng)
    first, second = sorted(rng.choice(len(found), 2, replace=False).tolist())
    one, other = found[first], found[second]
    gone = rng.random() < 0.3
    return b"".join([
        content[: one.start()], other.group(), content[one.end() : other.start()],
        b"" if gone else one.group(), content[other.end() :],
    ])  # fmt: skip


MUTATIONS: Final[tuple[Mutation, ...]] = (
    flip_bits, truncate, insert_noise, repeat_block, remove_block, zero_block, blow_up_counts, spoil_figures,
    shift_figures, swap_words,
)  # fmt: skip


def mutated(sample: Path, folder: Path, importer: str, number: int) -> tuple[Path, str]:
    """Copy a sample with what lies beside it, one of its files spoilt; return it, and what was done.

    Parameters
    ----------
    sample : Path
        A good file, or a folder that is read like one, alone in its folder with its companions.
    folder : Path
        An empty folder.
    importer : str
        Names the seed, with the number.
    number : int
        Which mutation.
    """
    rng = np.random.default_rng([crc32(importer.encode()), number])
    shutil.copytree(sample.parent, folder, dirs_exist_ok=True)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    main = folder / sample.name
    victim = main if main.is_file() and rng.random() < 0.7 else files[int(rng.integers(0, len(files)))]
    mutation = MUTATIONS[number % len(MUTATIONS)]
    victim.write_bytes(mutation(victim.read_bytes(), rng))
    return main, f"{importer} {number}: {mutation.__name__} in {victim.relative_to(folder)}"
