"""What holds for all tests."""

from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine, and no time limit: a loaded one is no reason to fail. To look
# for new examples: pytest --hypothesis-profile=default
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


@pytest.hookimpl(trylast=True)  # the browser tests get their marker in this hook too
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Drive browsers last: Playwright keeps an event loop running, which other tests need free."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def quoting_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A computed checkpoint that answers the label of a row of the samples with the row."""
    from tests.computed.quoting import make_quoting
    from tests.computed.rows import sample_lines

    return make_quoting(tmp_path_factory.mktemp("model") / "computed", sample_lines(), fp8=True)
