"""docs/settings.md, made of the flags' help texts: python -m ui.operations.settings_page"""

import argparse
from pathlib import Path

from ui.operations.environment import options_of, variable_of
from ui.operations.flags import app_parser

PAGE = Path(__file__).parents[2] / "docs/settings.md"
INTRODUCTION = """\
# Settings of the app

Made by `python -m ui.operations.settings_page` of what the code says; a test compares. The flags
of the other commands are in [flags.md](flags.md), how to run the app for others in
[operations.md](operations.md).

Each flag is an environment variable too. What stands on the command line wins; a value that makes
no sense ends the program with a sentence that names the variable. A flag without a value is set by
`1` and not set by `0`; of a flag that may be given more than once the values are separated by
commas. An empty variable sets nothing.

## `python app.py`

The same as `pagewitness-app` once installed.

| flag | variable | default | what it does |
|---|---|---|---|
"""
OTHERS = """
## Other variables

| variable | what it does |
|---|---|
| `PAGEWITNESS_HOME` | the folder of the library; default: the user's data folder |
| `PAGEWITNESS_API_KEY` | the key of a model server, if it wants one |
| `OMP_WAIT_POLICY=passive` | reading by a model is 3 to 7 times faster on a CPU that other\
 programs keep busy, slower writing on a quiet one |
"""


def settings_page() -> str:
    """Return the page in Markdown."""
    rows = (_row(flag, action) for flag, action in options_of(app_parser()))
    return INTRODUCTION + "\n".join(rows) + "\n" + OTHERS


def _row(flag: str, action: argparse.Action) -> str:
    shown = flag if action.nargs == 0 else f"{flag} {action.metavar or action.dest.upper()}"
    default = f"`{action.default}`" if action.default not in (None, False, []) else ""
    about = str(action.help)
    if action.choices:
        about += "; one of " + ", ".join(f"`{choice}`" for choice in action.choices)
    return f"| `{shown}` | `{variable_of(flag)}` | {default} | {about} |"


def main() -> None:
    PAGE.write_text(settings_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
