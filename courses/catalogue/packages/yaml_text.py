"""YAML as packages may use it: plain values, each with its line, and nothing clever."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import yaml
from django.utils.translation import gettext as _

from courses.catalogue.packages.fields import Map, Seq
from courses.catalogue.packages.problems import Problems

DEEPEST = 12
TAG = "tag:yaml.org,2002:"


class _Refused(Exception):
    def __init__(self, line: int, sentence: str) -> None:
        self.line = line
        self.sentence = sentence


class _Loader(yaml.SafeLoader):
    """Composes nodes only; aliases, anchors, tags and deep nesting stop it before they cost."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        event = self.peek_event()
        line = event.start_mark.line
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(
                line,
                _(
                    "“&” and “*” names are not allowed here; write the text out, or put it in quotation marks."
                ),
            )
        if getattr(event, "tag", None):
            raise _Refused(
                line,
                _("“!” tags are not allowed here; put the text in quotation marks."),
            )
        if self.depth >= DEEPEST:
            raise _Refused(
                line,
                _("This is nested too deeply; use the form that the README shows."),
            )
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


# Fewer than YAML 1.1 knows: there “no” is false and “12:30” is 750, which no author means.
_Loader.add_implicit_resolver(f"{TAG}bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver(f"{TAG}null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_Loader.add_implicit_resolver(f"{TAG}int", re.compile(r"^[-+]?[0-9]{1,15}$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    f"{TAG}float", re.compile(r"^[-+]?[0-9]{1,15}\.[0-9]{1,15}$"), list("-+0123456789")
)
_Loader.add_implicit_resolver(
    f"{TAG}timestamp", re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), list("0123456789")
)


def read_yaml(file: str, text: str, problems: Problems, *, first_line: int = 1) -> Map | None:
    """The mapping that the text holds, or None with the reason among the problems."""
    loader = None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        value = _value(node) if node is not None else None
    except _Refused as refused:
        problems.add(file, first_line + refused.line, refused.sentence)
        return None
    except yaml.YAMLError as error:
        problems.add(file, first_line + _line_of(error, text), _not_yaml(error))
        return None
    finally:
        if loader is not None:
            loader.dispose()
    if not isinstance(value, Map):
        problems.add(file, first_line, _("Here “name: value” lines are needed."))
        return None
    _move(value, first_line)
    return value


def _value(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return _map(node)
    if isinstance(node, yaml.SequenceNode):
        seq = Seq(_value(item) for item in node.value)
        seq.line = node.start_mark.line
        seq.lines = [item.start_mark.line for item in node.value]
        return seq
    return _scalar(node)


def _map(node: yaml.MappingNode) -> Map:
    result = Map()
    result.line = node.start_mark.line
    for key_node, value_node in node.value:
        line = key_node.start_mark.line
        if not isinstance(key_node, yaml.ScalarNode):
            raise _Refused(line, _("A name must be a plain word before the colon."))
        key = key_node.value
        if key in result:
            raise _Refused(line, _("“%(name)s” stands here twice; keep one.") % {"name": key[:80]})
        result[key] = _value(value_node)
        result.lines[key] = line
    return result


def _scalar(node: yaml.Node) -> object:
    kind, text = node.tag.removeprefix(TAG), node.value
    if kind == "bool":
        return text == "true"
    if kind == "null":
        return None
    if kind == "int":
        return int(text)
    if kind == "float":
        return Decimal(text)
    if kind == "timestamp":
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise _Refused(
                node.start_mark.line,
                _("There is no day %(day)s in the calendar.") % {"day": text},
            ) from None
    return text


def _move(value: object, by: int) -> None:
    if isinstance(value, Map):
        value.line += by
        value.lines = {key: line + by for key, line in value.lines.items()}
        for inner in value.values():
            _move(inner, by)
    elif isinstance(value, Seq):
        value.line += by
        value.lines = [line + by for line in value.lines]
        for inner in value:
            _move(inner, by)


def _line_of(error: yaml.YAMLError, text: str) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return mark.line
    return text.count("\n", 0, getattr(error, "position", 0))


def _not_yaml(error: yaml.YAMLError) -> str:
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or _("unknown form")
    return _(
        "This can’t be read (%(reason)s); look for a missing quotation mark, a tab, or a colon inside"
        " a text that is not in quotation marks."
    ) % {"reason": reason}
