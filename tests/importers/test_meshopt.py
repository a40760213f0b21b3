"""Streams of meshopt compression: made by hand, by a plain encoder, and broken ones."""

import numpy as np
import pytest

from importers.models.gltf.meshopt import decoded
from importers.models.gltf.meshopt_filters import filtered


def stream(text: str) -> np.ndarray:
    return np.frombuffer(bytes.fromhex(text), np.uint8)


def zigzag(values: np.ndarray) -> np.ndarray:
    return (values << 1).astype(np.uint8) ^ np.where(values & 0x80, 0xFF, 0).astype(np.uint8)


def packed(elements: np.ndarray) -> np.ndarray:
    """Encode attributes the plain way of version 0, with the narrowest code for each group of sixteen."""
    count, stride = elements.shape
    most = min(8192 // stride & ~15, 256)
    out = [0xA0]
    before = elements[0].copy()
    for first in range(0, count, most):
        block = elements[first : first + most]
        deltas = zigzag(np.diff(np.vstack([before, block]).astype(np.uint8), axis=0))
        before = block[-1]
        groups = -(-len(block) // 16)
        padded = np.zeros((16 * groups, stride), np.uint8)
        padded[: len(block)] = deltas
        for byte in range(stride):
            codes, bodies = [], []
            for group in padded[:, byte].reshape(-1, 16):
                ways = []
                for code, bits in ((1, 2), (2, 4)):
                    top = (1 << bits) - 1
                    small = np.minimum(group, top)
                    each = 8 // bits
                    body = [
                        int(sum(int(v) << (8 - bits * (k + 1)) for k, v in enumerate(row)))
                        for row in small.reshape(-1, each)
                    ]
                    ways.append((code, body + [int(v) for v in group if v >= top]))
                ways.append((3, group.tolist()))
                if not group.any():
                    ways.append((0, []))
                code, body = min(ways, key=lambda way: len(way[1]))
                codes.append(code)
                bodies += body
            codes += [0] * (-len(codes) % 4)
            out += [a | b << 2 | c << 4 | d << 6 for a, b, c, d in np.reshape(codes, (-1, 4)).tolist()]
            out += bodies
    return np.array(out + [0] * max(0, 32 - stride) + elements[0].tolist(), np.uint8)


@pytest.mark.parametrize(("count", "stride"), [(1, 4), (16, 12), (17, 8), (700, 16), (300, 64), (90, 256)])
def test_attributes_come_back(count: int, stride: int) -> None:
    chance = np.random.default_rng(count + stride)
    steps = chance.integers(-3, 4, (count, stride)) * chance.choice([0, 1, 9, 90], (count, 1))
    elements = np.cumsum(steps, axis=0).astype(np.uint8)
    out = decoded(packed(elements), "ATTRIBUTES", count, stride)
    np.testing.assert_array_equal(out.reshape(count, stride), elements)


def test_a_stream_of_the_newer_version_is_read_with_exclusive_or() -> None:
    numbers = [0, 300, 0x12345678, 0x12345679]
    steps = [a ^ b for a, b in zip(numbers, [0, *numbers], strict=False)]
    turned = [(step << 6 | step >> 26) & 0xFFFFFFFF for step in steps]
    literal = b"".join(bytes(value >> 8 * byte & 255 for value in turned) for byte in range(4))
    whole = np.frombuffer(bytes([0xA1, 0xFF]) + literal + bytes(19) + bytes(4) + b"\x62", np.uint8)
    assert decoded(whole, "ATTRIBUTES", 4, 4).view("<u4").tolist() == numbers


def test_groups_of_one_bit_and_of_nothing() -> None:
    # Control 0 2 2 2: the first byte in groups of at most 4 bits, the others unchanged.
    ones = bytes([0b00000001, 0b10000000, 2, 4])  # the first and the last difference are whole bytes: 1, 2
    whole = bytes([0xA1, 0b10101000, 0b01]) + ones + bytes(24 - 5) + bytes([5, 6, 7, 8]) + b"\x00"
    out = decoded(np.frombuffer(whole, np.uint8), "ATTRIBUTES", 16, 4).reshape(16, 4)
    assert out[:, 0].tolist() == [6] * 15 + [8]
    assert (out[:, 1:] == [6, 7, 8]).all()


def test_pairs_of_bytes_are_added_as_one_number() -> None:
    # One channel, literal deltas: 300 up, then 300 down, in the low pair; 0 in the high one.
    deltas = [[0, 600 & 255, 599 & 255], [0, 600 >> 8, 599 >> 8], [0, 0, 0], [0, 0, 0]]
    text = bytes([0xA1, 0xFF, *(value for row in deltas for value in row)])
    whole = np.frombuffer(text + bytes(24 - 5) + bytes(4) + b"\x01", np.uint8)
    assert decoded(whole, "ATTRIBUTES", 3, 4).view("<u2").reshape(3, 2).tolist() == [[0, 0], [300, 0], [0, 0]]


#: By hand: new, new on an edge, recent on an edge, stated, one less, one more, stated on an edge, begun anew.
TRIANGLES = "e1 f000 12ff 0d0e 0ffe ff140203 0a 00" + "00" * 16
INDICES = "d1 0004 cd01 0407 981f 00000000"


def test_triangles_of_every_kind() -> None:
    out = decoded(stream(TRIANGLES), "TRIANGLES", 24, 4).view("<u4").reshape(-1, 3)
    assert out.tolist() == [
        [0, 1, 2], [0, 2, 3], [3, 2, 1], [10, 11, 9], [10, 9, 8], [10, 8, 9], [10, 9, 14], [0, 1, 2]
    ]  # fmt: skip


def test_indices_follow_two_tracks() -> None:
    assert decoded(stream(INDICES), "INDICES", 6, 2).view("<u2").tolist() == [0, 1, 51, 2, 49, 1000]


@pytest.mark.parametrize("mode", ["ATTRIBUTES", "TRIANGLES", "INDICES"])
def test_broken_streams_are_refused_and_read_nothing_beyond(mode: str) -> None:
    chance = np.random.default_rng(7)
    elements = np.cumsum(chance.integers(0, 5, (64, 12)), axis=0).astype(np.uint8)
    good = {
        "ATTRIBUTES": (packed(elements), 64, 12),
        "TRIANGLES": (stream(TRIANGLES), 24, 4),
        "INDICES": (stream(INDICES), 6, 4),
    }
    whole, count, stride = good[mode]
    for cut in range(len(whole)):
        with pytest.raises(ValueError, match=r"broken|cannot be in"):
            decoded(whole[:cut].copy(), mode, count, stride)
    for _ in range(2000):
        bad = whole.copy()
        bad[chance.integers(len(bad))] = chance.integers(256)
        try:
            decoded(bad, mode, count, stride)
        except ValueError:
            continue


@pytest.mark.parametrize(
    ("mode", "count", "stride"),
    [
        ("ATTRIBUTES", 4_000_000_000, 4),
        ("TRIANGLES", 3_000_000_000, 4),
        ("INDICES", 2**40, 4),
        ("ATTRIBUTES", 4, 6),
    ],
)
def test_counts_that_cannot_be_are_refused_before_anything_is_made(
    mode: str, count: int, stride: int
) -> None:
    with pytest.raises(ValueError, match="cannot be in"):
        decoded(np.zeros(100, np.uint8), mode, count, stride)


def test_octahedral_vectors_come_back_with_length_one() -> None:
    vectors = np.array([(1, 0, 0), (0, 0, -1), (0.6, -0.64, 0.48), (-0.36, 0.48, -0.8)], float)
    flat = vectors / np.abs(vectors).sum(axis=1, keepdims=True)
    fold = (1.0 - np.abs(flat[:, [1, 0]])) * np.where(flat[:, :2] >= 0, 1.0, -1.0)
    two = np.where(flat[:, 2:] < 0.0, fold, flat[:, :2])
    stored = np.column_stack([np.round(two * 32767), np.full(4, 32767), np.arange(4)]).astype("<i2")
    out = filtered(stored.view(np.uint8).ravel(), "OCTAHEDRAL", 8).view("<i2").reshape(-1, 4)
    np.testing.assert_allclose(out[:, :3] / 32767.0, vectors, atol=1e-4)
    assert out[:, 3].tolist() == [0, 1, 2, 3]


def test_quaternions_get_their_largest_part_back() -> None:
    whole = np.array([0.1, -0.2, 0.3, 0.0])
    whole[3] = np.sqrt(1.0 - (whole**2).sum())
    stored = np.array([*np.round(whole[:3] * np.sqrt(2.0) * 32767), 32767 & ~3 | 3], "<i2")
    out = filtered(stored.view(np.uint8), "QUATERNION", 8).view("<i2") / 32767.0
    np.testing.assert_allclose(out, whole, atol=1e-4)


def test_exponents_and_colours() -> None:
    numbers = np.array([(-3 << 24) | 20, (2 << 24) | (-5 & 0xFFFFFF)], "<i4")
    assert filtered(numbers.view(np.uint8), "EXPONENTIAL", 4).view("<f4").tolist() == [2.5, -20.0]
    red, green, blue = 200, 100, 40
    co, cg = (red - blue) // 2, (green - (red + blue) // 2) // 2
    stored = np.array([(red + blue) // 2 + cg, co, cg & 255, 0xFF], np.uint8)
    assert filtered(stored, "COLOR", 4).tolist() == [red, green, blue, 255]


def test_a_filter_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        filtered(np.zeros(12, np.uint8), "OCTAHEDRAL", 12)
