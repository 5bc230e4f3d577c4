"""A GGUF file once more with its matrices in Q8_0: what llama.cpp is usually compared in.

In: a file in formats that the package gguf can read. Out: the same fields, other tensors.
"""

from pathlib import Path

import gguf


def write_q8_0(source: Path, target: Path) -> None:
    """Vectors become fp32, matrices Q8_0."""
    reader = gguf.GGUFReader(source)
    architecture = reader.fields["general.architecture"].contents()
    writer = gguf.GGUFWriter(target, architecture)
    for field in reader.fields.values():
        if field.name.startswith("GGUF.") or field.name in ("general.architecture",):
            continue
        kinds = field.types
        writer.add_key_value(field.name, field.contents(), kinds[0], kinds[-1])
    q8_0 = gguf.GGMLQuantizationType.Q8_0
    for tensor in reader.tensors:
        numbers = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        if numbers.ndim == 1:
            writer.add_tensor(tensor.name, numbers)
        else:
            writer.add_tensor(tensor.name, gguf.quants.quantize(numbers, q8_0), raw_dtype=q8_0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
