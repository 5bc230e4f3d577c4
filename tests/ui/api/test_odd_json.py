"""Whatever JSON comes, every named endpoint answers, or refuses in one sentence; and the OpenAPI
document is about them all.
"""

import json
import re
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.ui.api.conftest import ANNA
from ui.api.endpoints import NAMES
from ui.api.openapi import CALL, openapi
from ui.web.owner import COOKIE_NAME

ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda values: (
        st.lists(values, max_size=4) | st.dictionaries(st.text(max_size=8), values, max_size=3)
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def http(address: str):
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as http:
        http.cookies.set(COOKIE_NAME, ANNA)
        yield http


def answered(http: httpx.Client, name: str, body: Any) -> tuple[int, str, Any]:
    """The status of a call, and the last event of its stream with what it says."""
    begun = http.post(f"{CALL}/{name}", json=body)
    if begun.status_code != 200:
        return begun.status_code, "", None
    stream = http.get(f"{CALL}/{name}/{begun.json()['event_id']}")
    assert stream.status_code == 200
    *_, (event, data) = re.findall(r"^event: (\w+)\ndata: (.*)$", stream.text, re.M)
    return 200, event, json.loads(data)


@pytest.mark.parametrize("name", NAMES)
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(values=st.lists(ODD, max_size=5))
@example(values=[])
@example(values=["", "\x00", 10**30])
@example(values=["../..", [], {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}])
def test_odd_values_are_refused_in_a_sentence(http, name: str, values: list[Any]) -> None:
    status, event, said = answered(http, name, {"data": values})

    assert status < 500
    if event == "error":
        assert isinstance(said, dict), said
        assert isinstance(said["error"], str), said
        assert said["error"]
        assert "reference" not in said["error"], said  # a fault of ours


@pytest.mark.parametrize("body", [None, 3, [], {}, {"data": 3}, {"data": {}}, {"data": None}])
def test_a_body_that_is_no_call_is_refused(http, body: Any) -> None:
    assert answered(http, "facts", body)[0] == 422


@pytest.mark.parametrize("event_id", ["0" * 32, "nosuch", "..", "%00"])
def test_a_stream_of_no_call_is_not_there(http, event_id: str) -> None:
    assert http.get(f"{CALL}/facts/{event_id}").status_code == 404


def test_a_stream_is_there_once(http) -> None:
    event_id = http.post(f"{CALL}/documents", json={"data": []}).json()["event_id"]
    place = f"{CALL}/documents/{event_id}"

    assert "event: complete" in http.get(place).text
    assert http.get(place).status_code == 404


def test_the_openapi_document_describes_every_endpoint_with_its_arguments(http) -> None:
    served = http.get("/pw/openapi.json")

    assert served.json() == openapi()
    paths = served.json()["paths"]
    assert {f"{CALL}/{name}" for name in NAMES} < paths.keys()
    body = paths[f"{CALL}/ask"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    titles = [each["title"] for each in body["properties"]["data"]["prefixItems"]]
    assert titles == ["document_id", "question", "quotes_only"]
