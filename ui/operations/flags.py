"""The flags of the app: on its command line, or as environment variables."""

import argparse
import os
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from qa.cli.options import gigabytes
from qa.cli.passwords import read_logins
from qa.errors import UsageError
from qa.readers.local.options import KV_FORMATS, KV_HELP, PREFILL_HELP, PREFILLS
from ui.operations.environment import parse_with_environment
from ui.operations.logs import FORMATS

ABOUT = "Open Pagewitness in a browser: make run, python app.py, or once installed pagewitness-app."
EPILOG = (
    "Each flag can be set by an environment variable too: PAGEWITNESS_SHELF_GB for --shelf-gb. What"
    " stands on the command line wins. docs/settings.md lists them all."
)
LEAST_CONTEXT = 512  # tokens; below this not even a page and a question fit


def app_parser() -> argparse.ArgumentParser:
    """Return the parser; its help texts are what docs/settings.md says."""
    parser = argparse.ArgumentParser(description=ABOUT, epilog=EPILOG)
    parser.add_argument(
        "--host",
        metavar="ADDRESS",
        default="127.0.0.1",
        help="address to listen on; by default this machine alone can reach the app",
    )
    parser.add_argument("--port", metavar="PORT", type=int, default=7860, help="port to listen on")
    parser.add_argument(
        "--auth",
        metavar="USER:PASSWORD",
        type=_login,
        action="append",
        default=[],
        help="ask for a login; may be given more than once; other users of this machine see it:"
        " better --auth-file",
    )
    parser.add_argument(
        "--auth-file",
        type=Path,
        metavar="FILE",
        help="ask for a login; names and hashed passwords, made with: python -m qa passwd",
    )
    parser.add_argument(
        "--allowed-host",
        metavar="NAME",
        action="append",
        default=[],
        help="a name by which browsers may ask for the app, such as its domain;"
        " its own names and every plain address are known; may be given more than once",
    )
    parser.add_argument(
        "--trusted-proxy",
        metavar="ADDRESS",
        type=_network,
        action="append",
        default=[],
        help="address or network of a proxy whose X-Forwarded- lines are believed; those of all"
        " others are taken off; may be given more than once",
    )
    parser.add_argument(
        "--share",
        action="store_true",
        help="make a public link, behind a login, for a week; limits are tighter, and what guests"
        " bring goes after 24 hours",
    )
    parser.add_argument(
        "--share-without-password",
        action="store_true",
        help="as --share, but whoever has the link is let in without a login",
    )
    parser.add_argument(
        "--model",
        default="auto",
        metavar="MODEL",
        help="who answers: auto, quotes, a name like Qwen/Qwen3-0.6B-FP8, a folder, a GGUF file, or"
        " a server's URL, to which the report's text is then sent",
    )
    parser.add_argument(
        "--context",
        type=_tokens,
        metavar="TOKENS",
        help="how much of a report the model reads at once, 512 or more; by default what takes"
        " seconds on this machine",
    )
    parser.add_argument(
        "--shelf-gb",
        type=gigabytes,
        dest="shelf_bytes",
        metavar="GB",
        help="how much of what the model has read is kept on disk, so that it is read once;"
        " 0: nothing (default 20, or a tenth of the free disk)",
    )
    parser.add_argument("--kv", choices=KV_FORMATS, default="auto", help=KV_HELP)
    parser.add_argument("--prefill", choices=PREFILLS, default="dense", help=PREFILL_HELP)
    parser.add_argument(
        "--metrics-token",
        metavar="TOKEN",
        help="answer /metrics to whoever sends this as a bearer token; without it, to this machine"
        " alone, and to nobody on a public link",
    )
    parser.add_argument(
        "--log-format",
        choices=FORMATS,
        default="text",
        help="text for a terminal, or json: an object a line; neither has a word of a"
        " report or a question",
    )
    parser.add_argument(
        "--grace-seconds",
        type=_seconds,
        default=5.0,
        metavar="SECONDS",
        help="how long answers and readings under way may take when the app is told to end"
        "; told a second time, it ends at once",
    )
    parser.add_argument("--no-samples", action="store_true", help="leave the sample reports out")
    return parser


def parse_flags(arguments: list[str] | None = None) -> argparse.Namespace:
    """Return the flags as the app takes them; ends the program where they make no sense."""
    parser = app_parser()
    flags = parse_with_environment(parser, arguments, os.environ)
    has_logins = bool(flags.auth or flags.auth_file)
    if flags.share_without_password and has_logins:
        parser.error("--share-without-password is not for an app that asks for a login")
    flags.made_password = flags.share and not (has_logins or flags.share_without_password)
    if flags.made_password:
        flags.auth = [("guest", secrets.token_urlsafe(9))]
    flags.share = flags.share or flags.share_without_password
    try:
        flags.hashes = read_logins(flags.auth_file) if flags.auth_file else {}
    except UsageError as error:
        parser.error(str(error))
    return flags


def _login(text: str) -> tuple[str, str]:
    user_name, colon, password = text.partition(":")
    if not (user_name and colon and password):
        raise argparse.ArgumentTypeError("write it as USER:PASSWORD")
    return user_name, password


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write an address or a network like 10.0.0.0/8") from error


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 3600:
        raise argparse.ArgumentTypeError("write a number of seconds from 0 to 3600")
    return seconds


def _tokens(text: str) -> int:
    if not text.isdecimal() or int(text) < LEAST_CONTEXT:
        raise argparse.ArgumentTypeError(f"write a number of tokens, {LEAST_CONTEXT} or more")
    return int(text)
