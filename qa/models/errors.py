"""What can go wrong with a model, as one tree: the branch of qa.errors below ModelError.

ModelError                     the model cannot be loaded or cannot go on
├── MissingPackage         an optional part is not installed
├── ModelNotFetched        nothing half-fetched is ever loaded; what has arrived is kept
│   ├── HubUnreachable
│   ├── ModelNotFound
│   ├── ModelNotCached     offline, and not on this machine
│   └── NoDiskSpace        checked before the first byte
├── NotAModelFolder
├── UnsupportedModel
├── UnsupportedTokenizer
├── CorruptWeights
├── ModelTooLarge          refused before its weights are read, with the arithmetic
├── NotEnoughMemory        refused before the start, with the arithmetic
├── OutOfMemory            the device ran out in the middle; everything else goes on
├── PassFailed             the device refused in the middle; everything else goes on
├── DeviceLost             the device answers no more, so the engine has ended
├── NothingFits            not one page fits the room there is
├── NoModelFits            `auto` found none for this machine
├── EngineClosed           the reading was stopped, or the app is closing
└── ModelServerError       a model's server does not do what it was asked
    ├── ServerUnreachable
    ├── NotAModelServer    something else answers at that address
    ├── ServerWantsKey
    ├── ServerLacksModel
    ├── PromptTooLong      the server takes fewer tokens than were sent
    └── ServerBrokeOff     in the middle of an answer
"""

from qa.errors import QAError


class ModelError(QAError):
    """The model cannot be loaded, or cannot go on with this request."""


class MissingPackage(ModelError):
    template = "{purpose} needs {package}. Install it: pip install {package}"


class ModelNotFetched(ModelError):
    template = (
        "{model} could not be fetched completely: {reason}. "
        "Fetch it again: it goes on where it stopped."
    )


class HubUnreachable(ModelNotFetched):
    template = (
        "{host} cannot be reached, so {model} was not fetched. Check the network, "
        "name a mirror in HF_ENDPOINT, or give the folder of a model."
    )


class ModelNotFound(ModelNotFetched):
    template = (
        "{host} has no {model} that you may fetch. Check the name and the revision, "
        "or log in if it is private (hf auth login)."
    )


class ModelNotCached(ModelNotFetched):
    template = (
        "{model} is not on this machine and HF_HUB_OFFLINE forbids fetching it. "
        "Unset HF_HUB_OFFLINE once, or give the folder of a model."
    )


class NoDiskSpace(ModelNotFetched):
    template = (
        "{model} needs {needed_gb} GB more and {free_gb} GB are free in {folder}. "
        "Free some space, or name a folder on another disk in HF_HOME."
    )


class NotAModelFolder(ModelError):
    template = "{folder} is not a model folder: {missing} is missing or unreadable. Fetch it again."


class UnsupportedModel(ModelError):
    template = (
        "{folder} cannot be used: it has {what}. Serve it with vLLM or llama.cpp and give the"
        " address, or choose a Qwen3, Qwen2.5 or Llama model."
    )


class UnsupportedTokenizer(ModelError):
    template = (
        "{folder} cannot be used: its tokenizer has {what}. Serve it with vLLM or llama.cpp and"
        " give the address, or choose a Qwen3, Qwen2.5 or Llama 3 model."
    )


class CorruptWeights(ModelError):
    template = "The weights in {file} are damaged or incomplete ({what}). Fetch the model again."


class ModelTooLarge(ModelError):
    template = (
        "{model} needs {needed_gb} GB of memory and {free_gb} GB are free. "
        "Choose a smaller model, close other programs, or let a model server answer."
    )


class NotEnoughMemory(ModelError):
    template = (
        "{tokens} tokens need {needed_gb} GB and {free_gb} GB are free. "
        "Read fewer sections, choose a smaller model, or keep the context in 8 bits."
    )


class OutOfMemory(ModelError):
    template = "Memory ran out while reading {tokens} tokens. Read fewer sections and ask again."


class PassFailed(ModelError):
    template = (
        "The model broke off: {reason}. Ask again; if it breaks off each time, choose another"
        " model or another format of its context, and report the words above."
    )


class DeviceLost(ModelError):
    template = (
        "The graphics card has stopped working with the model: {reason}."
        " Start the program again, or choose no model: then answers are quotes."
    )


class NothingFits(ModelError):
    template = (
        "The model may read {tokens} tokens here, and no chosen page is that short. "
        "Let it read more at once, or choose other pages."
    )


class EngineClosed(ModelError):
    template = "Reading was stopped."


class NoModelFits(ModelError):
    template = "No model answers in time on this machine, so answers are quotes ({reason})."


class ModelServerError(ModelError):
    template = "{server} could not answer: {reason}. Ask again, or look at the server's log."


class RequestRefused(ModelServerError):
    """HTTP 400 or 422 for what was asked, not for its length."""


class ServerUnreachable(ModelServerError):
    template = "{server} does not answer ({reason}). Start the server, or check its address."


class NotAModelServer(ModelServerError):
    template = (
        "{server} is no OpenAI-compatible server ({reason}). "
        "Give the address that ends in /v1, such as http://127.0.0.1:8000/v1."
    )


class ServerWantsKey(ModelServerError):
    template = "{server} refuses the key. Put the right one into PAGEWITNESS_API_KEY."


class ServerLacksModel(ModelServerError):
    template = (
        "{server} has no {model}. Name one it serves behind the address: http://HOST:PORT/v1#NAME."
    )


class PromptTooLong(ModelServerError):
    template = (
        "{server} takes fewer tokens than the {tokens} that were sent. "
        "Say how many it takes (--context), or read fewer sections."
    )


class ServerBrokeOff(ModelServerError):
    template = "{server} stopped in the middle of the answer ({reason}). Ask again."
