"""A tab's state is kept from the first report opened in it, and nothing of what was shown."""

import gradio as gr

from ui.state.tab_states import TabStates


def test_a_component_left_as_it_is_keeps_nothing_and_a_state_keeps_its_value() -> None:
    with gr.Blocks() as blocks:
        shown, kept = gr.HTML("before"), gr.State(None)
    states = TabStates(blocks)
    before = set(blocks.blocks)
    for number in range(3):
        state = states["tab"]
        state[shown._id] = gr.HTML("a whole report", render=False)
        state._update_config(shown._id)
        state._update_value_in_config(shown._id, "a whole report")
        state[kept._id] = number

    assert states["tab"][kept._id] == 2, "no report can be asked: which one is open is forgotten"
    assert states["tab"][shown._id] is shown
    assert states["another"][kept._id] is None
    assert (states["tab"].config_values, set(blocks.blocks)) == ({}, before)


def test_a_tab_in_which_nothing_was_opened_is_not_filed() -> None:
    # given tabs that only looked
    with gr.Blocks() as blocks:
        kept = gr.State(None)
    states = TabStates(blocks)
    for number in range(100):
        assert states[f"tab {number}"][kept._id] is None
    assert not states.session_data, "each unheard tab costs a kilobyte"
    # when two events of one tab keep something, each by the state that it was given before
    first, second = states["tab"], states["tab"]
    first[kept._id] = "one"
    second[kept._id] = "two"
    # then the later one counts
    assert list(states.session_data) == ["tab"]
    assert states["tab"][kept._id] == "two"


def test_the_longest_unused_are_forgotten() -> None:
    with gr.Blocks() as blocks:
        kept = gr.State(None)
    blocks.state_session_capacity = 2
    states = TabStates(blocks)
    for name in ("first", "second", "third"):
        states[name][kept._id] = name
    assert [states[name][kept._id] for name in ("first", "third")] == [None, "third"]
