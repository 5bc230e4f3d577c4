"""The command line: `python -m qa ask REPORT.pdf "question"`, `find`, `info`, `batch`, `models`.

Results go to stdout (UTF-8; with --json nothing but JSON), progress and notes to stderr.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from qa.cli.models import add_models_parser, run_models
from qa.cli.options import gigabytes
from qa.readers.local.options import KV_FORMATS, KV_HELP, PREFILL_HELP, PREFILLS

EXIT_CODES = """\
exit codes:
  0  done
  1  the library or the model cannot be used, the disk is full, or too much is going on
  2  wrong usage
  3  the document was refused
  4  done, but some pages could not be read
"""
MODELS = """\
--model takes
  quotes                 no model: rows and sentences word for word (the default here, because it is
                         instant and always the same)
  auto                   the best model that answers in time on this machine; else quotes
  OWNER/NAME             a Qwen3 model of the hub, fetched once: Qwen/Qwen3-4B-Instruct-2507-FP8
  FOLDER                 a model on this machine
  http://HOST:PORT/v1    an OpenAI-compatible server (vLLM, SGLang, TGI, llama.cpp); with #NAME one
                         of its models. THE TEXT OF THE REPORT IS SENT TO THAT SERVER. Its key, if
                         it wants one, is read from PAGEWITNESS_API_KEY.
With all others the report stays on this machine.
"""
INTERRUPTED = 130  # what shells expect after Ctrl-C: 128 + SIGINT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "models":
            return run_models(options)
        # Imported late, so that --help answers at once and Ctrl-C is already looked after.
        from qa.cli.commands import run

        return run(options)
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m qa" if sys.argv[0].endswith("__main__.py") else None,
        description="Ask questions of a long PDF report; every answer names its page.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    report = argparse.ArgumentParser(add_help=False)
    report.add_argument("report", type=Path, metavar="REPORT.pdf")
    report.add_argument("--password", help="opens a locked report (asked for on a terminal)")
    report.add_argument(
        "--no-library", action="store_true", help="keep nothing: neither the report nor answers"
    )
    json = argparse.ArgumentParser(add_help=False)
    json.add_argument("--json", action="store_true", help="print JSON")
    question = argparse.ArgumentParser(add_help=False)
    question.add_argument("question", help='in quotes: "What was capital expenditure in 2018?"')
    model = argparse.ArgumentParser(add_help=False)
    model.add_argument("--model", default="quotes", help="who answers; see below (default quotes)")
    model.add_argument(
        "--context",
        type=_positive,
        metavar="TOKENS",
        help="how much a model may read at once (default: what it reads in time)",
    )
    model.add_argument("--kv", choices=KV_FORMATS, default="auto", help=KV_HELP)
    model.add_argument("--prefill", choices=PREFILLS, default="dense", help=PREFILL_HELP)
    model.add_argument(
        "--shelf-gb",
        type=gigabytes,
        dest="shelf_bytes",
        metavar="GB",
        help="how much of what a model has read is kept on disk, so that it is read once;"
        " 0: nothing (default 20, or a tenth of the free disk)",
    )
    model.add_argument(
        "--sections",
        action="append",
        default=[],
        metavar="TITLES",
        help='read these alone: "Item 7,Note 12"; repeat for titles with commas',
    )

    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    commands.add_parser(
        "ask",
        parents=[report, question, model, json],
        help="answer a question with quotes and their pages",
        epilog=MODELS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    find = commands.add_parser(
        "find", parents=[report, question, json], help="list the pages that fit a question best"
    )
    find.add_argument("--top", type=_positive, default=10, metavar="N", help="pages (default 10)")
    commands.add_parser(
        "info", parents=[report, json], help="say what was read: pages, sections, tokens"
    )
    batch = commands.add_parser(
        "batch",
        parents=[report, model],
        help="answer a list of questions into a table",
        epilog=MODELS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    batch.add_argument(
        "questions",
        type=Path,
        metavar="QUESTIONS.txt",
        help="one question per line; of a .csv file the first column",
    )
    batch.add_argument(
        "--csv", type=Path, required=True, metavar="OUT", help="the table: one row per question"
    )
    add_models_parser(commands)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not a positive number")
    return number


if __name__ == "__main__":
    sys.exit(main())
