"""PDFium asked the same question about many things at once, with little Python in between.

Functions without declared argument types take pointers that were made once: 0.1 to 0.2 us a call.
They keep the interpreter's lock, which only matters to a process with several threads.
"""

import ctypes
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from qa.pdf import pdfium_library

SIZE = 1024  # items asked about in one go

_raw = pdfium_library.load()
_memory = ctypes.create_string_buffer(16 * SIZE)

# Takes an address, returns what functions made by `bare` take as a pointer.
pointer: Callable[[int], Any] = ctypes.c_void_p.from_param
# Takes a number, returns what they take as an unsigned long.
unsigned_long: Callable[[int], Any] = ctypes.c_ulong.from_param


def _places(number: int) -> list[Any]:
    first = ctypes.addressof(_memory) + 4 * number
    return list(map(pointer, range(first, first + 16 * SIZE, 16)))


# Where the first, second, third and fourth number of each item of the memory is written.
_PLACES = tuple(_places(number) for number in range(4))


def bare(name: str) -> Callable[..., Any]:
    """Return a function that takes pointers, C ints and made unsigned longs, and checks nothing."""
    types = pdfium_library.FUNCTIONS[name]
    assert set(types[1:]) <= {"p", "r", "i", "l"}
    prototype = ctypes.PYFUNCTYPE(pdfium_library.TYPES[types[0]])
    return prototype(ctypes.cast(getattr(_raw, name), ctypes.c_void_p).value or 0)


def fours(function: Callable[..., Any], kind: str, num_places: int, *given: Sequence[Any]) -> Any:
    """Return the four numbers that the function writes for each item, one after the other.

    kind: of the numbers, as in the module array. num_places: 1 where the function takes the address
    of all four, 4 where it takes four. given: the arguments before these, a sequence for each.
    Zeros where the function writes nothing.
    """
    count = len(given[0])
    numbers = array(kind)
    for start in range(0, count, SIZE):
        size = 16 * min(SIZE, count - start)
        ctypes.memset(_memory, 0, size)
        part = given if count <= SIZE else [column[start : start + SIZE] for column in given]
        deque(map(function, *part, *_PLACES[:num_places]), maxlen=0)
        numbers.frombytes(ctypes.string_at(_memory, size))
    return numbers
