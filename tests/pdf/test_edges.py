import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.document import BBox, Edges, Line
from qa.library.lines_file import rounded

BOX = BBox(0.0, 0.0, 1.0, 1.0)


@given(st.lists(st.integers(-(2**31), 2**31 - 1), max_size=9), st.integers(-9, 8))
def test_packed_edges_are_a_sequence_of_points(hundredths, index):
    points = tuple(number / 100 for number in hundredths)
    edges = Edges(b"".join(number.to_bytes(4, "little", signed=True) for number in hundredths))

    assert (tuple(edges), len(edges), bool(edges)) == (points, len(points), bool(points))
    assert (edges, hash(edges)) == (points, hash(points))
    assert edges[index:] == points[index:]
    if -len(points) <= index < len(points):
        assert edges[index] == points[index]
    else:
        with pytest.raises(IndexError):
            edges[index]


def test_lines_are_equal_however_their_edges_are_kept():
    line = Line("ab", BOX, (1.25, 3.0, 7.13))

    packed = rounded(line)

    assert isinstance(packed.edges, Edges)
    assert packed == line
    assert packed != Line("ab", BOX, (1.25, 3.0, 7.14))
    assert packed.box_of(1, 2) == BBox(3.0, 0.0, 7.13, 1.0)
