"""A file of logins: a line each, the name and an Argon2 hash of the password. And `passwd`.

anna:$argon2id$v=19$m=65536,t=3,p=4$...
"""

import argparse
import getpass
import os
import re
import sys
import tempfile
from pathlib import Path

from qa.errors import UsageError

LOGIN_NAME = re.compile(r"[^\s:]{1,100}")
MIN_CHARS = 8


def read_logins(path: Path) -> dict[str, str]:
    """Return the hash of each name; raises UsageError where the file cannot be understood."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(reason=f"{path} cannot be read as a file of logins.") from error
    logins = {}
    for number, line in enumerate(lines, start=1):
        name, _, hashed = line.strip().partition(":")
        if not name or name.startswith("#"):
            continue
        if not LOGIN_NAME.fullmatch(name) or not hashed.startswith("$argon2"):
            raise UsageError(
                reason=f"{path}: line {number} is no login. Make it with: python -m qa passwd"
            )
        logins[name] = hashed
    if not logins:
        raise UsageError(reason=f"{path} names no login. Add one with: python -m qa passwd")
    return logins


def set_password(path: Path, name: str, password: str) -> None:
    """Write a login into the file, which may not be there yet; its other lines stay."""
    from argon2 import PasswordHasher

    entry = f"{name}:{PasswordHasher().hash(password)}"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    kept = [line for line in lines if line.partition(":")[0].strip() != name]
    descriptor, unfinished = tempfile.mkstemp(dir=path.absolute().parent, prefix=path.name)
    try:  # for its user alone: mkstemp makes it so
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join([*kept, entry]) + "\n")
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def run_passwd(options: argparse.Namespace) -> int:
    """Run the command `passwd` and return its exit code."""
    try:
        if not LOGIN_NAME.fullmatch(options.name) or options.name.startswith("#"):
            raise UsageError(reason="A login name has no spaces and no colon, and no # in front.")
        set_password(options.file, options.name, _new_password(options.name))
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{options.file} cannot be written: {error}\n")
        return 2
    return 0


def _new_password(name: str) -> str:
    """Ask twice on a terminal, else read a line; raises UsageError."""
    if sys.stdin.isatty():
        password = getpass.getpass(f"Password of {name}: ")
        if getpass.getpass("Once more: ") != password:
            raise UsageError(reason="The two passwords differ. Nothing was changed.")
    else:
        password = sys.stdin.readline().rstrip("\n")
    if len(password) < MIN_CHARS:
        raise UsageError(reason=f"Take a password of {MIN_CHARS} characters or more.")
    return password
