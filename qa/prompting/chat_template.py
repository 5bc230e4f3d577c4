"""The model's own chat template, rendered so that no message can become a control token.

The template is rendered with a placeholder for each message. What stands between the placeholders
is the template's own text, in which control tokens count; messages are encoded apart, as ordinary
text.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NoReturn

import jinja2
import jinja2.ext
import jinja2.sandbox

from qa.models.errors import NotAModelFolder, UnsupportedTokenizer
from qa.models.gguf_file import GgufFile
from qa.prompting.tokenizer_gguf import special_token

CONFIG_NAME = "tokenizer_config.json"
TEMPLATE_NAME = "chat_template.jinja"  # a file of its own since transformers 4.52

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class ChatTemplate:
    """A checkpoint's chat template. bos, eos: the tokens that some templates write by name."""

    folder: Path
    source: str
    bos: str = ""
    eos: str = ""

    @classmethod
    def from_folder(cls, folder: Path) -> "ChatTemplate":
        """Read the template; raises NotAModelFolder."""
        try:
            file, config_file = folder / TEMPLATE_NAME, folder / CONFIG_NAME
            config = json.loads(config_file.read_text("utf-8")) if config_file.exists() else {}
            source = file.read_text("utf-8") if file.exists() else str(config["chat_template"])
            return cls(folder, source, _token(config, "bos_token"), _token(config, "eos_token"))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotAModelFolder(folder=folder, missing="its chat template") from error

    @classmethod
    def from_gguf(cls, file: GgufFile) -> "ChatTemplate":
        """Take the template of a GGUF file; raises UnsupportedTokenizer where it has none."""
        source = file.fields.get("tokenizer.chat_template")
        if not isinstance(source, str):
            raise UnsupportedTokenizer(folder=file.path, what="no chat template")
        return cls(file.path, source, special_token(file, "bos"), special_token(file, "eos"))

    def around(self, roles: Sequence[Role]) -> list[str]:
        """Return the template's text before, between and after messages of these roles.

        The model's thinking is switched off, and the last text asks it to answer. Raises
        UnsupportedTokenizer for a template that fails or does not keep the messages in their order.
        """
        marks = [f"MESSAGE{number:08d}CONTENT" for number in range(len(roles))]
        messages = [
            {"role": role, "content": mark} for role, mark in zip(roles, marks, strict=True)
        ]
        rest = self._render(messages)
        texts = []
        for mark in marks:
            text, found, rest = rest.partition(mark)
            if not found or mark in rest:
                raise UnsupportedTokenizer(
                    folder=self.folder, what="a chat template that drops or repeats messages"
                )
            texts.append(text)
        return [*texts, rest]

    def _render(self, messages: list[dict[str, str]]) -> str:
        try:
            return _compile(self.source).render(
                messages=messages,
                add_generation_prompt=True,
                enable_thinking=False,
                bos_token=self.bos,
                eos_token=self.eos,
            )
        except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError) as error:
            raise UnsupportedTokenizer(
                folder=self.folder, what=f"a chat template that fails ({error})"
            ) from error


def _token(config: dict[str, Any], name: str) -> str:
    """A token of tokenizer_config.json, which older files keep with its options."""
    token = config.get(name)
    return str(token["content"] if isinstance(token, dict) else token or "")


@cache
def _compile(source: str) -> jinja2.Template:
    """The settings are those for which chat templates are written, see transformers."""
    environment = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[jinja2.ext.loopcontrols]
    )
    environment.filters["tojson"] = _to_json
    environment.globals["raise_exception"] = _raise
    return environment.from_string(source)


def _to_json(value: Any, indent: int | None = None) -> str:
    # Jinja's own filter escapes <, > and & for HTML, which models were not trained on.
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _raise(message: str) -> NoReturn:
    raise jinja2.TemplateError(message)
