# SPDX-License-Identifier: MPL-2.0
# Copyright 2026 the VALUX for NSS developers.
"""Checks what `valux-enroll COMMAND --json` writes against the schemas of the machine interface."""

import functools
import json
import pathlib
import sys

DEBIAN_PACKAGES = "/usr/lib/python3/dist-packages"  # of python3-jsonschema
if DEBIAN_PACKAGES not in sys.path:
    sys.path.append(DEBIAN_PACKAGES)

import jsonschema

SCHEMAS = pathlib.Path(__file__).resolve().parent.parent.parent / "enroll/schemas"


@functools.cache
def schemas():
    return {file.stem: json.loads(file.read_text(encoding="utf-8"))
            for file in SCHEMAS.glob("*.json")}


def put_in(schema):
    """The schema with those that it refers to put in their places."""
    if isinstance(schema, list):
        return [put_in(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return put_in(schemas()[schema["$ref"].rsplit(":", 1)[1]])
    return {key: put_in(value) for key, value in schema.items() if key != "$id"}


@functools.cache
def validator(name):
    schema = put_in(schemas()[name])
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def check(name, value):
    """Fails unless the value is as the schema of that name says."""
    try:
        validator(name).validate(value)
    except jsonschema.ValidationError as error:
        raise AssertionError(f"{name}: {error.message} in {json.dumps(value)[:2000]}") from None


def check_lines(name, text):
    """Checks JSON objects, one a line; returns them."""
    objects = [json.loads(line) for line in text.splitlines()]
    for value in objects:
        check(name, value)
    return objects


def check_run(arguments, status, output, errors):
    """Checks what a run of valux-enroll with these arguments wrote, if programs were to read it.

    An answer may be missing where the command failed; then there is a message.
    """
    arguments = [str(argument) for argument in arguments]
    if "--json" not in arguments or "--help" in arguments:
        return
    command = arguments[0] if arguments[0] in schemas() else None
    if output.strip():
        assert command is not None, (arguments, output)
        check(command, json.loads(output))
    messages = check_lines("message", errors)
    assert output.strip() or status != 0, f"no answer of {arguments}"
    assert output.strip() or [message for message in messages if message["type"] == "error"], \
        f"no error of {arguments}: {errors}"
