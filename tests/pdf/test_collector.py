"""The collector is paused while anybody builds a document, and back afterwards."""

import gc

import pytest

from qa.pdf.collector import CollectorPause


def test_it_runs_again_when_the_last_one_leaves() -> None:
    pause = CollectorPause()
    with pause.paused():
        with pause.paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_runs_again_after_an_error() -> None:
    pause = CollectorPause()
    with pytest.raises(ValueError, match="broken"), pause.paused():
        raise ValueError("broken")
    assert gc.isenabled()
