"""What holds for all tests."""

import pytest


@pytest.hookimpl(trylast=True)  # the browser tests get their marker in this hook too
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Drive browsers last: Playwright keeps an event loop running, which other tests need free."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
