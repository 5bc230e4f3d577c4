"""A GGUF file is read as ggml defines it, and a damaged one is refused in one sentence."""

import struct
from contextlib import suppress

import gguf
import numpy as np
import pytest
from gguf import GGMLQuantizationType as Kind
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.errors import UsageError
from qa.models.catalog import ModelFile, resolve
from qa.models.errors import CorruptWeights, ModelError, NotAModelFolder, UnsupportedModel
from qa.models.gguf_file import GgufFile, is_gguf

BLOCKS = 7


def half(data, at):
    return float(np.frombuffer(data[at : at + 2].tobytes(), np.float16)[0])


def k_scales(packed):
    """get_scale_min_k4 of ggml-quants.c: eight scales and eight minima of 6 bits in 12 bytes."""
    q = [int(x) for x in packed]
    pairs = [(q[j] & 63, q[j + 4] & 63) for j in range(4)]
    return pairs + [
        ((q[j + 4] & 0xF) | ((q[j - 4] >> 6) << 4), (q[j + 4] >> 4) | ((q[j] >> 6) << 4))
        for j in range(4, 8)
    ]


def q4_0(b):
    q = [int(x) for x in b[2:]]
    return [half(b, 0) * (x - 8) for x in [v & 15 for v in q] + [v >> 4 for v in q]]


def q4_1(b):
    q = [int(x) for x in b[4:]]
    return [half(b, 0) * x + half(b, 2) for x in [v & 15 for v in q] + [v >> 4 for v in q]]


def q5(b, first, minimum):
    (high,) = struct.unpack("<I", b[first - 4 : first].tobytes())
    q = [int(x) for x in b[first:]]
    low = [v & 15 for v in q] + [v >> 4 for v in q]
    whole = [x | ((high >> i) & 1) << 4 for i, x in enumerate(low)]
    return [half(b, 0) * (x - 16 if minimum is None else x) + (minimum or 0) for x in whole]


def q8_0(b):
    return [half(b, 0) * int(x) for x in b[2:].view(np.int8)]


def q4_k(b):
    d, least, scales = half(b, 0), half(b, 2), k_scales(b[4:16])
    out = []
    for j in range(4):
        q = [int(x) for x in b[16 + 32 * j : 48 + 32 * j]]
        for nibble, (scale, low) in enumerate(scales[2 * j : 2 * j + 2]):
            out += [d * scale * ((v >> 4 * nibble) & 15) - least * low for v in q]
    return out


def q5_k(b):
    d, least, scales = half(b, 0), half(b, 2), k_scales(b[4:16])
    high = [int(x) for x in b[16:48]]
    out = []
    for j in range(4):
        q = [int(x) for x in b[48 + 32 * j : 80 + 32 * j]]
        for nibble, (scale, low) in enumerate(scales[2 * j : 2 * j + 2]):
            fifth = 2 * j + nibble
            for v, h in zip(q, high, strict=True):
                x = ((v >> 4 * nibble) & 15) + 16 * ((h >> fifth) & 1)
                out.append(d * scale * x - least * low)
    return out


