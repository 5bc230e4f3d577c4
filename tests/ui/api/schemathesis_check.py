"""Starts the app and has schemathesis try its OpenAPI document; `make api-check` runs it.

    python -m tests.ui.api.schemathesis_check build/api-check/bin/schemathesis [ARGUMENTS]

schemathesis brings some thirty packages, so it has an environment of its own.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser.running_app import start_app, stop_app

KEY = "a" * 43
# A call is taken whatever its arguments are; its stream refuses them (test_odd_json.py).
LEFT_OUT = "negative_data_rejection"
EXAMPLES = "20"  # of each operation; another --max-examples among the arguments wins


def main(program: str, *arguments: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "app.log"
        app, address = start_app(Path(folder), "--no-samples", log=log)
        try:
            done = subprocess.run(
                [program, "run", f"{address}pw/openapi.json", "--url", address,
                 "--header", f"Cookie: pagewitness={KEY}", "--phases", "examples,fuzzing",
                 "--max-examples", EXAMPLES, "--request-timeout", "60",
                 "--exclude-checks", LEFT_OUT, *arguments],
                check=False, cwd=folder,
            )  # fmt: skip
        finally:
            stop_app(app)
        faults = [line for line in log.read_text().splitlines() if "reference" in line]
        for line in faults:
            sys.stderr.write(f"{line}\n")
    return done.returncode or bool(faults)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
