"""Each flag of a command line as an environment variable; what stands on the command line wins."""

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence

PREFIX = "PAGEWITNESS_"
YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def variable_of(flag: str) -> str:
    """Return the variable of a flag: PAGEWITNESS_SHELF_GB for --shelf-gb."""
    return PREFIX + re.sub(r"\W+", "_", flag.removeprefix("--")).upper()


def options_of(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.Action]]:
    """Yield each flag that sets something, with its action."""
    for action in parser._actions:
        flags = [name for name in action.option_strings if name.startswith("--")]
        if flags and not isinstance(action, argparse._HelpAction):
            yield flags[0], action


def parse_with_environment(
    parser: argparse.ArgumentParser,
    arguments: Sequence[str] | None,
    environment: Mapping[str, str],
) -> argparse.Namespace:
    """Return the flags; ends the program with one sentence where a value makes no sense.

    The parser is used up: its defaults are taken off.
    """
    values = {action.dest: action.default for _, action in options_of(parser)}
    for flag, action in options_of(parser):
        variable = variable_of(flag)
        if text := environment.get(variable, "").strip():  # an empty one sets nothing
            try:
                values[action.dest] = _value(action, text)
            except (argparse.ArgumentTypeError, ValueError, TypeError) as error:
                parser.error(f"environment variable {variable}: {_reason(action, error)}")
        action.default = argparse.SUPPRESS  # so that only what was given is in the answer
    given = vars(parser.parse_args(arguments))
    return argparse.Namespace(**{**values, **given})


def _value(action: argparse.Action, text: str) -> object:
    if action.nargs == 0:  # a flag without a value
        if text.lower() not in YES + NO:
            raise argparse.ArgumentTypeError("write 1 or 0")
        return text.lower() in YES
    if isinstance(action, argparse._AppendAction):  # separated as those of a list are
        return [_one(action, part.strip()) for part in text.split(",") if part.strip()]
    return _one(action, text)


def _one(action: argparse.Action, text: str) -> object:
    value = action.type(text) if callable(action.type) else text
    if action.choices is not None and value not in action.choices:
        raise argparse.ArgumentTypeError(f"choose one of {', '.join(map(str, action.choices))}")
    return value


def _reason(action: argparse.Action, error: Exception) -> str:
    """Return what to write instead; no value is told, since some are passwords."""
    if isinstance(error, argparse.ArgumentTypeError):
        return f"{error}."
    return f"this is no {action.metavar or 'value'} that can be used."
