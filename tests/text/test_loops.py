"""Where a model's loop begins."""

from hypothesis import given
from hypothesis import strategies as st

from qa.text.loops import LoopWatch, loop_start

ONCE = "the report says that sales rose by five percent "


def test_a_loop_begins_where_the_words_are_said_again() -> None:
    text = f"First, {ONCE * 3}and so on."
    assert loop_start(text) == text.index("the report", 12)


def test_what_is_said_twice_is_no_loop() -> None:
    assert loop_start(ONCE * 2) is None


def test_chinese_characters_are_words() -> None:
    assert loop_start("营业收入增长了百分之五。" * 3) == 12


@given(st.lists(st.integers(1, 9), max_size=40), st.integers(0, 60))
def test_a_loop_is_found_wherever_the_text_is_cut_into_pieces(words: list[int], cut: int) -> None:
    text = " ".join(map(str, words)) + " " + ONCE * 3
    watch = LoopWatch()
    watch.push(text[:cut])
    assert watch.push(text[cut:])
    assert watch.start == loop_start(text)
    assert watch.start is not None and watch.start < len(text)
