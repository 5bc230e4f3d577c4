"""Does a scenario again and again, each time with another call that fails, in children of its own.

    python -m tests.faults.trials fail SCENARIO KIND MODE    one JSON object a trial
    python -m tests.faults.trials note SCENARIO [FILE:LINE]  the calls that one run makes, in order

Runs with the shim preloaded. FILE:LINE names a statement that is left out, as if it were not there.
"""

import ast
import ctypes
import importlib.machinery
import json
import os
import select
import shutil
import sys
import tempfile
import types
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
KINDS = ("disk", "alloc")  # the first: all that writes, syncs or renames
MODES = ("once", "from then on", "die")
EVERY_UP_TO = 60  # trials beyond grow by a tenth: an allocation is one of thousands
HANGS_AFTER_S = 20


def leave_out(place: str) -> None:
    """Have a statement of a module left out when the module is imported."""
    name, line = place.rsplit(":", 1)
    plain = importlib.machinery.SourceFileLoader.get_code

    class LeftOut(ast.NodeTransformer):
        def visit_Expr(self, node: ast.Expr) -> ast.stmt:
            is_meant = node.lineno <= int(line) <= (node.end_lineno or node.lineno)
            return ast.copy_location(ast.Pass(), node) if is_meant else node

    def get_code(
        loader: importlib.machinery.SourceFileLoader, module: str
    ) -> types.CodeType | None:
        path = loader.get_filename(module)
        if Path(path) != ROOT / name:
            return plain(loader, module)
        tree = LeftOut().visit(ast.parse(Path(path).read_text(encoding="utf-8")))
        return compile(tree, path, "exec")

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]


def in_child(work: Callable[[], str]) -> tuple[str, int]:
    """Run it in a forked child; return what it said and how the child ended."""
    reading, writing = os.pipe()
    if (pid := os.fork()) == 0:
        os.write(writing, work().encode())
        os._exit(0)
    os.close(writing)
    said, status = b"", 0
    while select.select([reading], [], [], HANGS_AFTER_S)[0]:
        if not (more := os.read(reading, 65536)):
            break
        said += more
    else:
        os.kill(pid, 9)
        said = b"hangs"
    os.close(reading)
    _, status = os.waitpid(pid, 0)
    return said.decode(), status


def fail(scenario_name: str, kind: str, mode: str) -> None:
    from tests.faults.scenarios import SCENARIOS

    scenario, shim = SCENARIOS[scenario_name], ctypes.CDLL(None)
    shim.fault_disarm.restype = ctypes.c_long
    with tempfile.TemporaryDirectory(prefix="faults-") as home:
        template = Path(home) / "before"
        if scenario_name == "kv file":
            import tests.engine.kv_store.caches  # noqa: F401 - torch once, not in each child
        # In a child: who has used torch's threads must not fork any more.
        in_child(lambda: scenario.make(template) or "")
        number = 1
        while True:
            folder = Path(home) / str(number)
            shutil.copytree(template, folder)

            def act(folder: Path = folder, number: int = number) -> str:
                root = str(folder).encode()
                shim.fault_arm(KINDS.index(kind), ctypes.c_long(number), MODES.index(mode), root)
                outcome = "done"
                try:
                    scenario.act(folder)
                except BaseException as error:  # noqa: BLE001 - MemoryError anywhere
                    outcome = type(error).__name__
                return f"{outcome} {shim.fault_disarm()}"

            def check(folder: Path = folder, done: bool = False) -> str:
                try:
                    scenario.check(folder, done)
                except BaseException as error:  # noqa: BLE001 - is what is asked for
                    return f"{type(error).__name__}: {error}"
                return ""

            said, status = in_child(act)
            outcome, seen = said.split() if " " in said else (said or f"ended {status}", number)
            problem, _ = in_child(lambda: check(done=outcome == "done"))  # noqa: B023
            if outcome == "hangs":
                problem = problem or "hangs"
            print(json.dumps({"n": number, "outcome": outcome, "problem": problem}), flush=True)  # noqa: T201
            shutil.rmtree(folder)
            if int(seen) < number:  # there is no such call any more
                return
            number += 1 if number < EVERY_UP_TO else number // 10


def note(scenario_name: str, left_out: str | None = None) -> None:
    if left_out is not None:
        leave_out(left_out)
    from tests.faults.scenarios import SCENARIOS

    scenario = SCENARIOS[scenario_name]
    with tempfile.TemporaryDirectory(prefix="faults-") as home:
        folder = Path(home) / "before"
        scenario.make(folder)
        before = {str(path.relative_to(home)) for path in (folder, *folder.rglob("*"))}
        calls = Path(home) / "calls"
        with calls.open("wb") as file:
            ctypes.CDLL(None).fault_note(file.fileno(), str(folder).encode())
            scenario.act(folder)
            ctypes.CDLL(None).fault_note(-1, b"")
        after = {str(path.relative_to(home)) for path in (folder, *folder.rglob("*"))}
        rows = calls.read_text().replace(home + "/", "").splitlines()
        print(json.dumps({"before": sorted(before), "after": sorted(after), "calls": rows}))  # noqa: T201


if __name__ == "__main__":
    {"fail": fail, "note": note}[sys.argv[1]](*sys.argv[2:])
