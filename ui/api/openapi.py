"""The endpoints and their two requests as OpenAPI 3.1, made of the functions behind them."""

import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any

from ui.api.endpoints import NAMES, Endpoints

Schema = dict[str, Any]

VERSION = "1"
SCHEMAS: Mapping[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    list[str]: {"type": "array", "items": {"type": "string"}},
}
CALL = "/gradio_api/call"
REFUSED: Schema = {
    "description": "Why it was not done.",
    "content": {"application/json": {}, "text/plain": {}},
}


@cache
def openapi() -> Schema:
    """Return the document; equal for everybody, so it is made once."""
    paths: Schema = {"/pw/documents": {"post": _upload()}}
    for name in NAMES:
        paths[f"{CALL}/{name}"] = {"post": _call(name)}
        paths[f"{CALL}/{name}/{{event_id}}"] = {"get": _stream(name)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pagewitness",
            "version": VERSION,
            "description": "Questions of long reports; answers are words of the report with their "
            "page. A call is two requests: the first gives an event's id, the second its stream.",
        },
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "apiKey", "in": "cookie", "name": "pagewitness"}}
        },
        # Without a key a call is taken too, and its stream tells how to get one.
        "security": [{"key": []}, {}],
    }


def _call(name: str) -> Schema:
    function = getattr(Endpoints, name)
    arguments = [
        {**SCHEMAS[given.annotation], "title": given.name}
        for given in inspect.signature(function).parameters.values()
        if given.annotation in SCHEMAS
    ]
    values: Schema = {"type": "array", "minItems": len(arguments), "maxItems": len(arguments)}
    if arguments:
        values["prefixItems"] = arguments
    return {
        "operationId": name,
        "summary": inspect.getdoc(function),
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": {"data": values},
                        "required": ["data"],
                        "additionalProperties": False,
                    }
                }
            },
        },
        "responses": {
            "200": _json({"type": "object", "properties": {"event_id": {"type": "string"}}}),
            "4XX": REFUSED,
        },
    }


def _stream(name: str) -> Schema:
    return {
        "operationId": f"{name}_stream",
        "summary": f"The stream of a call of {name}: events generating, complete, error, heartbeat",
        "parameters": [
            {
                "name": "event_id",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            }
        ],
        "responses": {
            "200": {"description": "Events.", "content": {"text/event-stream": {}}},
            "4XX": REFUSED,
        },
    }


def _upload() -> Schema:
    name: Schema = {"name": "name", "in": "query", "schema": {"type": "string"}}
    return {
        "operationId": "upload",
        "summary": "Send a PDF; the reading's id goes to read_document.",
        "parameters": [name],
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "minLength": 1}}},
        },
        "responses": {
            "200": _json({"type": "object", "required": ["reading_id"]}),
            "4XX": REFUSED,
        },
    }


def _json(schema: Schema) -> Schema:
    return {"description": "As told.", "content": {"application/json": {"schema": schema}}}