def q6_k(b):
    low, high = [int(x) for x in b[:128]], [int(x) for x in b[128:192]]
    scales, d = [int(x) for x in b[192:208].view(np.int8)], half(b, 208)
    out = [0.0] * 256
    for part in range(2):
        for i in range(32):
            h, at = high[32 * part + i], 64 * part + i
            q = (
                (low[at] & 15) | ((h & 3) << 4),
                (low[at + 32] & 15) | (((h >> 2) & 3) << 4),
                (low[at] >> 4) | (((h >> 4) & 3) << 4),
                (low[at + 32] >> 4) | (((h >> 6) & 3) << 4),
            )
            for quarter, x in enumerate(q):
                scale = scales[8 * part + i // 16 + 2 * quarter]
                out[128 * part + 32 * quarter + i] = d * scale * (x - 32)
    return out


IN_C = {
    Kind.Q4_0: q4_0,
    Kind.Q4_1: q4_1,
    Kind.Q5_0: lambda b: q5(b, 6, None),
    Kind.Q5_1: lambda b: q5(b, 8, half(b, 2)),
    Kind.Q8_0: q8_0,
    Kind.Q4_K: q4_k,
    Kind.Q5_K: q5_k,
    Kind.Q6_K: q6_k,
}


def write(path, tensors, **fields):
    writer = gguf.GGUFWriter(path, "llama")
    for key, value in fields.items():
        writer.add_array(key, value) if isinstance(value, list) else writer.add_string(key, value)
    for name, (data, kind) in tensors.items():
        writer.add_tensor(name, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


@pytest.mark.parametrize("kind", IN_C, ids=lambda kind: kind.name)
def test_every_quantised_format_means_what_ggml_s_c_code_says(tmp_path, kind):
    per_block, size = gguf.GGML_QUANT_SIZES[kind]
    data = np.random.default_rng(0).integers(0, 256, (BLOCKS, 2, size), dtype=np.uint8)
    for at in {Kind.Q6_K: [208], Kind.Q5_0: [0], Kind.Q4_0: [0], Kind.Q8_0: [0]}.get(kind, [0, 2]):
        data[..., at + 1] = data[..., at + 1] % 64  # a finite half
    path = write(tmp_path / "m.gguf", {"w": (data.reshape(BLOCKS, -1), kind)})

    got = GgufFile.read(path).numbers("w")

    expected = np.array([IN_C[kind](block) for row in data for block in row], dtype=np.float32)
    assert got.shape == (BLOCKS, 2 * per_block)
    np.testing.assert_allclose(got, expected.reshape(BLOCKS, -1), rtol=1e-5, atol=1e-6)


def test_a_format_that_is_not_read_is_named(tmp_path):
    data = np.zeros((2, gguf.GGML_QUANT_SIZES[Kind.IQ4_XS][1]), dtype=np.uint8)
    file = GgufFile.read(write(tmp_path / "m.gguf", {"w": (data, Kind.IQ4_XS)}))
    with pytest.raises(UnsupportedModel, match="weights in the format IQ4_XS"):
        file.numbers("w")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("gguf") / "m.gguf"
    data = np.arange(64, dtype=np.float32).reshape(2, 32)
    return write(path, {"w": (data, Kind.F32)}, name="é", words=["a", "bc"], sizes=[1, 2])


def test_metadata_and_shapes_are_read(whole):
    file = GgufFile.read(whole)
    assert file.fields["general.architecture"] == "llama"
    assert (file.fields["name"], file.fields["words"]) == ("é", ["a", "bc"])
    assert file.fields["sizes"] == [1, 2]
    assert file.numbers("w")[1, 3] == 35


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2000), st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused(whole, tmp_path, at, value):
    data = bytearray(whole.read_bytes())
    data[at % len(data)] = value
    path = tmp_path / "changed.gguf"
    path.write_bytes(data)
    with suppress(ModelError):  # and nothing else is raised
        file = GgufFile.read(path)
        for name in file.tensors:
            file.numbers(name)


def test_a_file_that_was_cut_is_refused_wherever_it_ends(whole, tmp_path):
    data = whole.read_bytes()
    path = tmp_path / "cut.gguf"
    for end in range(4, len(data)):
        path.write_bytes(data[:end])
        with pytest.raises(CorruptWeights, match=r"cut\.gguf are damaged"):
            GgufFile.read(path).numbers("w")


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x03\x04 some archive"])
def test_another_file_is_not_taken_for_one(tmp_path, content):
    path = tmp_path / "m.gguf"
    path.write_bytes(content)
    assert not is_gguf(path)
    with pytest.raises(NotAModelFolder):
        GgufFile.read(path)
    with pytest.raises(UsageError, match="is no GGUF file"):
        resolve(str(path))


def test_another_version_is_refused(whole, tmp_path):
    path = tmp_path / "old.gguf"
    path.write_bytes(whole.read_bytes()[:4] + struct.pack("<I", 1) + whole.read_bytes()[8:])
    with pytest.raises(UnsupportedModel, match="version 1 of GGUF"):
        GgufFile.read(path)


def test_a_file_is_a_model_whatever_its_name(whole, tmp_path):
    blob = tmp_path / "sha256-0123"
    blob.write_bytes(whole.read_bytes())
    assert resolve(str(blob)) == ModelFile(blob)
    assert resolve(str(whole)) == ModelFile(whole)


def test_a_folder_of_one_file_is_that_file_and_of_two_a_question(whole, tmp_path):
    for name in ("a.gguf", "b.gguf"):
        (tmp_path / name).write_bytes(whole.read_bytes())
    with pytest.raises(UsageError, match=r"holds 2 GGUF files\. Name one of them"):
        resolve(str(tmp_path))
    (tmp_path / "b.gguf").unlink()
    assert resolve(str(tmp_path)) == ModelFile(tmp_path / "a.gguf")
