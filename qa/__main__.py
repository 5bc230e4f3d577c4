"""The command line: `python -m qa ask REPORT.pdf "question"`, `find`, `info`, `facts`,
`tables`, `batch`, `grid`, `compare`, `verify`, `mcp`, `models`, `passwd`.

Results go to stdout (UTF-8; with --json nothing but JSON), progress and notes to stderr.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from qa.cli.models import add_models_parser, run_models
from qa.cli.options import gigabytes
from qa.cli.passwords import run_passwd
from qa.readers.local.options import KV_FORMATS, KV_HELP, PREFILL_HELP, PREFILLS

EXIT_CODES = """\
exit codes:
  0  done
  1  the library or the model cannot be used, the disk is full, or too much is going on;
     of verify: something on the card does not hold
  2  wrong usage
  3  the document was refused
  4  done, but some pages could not be read
"""
MODELS = """\
--model takes
  quotes                 no model: rows and sentences word for word (the default here, because it is
                         instant and always the same)
  auto                   the best model that answers in time on this machine; else quotes
  OWNER/NAME             a model of the hub, fetched once: Qwen/Qwen3-4B-Instruct-2507-FP8
  FOLDER                 a model on this machine: Qwen3, Qwen2.5, Llama, Mistral or SmolLM2
  FILE.gguf              the same in one file, as llama.cpp, Ollama and LM Studio keep it
  http://HOST:PORT/v1    an OpenAI-compatible server (vLLM, SGLang, TGI, llama.cpp); with #NAME one
                         of its models. THE TEXT OF THE REPORT IS SENT TO THAT SERVER. Its key, if
                         it wants one, is read from PAGEWITNESS_API_KEY.
