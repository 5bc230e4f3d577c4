"""Turns between owners: nobody's many come before somebody's few."""

import threading
import time

import pytest

from qa.pdf.fair_turns import FairTurns, NobodyWaits, Ticket, TooManyWaiting


class Visitors:
    """Threads that wait for a turn and hold it until they are told to go on."""

    def __init__(self, turns: FairTurns) -> None:
        self.turns = turns
        self.served: list[str] = []
        self.go = threading.Semaphore(0)
        self.threads: list[threading.Thread] = []

    def come(self, owner: str) -> None:
        def work() -> None:
            with self.turns.turn(owner):
                self.served.append(owner)
                self.go.acquire()

        self.threads.append(threading.Thread(target=work, daemon=True))
        self.threads[-1].start()
        time.sleep(0.02)  # in this order

    def all_served(self) -> list[str]:
        for _ in self.threads:
            self.go.release()
        for thread in self.threads:
            thread.join(10)
        return self.served


def test_owners_take_turns_whatever_the_order_of_asking():
    visitors = Visitors(FairTurns(at_once=1, per_owner=1, waiting_per_owner=10))
    for owner in "aaaabbc":
        visitors.come(owner)
    assert "".join(visitors.all_served()) == "aabcaba"


def test_an_owner_holds_no_more_than_a_share_while_others_have_theirs():
    visitors = Visitors(FairTurns(at_once=3, per_owner=2, waiting_per_owner=10))
    for owner in "aaab":
        visitors.come(owner)
    assert sorted(visitors.served) == ["a", "a", "b"]
    assert sorted(visitors.all_served()) == ["a", "a", "a", "b"]


def test_an_owner_waits_for_no_more_turns_than_allowed():
    turns = FairTurns(at_once=1, per_owner=1, waiting_per_owner=1)
    visitors = Visitors(turns)
    visitors.come("a")
    visitors.come("a")
    with pytest.raises(TooManyWaiting), turns.turn("a"):
        pass
    visitors.come("b")
    assert visitors.all_served() == ["a", "a", "b"]


def test_all_owners_together_wait_for_no_more_turns_than_allowed():
    turns = FairTurns(at_once=1, per_owner=1, waiting_per_owner=2, waiting_in_all=3)
    visitors = Visitors(turns)
    for owner in "aabb":  # one of them has the turn
        visitors.come(owner)
    with pytest.raises(TooManyWaiting), turns.turn("c"):
        pass
    assert sorted(visitors.all_served()) == list("aabb")
    with turns.turn("c"):
        assert turns.num_running == 1


def test_who_leaves_the_queue_is_not_waited_for_and_the_place_is_told_before():
    turns = FairTurns(at_once=1, per_owner=1, waiting_per_owner=10)
    visitors = Visitors(turns)
    for owner in "aaab":
        visitors.come(owner)
    with turns.queue("c") as ticket:
        assert not ticket.wait(0.01)
        assert ticket.ahead == 2  # one of a, one of b, then c
    assert len(visitors.all_served()) == 4
    with turns.queue("c") as ticket:
        assert ticket.wait(10)
        assert ticket.ahead == 0


def test_a_turn_is_given_back_when_its_work_fails():
    turns = FairTurns(at_once=1, per_owner=1, waiting_per_owner=10)
    with pytest.raises(ValueError, match="broken"), turns.turn("a"):
        raise ValueError("broken")
    with turns.queue("b") as ticket:
        assert ticket.wait(10)


def test_a_part_of_something_long_gives_way_to_what_is_short():
    turns = FairTurns(at_once=3, per_owner=1, waiting_per_owner=10)
    with turns.queue("list", gives_way_s=60) as part:
        with turns.turn("a"):
            assert not part.wait(0), "a short one is under way, and it would share the processor"
        assert part.wait(0)
    with turns.queue("list", gives_way_s=0.05) as part, turns.turn("a"):
        assert part.wait(5) or part.wait(5), "who asks again and again would stop it for ever"


