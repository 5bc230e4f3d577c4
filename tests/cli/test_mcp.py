"""`python -m qa mcp` as an agent meets it: a process, and the client of the mcp package."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from qa.__main__ import main
from tests.compare.filings import first_filing, later_filing
from tests.pdfs.make import simple_pdf

mcp = pytest.importorskip("mcp", reason="the package mcp is not installed: pip install mcp")

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_docs/annual_report_en.pdf"
QUESTION = "What was the net margin in 2024?"

Call = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    shutil.copy(SAMPLE, folder / "sample.pdf")
    (folder / "broken.pdf").write_bytes(b"GIF89a" + bytes(100))
    (folder / "notes.txt").write_text("no report", encoding="utf-8")
    outside = folder.parent / "outside.pdf"
    outside.write_bytes(simple_pdf([["Somebody else's report"]]))
    (folder / "link.pdf").symlink_to(outside)
    return folder


class Refused(Exception):
    """The tool said why not."""


@pytest.fixture
def agent(home, folder):
    """Run a conversation of an agent with a server process of its own."""

    def run(converse: Callable[[Any, Call], Awaitable[None]], *flags: str) -> None:
        server = mcp.StdioServerParameters(
            command=sys.executable,
            args=["-m", "qa", "mcp", *(flags or ("--folder", str(folder)))],
            env={**os.environ, "PAGEWITNESS_HOME": str(home / "library")},
            cwd=str(ROOT),
        )

        async def talk() -> None:
            async with mcp.Client(server) as client:

                async def call(name: str, **arguments: object) -> dict[str, Any]:
                    result = await client.call_tool(name, arguments)
                    if result.is_error:
                        raise Refused(result.content[0].text)
                    return dict(json.loads(result.content[0].text))

                await converse(client, call)

        anyio.run(talk)

    return run


def test_an_agent_reads_asks_and_checks(agent) -> None:
    async def converse(client: Any, call: Call) -> None:
        listed = await call("documents")
        assert listed["files"] == ["broken.pdf", "sample.pdf"]

        document = await call("read_document", file_name="sample.pdf")
        document_id = document["document_id"]
        assert document["pages"] == 200
        assert document_id in [d["document_id"] for d in (await call("documents"))["documents"]]

        answer = await call("ask", document_id=document_id, question=QUESTION)
        assert answer["figures"][0]["display"] == "9.9%"
        assert answer["citations"][0]["printed_number"] == "40"

        facts = await call("facts", document_id=document_id)
        assert [each["kind"] for each in facts["statements"]] == ["income", "balance", "cash_flow"]
        found = await call("search_pages", document_id=document_id, question="total assets", top=2)
        assert len(found["pages"]) == 2
        page = await call("get_page", document_id=document_id, page_number=42)
        assert "Net income 339 417" in page["text"]

    agent(converse)


def test_tools_are_described_with_what_they_take(agent) -> None:
    async def converse(client: Any, call: Call) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {
            "documents", "read_document", "ask", "compare", "facts", "search_pages", "get_page",
            "verify",
        }  # fmt: skip
        assert all(tool.description for tool in tools.values())
        assert set(tools["ask"].input_schema["properties"]) == {"document_id", "question"}
        assert tools["read_document"].input_schema["required"] == ["file_name"]

    agent(converse)


def test_reports_are_compared(agent, home, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PAGEWITNESS_HOME", str(home / "library"))
    for name, make in (("first.pdf", first_filing), ("later.pdf", later_filing)):
        (tmp_path / name).write_bytes(make())
        assert main(["info", str(tmp_path / name)]) == 0

    async def converse(client: Any, call: Call) -> None:
        ids = {d["file_name"]: d["document_id"] for d in (await call("documents"))["documents"]}
        two = [ids["first.pdf"], ids["later.pdf"]]
        found = await call("compare", document_ids=two, question="gross margin")
        assert [row["display"] for row in found["rows"]] == ["43.3%", "44.3%"]
        with pytest.raises(Refused, match="Ask 2 to 10 reports together, not 1"):
            await call("compare", document_ids=two[:1], question="gross margin")

    agent(converse)


def test_a_card_is_verified(agent, home, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PAGEWITNESS_HOME", str(home / "library"))
    path = tmp_path / "card.json"
    assert main(["ask", str(SAMPLE), QUESTION, "--card", str(path)]) == 0
    card = path.read_text(encoding="utf-8")

    async def converse(client: Any, call: Call) -> None:
        found = (await call("documents"))["documents"]
        document = next(each for each in found if each["pages"] == 200)
        document_id = document["document_id"]
        assert (await call("verify", document_id=document_id, card=card))["holds"] is True
        changed = card.replace('"9.9%"', '"8.9%"')
        assert (await call("verify", document_id=document_id, card=changed))["holds"] is False

    agent(converse)


@pytest.mark.parametrize(
    "name",
    ["link.pdf", "notes.txt", "../outside.pdf", str(SAMPLE), "/etc/passwd", "", ".", "x\0.pdf"],
)
def test_nothing_outside_the_folder_is_read(agent, name) -> None:
    async def converse(client: Any, call: Call) -> None:
        with pytest.raises(Refused, match="no PDF file of that name in the folder"):
            await call("read_document", file_name=name)

    agent(converse)


def test_what_cannot_be_done_is_the_sentence_that_says_why(agent) -> None:
    async def converse(client: Any, call: Call) -> None:
        for arguments, said in (
            (("read_document", {"file_name": "broken.pdf"}), "is not a PDF"),
            (("facts", {"document_id": "../../etc"}), "not in your library"),
            (("ask", {"document_id": "0" * 32, "question": "capex"}), "not in your library"),
        ):
            with pytest.raises(Refused, match=said):
                await call(arguments[0], **arguments[1])

    agent(converse)


def test_without_a_folder_no_file_is_read(agent) -> None:
    async def converse(client: Any, call: Call) -> None:
        assert (await call("documents"))["files"] == []
        with pytest.raises(Refused, match="no PDF file of that name"):
            await call("read_document", file_name="sample.pdf")

    agent(converse, "--no-library")


def test_a_folder_that_is_none_is_wrong_usage(tmp_path, capsys) -> None:
    assert main(["mcp", "--folder", str(tmp_path / "none")]) == 2

    assert "is no folder" in capsys.readouterr().err


def test_without_the_package_the_command_says_what_to_install(tmp_path) -> None:
    blocked = (
        "import sys; sys.modules['mcp'] = None;"
        " from qa.__main__ import main; sys.exit(main(['mcp']))"
    )

    done = subprocess.run(
        [sys.executable, "-c", blocked],
        cwd=ROOT,
        env={**os.environ, "PAGEWITNESS_HOME": str(tmp_path / "library")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Serving agents needs mcp. Install it: pip install mcp\n"


def test_the_server_ends_with_its_input(home) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qa", "mcp"],
        cwd=ROOT,
        env={**os.environ, "PAGEWITNESS_HOME": str(home / "library")},
        input="",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "")
    assert "Traceback" not in done.stderr