With all others the report stays on this machine.
"""
OCR_HELP = 'read pages that are images by OCR: pip install "pagewitness[ocr]"'
XBRL_HELP = (
    "say of each figure whether this file agrees: inline XBRL (.htm) or companyfacts (.json) of the"
    " same filing; nothing is fetched"
)
INTERRUPTED = 130  # what shells expect after Ctrl-C: 128 + SIGINT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "batch" and options.csv is None and options.xlsx is None:
        parser.error("batch needs --csv OUT or --xlsx OUT, or both")
    if options.command == "facts" and options.xlsx is not None and options.xbrl is not None:
        parser.error("--xbrl goes with text, --json or --csv")
    if options.command == "grid" and not (options.xlsx or options.csv or options.md):
        parser.error("grid needs --xlsx OUT, --csv OUT or --md OUT, or several of them")
    try:
        if options.command == "models":
            return run_models(options)
        if options.command == "passwd":
            return run_passwd(options)
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
    keeping = argparse.ArgumentParser(add_help=False)
    keeping.add_argument("--password", help="opens a locked report (asked for on a terminal)")
    keeping.add_argument("--ocr", action="store_true", help=OCR_HELP)
    keeping.add_argument(
        "--no-library", action="store_true", help="keep nothing: neither the report nor answers"
    )
    xbrl = argparse.ArgumentParser(add_help=False)
    xbrl.add_argument("--xbrl", type=Path, metavar="FILE", help=XBRL_HELP)
    report = argparse.ArgumentParser(add_help=False, parents=[keeping])
    report.add_argument("report", type=Path, metavar="REPORT.pdf")
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
    sections = argparse.ArgumentParser(add_help=False)
    sections.add_argument(
        "--sections",
        action="append",
        default=[],
        metavar="TITLES",
        help='read these alone: "Item 7,Note 12"; repeat for titles with commas',
    )

    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    ask = commands.add_parser(
        "ask",
        parents=[report, question, model, sections, xbrl, json],
        help="answer a question with quotes and their pages",
        epilog=MODELS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    ask.add_argument(
        "--card",
        type=Path,
        action="append",
        default=[],
        metavar="OUT.html",
        help="write the answer as a card that can be verified: a page, or data if it ends in"
        " .json; repeat it for both",
    )
    find = commands.add_parser(
        "find", parents=[report, question, json], help="list the pages that fit a question best"
    )
    find.add_argument(
        "--explain",
        action="store_true",
        help="say what each score is made of, which pages are read and what is quoted of them",
    )
    find.add_argument("--top", type=_positive, default=10, metavar="N", help="pages (default 10)")
    commands.add_parser(
        "info", parents=[report, json], help="say what was read: pages, sections, tokens"
    )
    facts = commands.add_parser(
        "facts",
        parents=[report, xbrl],
        help="print the three statements, their figures and whether they tie",
        description="Print the income statement, the balance sheet and the cash flow statement.",
    )
    form = facts.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="exact figures with pages and spans")
    form.add_argument("--csv", action="store_true", help="a table for spreadsheets")
    form.add_argument("--xlsx", type=Path, metavar="OUT", help="write a workbook for Excel")
    tables = commands.add_parser("tables", parents=[report], help="print the tables of a page")
    tables.add_argument(
        "--page", type=_positive, required=True, metavar="N", help="its place in the file, from 1"
    )
    form = tables.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="rows, heads, periods, scales, places")
    form.add_argument("--csv", action="store_true", help="a table for spreadsheets")
    batch = commands.add_parser(
        "batch",
        parents=[report, model, sections, xbrl],
        help="answer a list of questions into a table",
        epilog=MODELS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    batch.add_argument(
        "questions",
        type=Path,
        metavar="QUESTIONS.txt",
        help="one question per line; of a .csv or .xlsx file the first column",
    )
    batch.add_argument("--csv", type=Path, metavar="OUT", help="the table: one row per question")
    batch.add_argument(
        "--xlsx",
        type=Path,
        metavar="OUT",
        help="a workbook: figures as live formulas over their inputs, sources, the statements",
    )
    grid = commands.add_parser(
        "grid",
        parents=[keeping, model],
        help="ask a list of questions of several reports",
        epilog=MODELS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    grid.add_argument("reports", type=Path, nargs="+", metavar="REPORT.pdf")
    asked = grid.add_mutually_exclusive_group(required=True)
    asked.add_argument(
        "--questions",
        type=Path,
        metavar="FILE",
        help="one question per line; of a .csv or .xlsx file the first column",
    )
    asked.add_argument(
        "--list",
        metavar="ID",
        help="a ready-made list: checklist_10k, kpis, ratios, risk_governance, annual_report_zh",
    )
    grid.add_argument(
        "--xlsx",
        type=Path,
        metavar="OUT",
        help="a workbook: numbers with their places, live formulas, sources, coverage, notes",
    )
    grid.add_argument("--csv", type=Path, metavar="OUT", help="a table: a row a quote")
    grid.add_argument("--md", type=Path, metavar="OUT", help="Markdown: each quote once")
    compare = commands.add_parser(
        "compare",
        parents=[keeping, model],
        help="ask several reports one question and put what they answer side by side",
        epilog=MODELS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    compare.add_argument(
        "reports", type=Path, nargs="+", metavar="REPORT.pdf", help="2 to 10 reports"
    )
    compare.add_argument("question", help='in quotes: "gross margin"')
    form = compare.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="rows, years, changes, places")
    form.add_argument("--csv", action="store_true", help="a table for spreadsheets")
    form.add_argument("--xlsx", type=Path, metavar="OUT", help="write a workbook for Excel")
    verify = commands.add_parser(
        "verify",
        parents=[keeping, json],
        help="say which quotes and figures of an answer card a report still holds",
        description="Exit code 0: all of it holds. 1: something does not.",
    )
    verify.add_argument("card", type=Path, metavar="CARD.html", help="a card, .html or .json")
    verify.add_argument("report", type=Path, metavar="REPORT.pdf")
    tools = commands.add_parser(
        "mcp",
        parents=[model],
        help="serve documents, ask, compare, facts, pages and verify as tools to an agent (MCP)",
        description="Serves tools over standard input and output until that closes.",
        epilog=MODELS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    tools.add_argument(
        "--folder", type=Path, metavar="FOLDER", help="whose PDF files the agent may have read"
    )
    tools.add_argument("--no-library", action="store_true", help="keep nothing")
    add_models_parser(commands)
    passwd = commands.add_parser(
        "passwd",
        help="add a login to a file for the app's --auth-file, or change its password",
        description="Ask for a password and keep its Argon2 hash; the password itself is not kept.",
    )
    passwd.add_argument("file", type=Path, metavar="FILE", help="the file of logins")
    passwd.add_argument("name", metavar="NAME", help="who logs in")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not a positive number")
    return number


if __name__ == "__main__":
    sys.exit(main())