def test_parts_of_something_long_do_not_wait_for_each_other():
    turns = FairTurns(at_once=2, per_owner=1, waiting_per_owner=10)
    with turns.queue("a", gives_way_s=60) as first, turns.queue("b", gives_way_s=60) as second:
        assert first.wait(0)
        assert second.wait(0)
        with turns.queue("c", gives_way_s=60) as third, turns.queue("d") as short:
            assert not third.wait(0)
            assert not short.wait(0)
    with turns.queue("c", gives_way_s=60) as third, turns.queue("d") as short:
        assert not third.wait(0), "the short one waits, and comes first"
        assert short.wait(0)


def let_pass(part: Ticket) -> threading.Thread:
    thread = threading.Thread(target=part.let_others_pass, daemon=True)
    thread.start()
    time.sleep(0.05)
    return thread


def test_a_part_of_something_long_stops_within_its_turn_for_what_is_short():
    turns = FairTurns(at_once=1, per_owner=1, waiting_per_owner=10)
    with turns.queue("list", gives_way_s=60) as part:
        assert part.wait(0)
        let_pass(part).join(5)  # nobody is there: at once
        with turns.queue("a") as short:
            waiting = let_pass(part)
            assert waiting.is_alive()
            assert short.wait(0), "it may have the turn that the part holds and does not use"
            time.sleep(0.05)
            assert waiting.is_alive()
        waiting.join(5)
        assert not waiting.is_alive()
        with turns.passing():
            waiting = let_pass(part)
            assert waiting.is_alive()
        waiting.join(5)
        assert not waiting.is_alive()


def test_who_asks_again_and_again_stops_no_part_for_long():
    turns = FairTurns(at_once=3, per_owner=1, waiting_per_owner=10)
    with turns.queue("list", gives_way_s=0.2) as part:
        assert part.wait(0)
        began = time.monotonic()
        with turns.turn("a"):
            for _ in range(5):
                part.let_others_pass()
        assert 0.1 < time.monotonic() - began < 2


def test_a_part_does_not_stop_for_its_own_owner_who_waits_for_its_end():
    turns = FairTurns(at_once=3, per_owner=1, waiting_per_owner=10)
    with turns.queue("a", gives_way_s=60) as part:
        assert part.wait(0)
        with turns.queue("a"):
            let_pass(part).join(5)
            began = time.monotonic()
            part.let_others_pass()
            assert time.monotonic() - began < 1


def test_a_turn_that_ends_while_its_part_is_stopped_is_given_back_once():
    turns = FairTurns(at_once=1, per_owner=1, waiting_per_owner=10)
    with turns.passing():
        with turns.queue("list", gives_way_s=60) as part:
            part.gives_way_until = 0.0
            assert part.wait(0)
            stopped = let_pass(part)
            assert stopped.is_alive()
        stopped.join(5)
        assert not stopped.is_alive(), "whoever asked has left: there is nothing to wait for"
        let_pass(part).join(5)
        with turns.queue("a") as first, turns.queue("b") as second:
            assert first.wait(0)
            assert not second.wait(0), "only one may have a turn"


def test_of_one_owner_what_is_short_comes_before_parts_of_something_long():
    turns = FairTurns(at_once=1, per_owner=1, waiting_per_owner=10)
    with turns.queue("b") as before:
        assert before.wait(0)
        with (
            turns.queue("a", gives_way_s=60) as first,
            turns.queue("a", gives_way_s=60) as second,
            turns.queue("a") as short,
            turns.queue("a") as later,
        ):
            assert [t.ahead for t in (short, later, first, second)] == [0, 1, 2, 3]


def test_a_turn_that_nobody_wants_any_more_is_not_waited_for(monkeypatch):
    monkeypatch.setattr("qa.pdf.fair_turns.LOOK_S", 0.01)
    turns = FairTurns(at_once=1, per_owner=1, waiting_per_owner=10)
    with turns.turn("a"), pytest.raises(NobodyWaits), turns.turn("b", lambda: False):
        pass
    assert turns.num_waiting == 0
