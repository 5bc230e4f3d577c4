"""The app with a model that takes its time to come, to read and to say little."""

import os
import sys
import time
from pathlib import Path

import app
import ui.state.model_host
from qa.engine.sampling import SamplingParams
from qa.readers.base import Reader
from qa.readers.local.options import ModelOptions
from qa.readers.local.reader import ModelReader
from ui.state.model_host import OnLoading, load_model_reader

STEP_S = 0.05  # a reading that a busy machine still sees
GATE = Path(os.environ["PAGEWITNESS_GATE"])  # the model comes when this file is there


def load_slowly(spec: str, options: ModelOptions, on_loading: OnLoading) -> Reader | None:
    while not GATE.exists():
        time.sleep(0.05)
    reader = load_model_reader(spec, options, on_loading)
    assert isinstance(reader, ModelReader)
    reader._params = SamplingParams(max_tokens=60, temperature=1.0, seed=3)
    reader._engine._scheduler._prefill_chunk = 256
    reader._engine._scheduler._on_step = lambda: time.sleep(STEP_S)
    return reader


ui.state.model_host.load_model_reader = load_slowly

if __name__ == "__main__":
    sys.exit(app.main())
