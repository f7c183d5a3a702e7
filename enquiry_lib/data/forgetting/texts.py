"""Texts without what is to be forgotten: records and logs (JSON), pages, notebooks, and plain text."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from typing import Any

from enquiry_lib import errors
from enquiry_lib.data.forgetting.sought import BASE64, Sought, from_base64, text_of
from enquiry_lib.store.saving import parse_record

_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_DATA_URI = re.compile(r"(data:[\w.+/-]*(?:;[\w=-]+)*;base64,)([A-Za-z0-9+/=\s]+)")


def json_without(text: str, sought: Sought) -> str:
    """Give the text of a JSON file with the mark for each sentence that holds what is sought; all else as it stands.

    >>> json_without('{"concern": "P12345 is late.",  "why": ""}', Sought(frozenset({"P12345"})))
    '{"concern": "[withheld]",  "why": ""}'
    """
    return _LITERAL.sub(lambda found: _literal(found[0], sought), text)


def record_without(text: str, sought: Sought) -> str:
    """Give the text of a record without what is sought; a frozen plan that was whole before is whole after it.

    A record that could not be read afterwards is given as it was.
    """
    after = json_without(text, sought)
    try:
        before = parse_record(text.encode("utf-8")).evaluation_plan
    except errors.EnquiryError:
        return after
    try:
        plan = parse_record(after.encode("utf-8")).evaluation_plan
    except errors.EnquiryError:
        return text
    if before.freeze is None or not before.is_whole():
        return after
    return after.replace(before.freeze.hash, plan.content_hash())


def _literal(literal: str, sought: Sought) -> str:
    try:
        said = json.loads(literal, strict=False)
    except ValueError:
        return sought.without_words(literal)
    if not sought.is_in(said.encode("utf-8", errors="replace")):
        return literal
    after = page_without(said, sought) if "<" in said and ">" in said else _plain(said, sought)
    return json.dumps(after, ensure_ascii="\\u" in literal)


def _plain(said: str, sought: Sought) -> str:
    after = sought.without_passages(said)
    return sought.mark if sought.is_in(after.encode("utf-8", errors="replace")) else after


def page_without(text: str, sought: Sought) -> str:
    """Give a page with the mark for each word that is sought; in the pictures written into it as well."""
    text = _DATA_URI.sub(lambda found: found[1] + _picture(found[2], sought), text)
    return sought.without_words(text)


def _picture(run: str, sought: Sought) -> str:
    """Give a picture without what is sought: one that is text with the mark in it, another left empty."""
    for content in from_base64(run):
        if sought.is_in(content):
            said = text_of(content)
            after = page_without(said, sought).encode("utf-8") if said is not None else b""
            return base64.b64encode(after).decode("ascii")
    return run


def plain_without(text: str, sought: Sought) -> str:
    """Give a plain text with the mark for each sentence that holds what is sought, and for base64 that does."""
    after = sought.without_passages(text)
    return BASE64.sub(lambda found: _run(found[0], sought), after)


def _run(run: str, sought: Sought) -> str:
    tail = run[len(run.rstrip()) :]
    return sought.mark + tail if any(sought.is_in(content) for content in from_base64(run)) else run


# --- notebooks --------------------------------------------------------------------------------------------


def notebook_without(text: str, sought: Sought) -> str:
    """Give a notebook without the outputs, attachments and saved forms that hold what is sought; sentences are marked.

    What is no notebook is treated as any JSON.
    """
    try:
        notebook = json.loads(text)
        cells: list[dict[str, Any]] = notebook["cells"]
    except (ValueError, KeyError, TypeError):
        return json_without(text, sought)
    for cell in cells:
        _clear(cell, sought)
    widgets = notebook.get("metadata", {}).get("widgets")
    if widgets is not None and _is_in_json(widgets, sought):
        del notebook["metadata"]["widgets"]
    return json.dumps(_marked(notebook, sought.without_passages), ensure_ascii=False, indent=1) + "\n"


def _clear(cell: dict[str, Any], sought: Sought) -> None:
    if _is_in_json(cell.get("outputs", []), sought):
        cell["outputs"], cell["execution_count"] = [], None
    if _is_in_json(cell.get("attachments", {}), sought):
        del cell["attachments"]
    source = cell.get("source", "")
    whole = source if isinstance(source, str) else "".join(source)
    if sought.stands_in(whole):
        cell["source"] = sought.without_passages(whole).splitlines(keepends=True)


def _is_in_json(content: object, sought: Sought) -> bool:
    return sought.is_in(json.dumps(content, ensure_ascii=False).encode("utf-8", errors="replace")) or any(
        sought.stands_in(text) for text in _joined(content)
    )


def _joined(content: object) -> list[str]:
    """Give every text in JSON, lines that were kept apart put together."""
    if isinstance(content, str):
        return [content]
    if isinstance(content, dict):
        return [text for part in (*content.keys(), *content.values()) for text in _joined(part)]
    if isinstance(content, list):
        lines = ["".join(content)] if content and all(isinstance(line, str) for line in content) else []
        return lines or [text for part in content for text in _joined(part)]
    return []


def _marked(content: Any, marked: Callable[[str], str]) -> Any:
    if isinstance(content, str):
        return marked(content)
    if isinstance(content, dict):
        return {marked(key): _marked(value, marked) for key, value in content.items()}
    return [_marked(part, marked) for part in content] if isinstance(content, list) else content
