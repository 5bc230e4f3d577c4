"""Calls a handler of Gradio's within its request: log lines have its reference, and what goes wrong
is one sentence for whoever asked.

Gradio calls a handler, and each step of a generator, in a thread and context of its own; what a
handler raises it would print with all that it says.
"""

import inspect
import logging
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

import gradio as gr

from qa.errors import QAError
from ui.operations.references import new_reference, within
from ui.views.i18n import say

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

REFERENCE = "pagewitness.reference"  # the key in the scope of a request

log = logging.getLogger("pagewitness")


def handled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return the handler as Gradio is to call it: a function, or a function that yields."""
    if inspect.isgeneratorfunction(function):

        @wraps(function)
        def steps(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Iterator[Any]:
            reference = _reference((*args, *kwargs.values()))
            events = cast(Generator[Any], function(*args, **kwargs))
            try:
                while True:
                    with _one_sentence(reference):
                        try:
                            event = next(events)
                        except StopIteration:
                            return
                    yield event
            finally:
                with within(reference):
                    events.close()

        return cast(Callable[Arguments, Result], steps)

    @wraps(function)
    def call(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with _one_sentence(_reference((*args, *kwargs.values()))):
            return function(*args, **kwargs)

    return call


@contextmanager
def _one_sentence(reference: str) -> Iterator[None]:
    """Say what a user can cause as it is, and anything else as a reference that the log has."""
    with within(reference):
        try:
            yield
        except QAError as error:
            raise gr.Error(str(error), print_exception=False) from error
        except gr.Error:
            raise
        except Exception as error:
            log.error("A handler failed, reference %s", reference, exc_info=error)
            sentences = (say("fault", language, reference=reference) for language in ("en", "zh"))
            raise gr.Error(" ".join(sentences), print_exception=False) from error


def _reference(arguments: tuple[object, ...]) -> str:
    """Return what the guard has called the request among the arguments, else a new reference."""
    for argument in arguments:
        if isinstance(argument, gr.Request) and argument.request is not None:
            return str(argument.request.scope.get(REFERENCE) or new_reference())
    return new_reference()
