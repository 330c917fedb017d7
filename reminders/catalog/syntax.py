"""The few words of Jinja that a template may use, so that no template can run long, grow large or look around.

The sandbox alone renders a gigabyte from one line; here only names, conditions and three filters are left.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from reminders.catalog.content import VARIABLE_NAMES
from reminders.catalog.mistakes import near

FILTER_NAMES = ("default", "upper", "lower")
_MAX_NODES = 2_000
_MAX_DEPTH = 20
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
)
_REFUSED: tuple[tuple[tuple[type[nodes.Node], ...], str], ...] = (
    ((nodes.For,), "loops ({% for %})"),
    ((nodes.Call, nodes.CallBlock), "calls"),
    ((nodes.Getattr, nodes.Getitem, nodes.Slice), "looking inside a value (a.b, a[b])"),
    ((nodes.Assign, nodes.AssignBlock, nodes.With), "setting names ({% set %}, {% with %})"),
    ((nodes.Macro, nodes.Block, nodes.FilterBlock, nodes.Scope), "macros and blocks"),
    ((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends), "other files (include, import, extends)"),
    ((nodes.BinExpr, nodes.UnaryExpr, nodes.Concat), "arithmetic and joining (+ - * / % ** ~)"),
    ((nodes.Literal,), "lists, tuples and dicts"),
    ((nodes.Test,), "tests ({% if a is b %})"),
)


class Unfillable(ValueError):
    """A value that has no place in a text was to be written out."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A template's syntax tree with what is wrong with it; no tree when it cannot be read at all."""

    tree: nodes.Template | None
    #: Line (from 1) and text.
    mistakes: tuple[tuple[int, str], ...]
    variables: frozenset[str] = frozenset()
    #: Tags asked for as `"smoker" in tags`, with a line.
    tags: tuple[tuple[int, str], ...] = ()


def environment(*, html: bool) -> SandboxedEnvironment:
    """Jinja for plain text, or for HTML with every value escaped. Unknown names raise."""
    made = SandboxedEnvironment(
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_written,
        cache_size=0,
        auto_reload=False,
    )
    made.globals.clear()
    made.tests.clear()
    made.filters = {"default": _default, "upper": made.filters["upper"], "lower": made.filters["lower"]}
    return made


def parse(text: str, jinja: SandboxedEnvironment, names: Collection[str] = VARIABLE_NAMES) -> Parsed:
    """The tree of a template and every breach of the allow-list; `names` are the variables there are."""
    try:
        tree = jinja.parse(text)
    except TemplateSyntaxError as error:
        return Parsed(None, ((error.lineno, f"cannot be read: {error.message}"),))
    except (RecursionError, MemoryError, ValueError):
        return Parsed(None, ((1, "is nested too deeply, or holds a number too large, to be read"),))
    found = tuple(dict.fromkeys(_mistakes(tree, names)))
    if found:
        return Parsed(None, found)
    used = frozenset(node.name for node in tree.find_all(nodes.Name))
    return Parsed(tree, (), used, tuple(_tags(tree)))


def _default(value: object, otherwise: object = "") -> object:
    """Jinja's own is for names that do not exist; here every name exists, and what is not known is empty."""
    return value or otherwise


def _written(value: object) -> object:
    """Only words and whole numbers are written out: None or a set in a text is a template's mistake."""
    if isinstance(value, str | Markup) or type(value) is int or isinstance(value, StrictUndefined):
        return value
    raise Unfillable("a value that is not known, or not text, was to be written out")


def _mistakes(tree: nodes.Template, names: Collection[str]) -> Iterator[tuple[int, str]]:
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    seen = 0
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if seen > _MAX_NODES or depth > _MAX_DEPTH:
            yield node.lineno, "has too many or too deeply nested conditions"
            return
        problem = _problem(node, names)
        if problem:
            yield node.lineno, problem
            continue
        waiting.extend((child, depth + 1) for child in node.iter_child_nodes())


def _problem(node: nodes.Node, names: Collection[str]) -> str | None:
    if not isinstance(node, _ALLOWED):
        what = next((text for types, text in _REFUSED if isinstance(node, types)), type(node).__name__)
        return f"{what} may not be used in a template; use {{{{ name }}}} and {{% if name %}}"
    if isinstance(node, nodes.Name):
        return _name_problem(node, names)
    if isinstance(node, nodes.Filter):
        return _filter_problem(node)
    if isinstance(node, nodes.Const) and not isinstance(node.value, str | int | None):
        return "only texts and whole numbers may be written as values"
    return None


def _name_problem(node: nodes.Name, names: Collection[str]) -> str | None:
    if node.ctx != "load":
        return "setting names may not be used in a template"
    if node.name in names:
        return None
    return f"there is no variable {node.name!r}{near(node.name, names)}"


def _filter_problem(node: nodes.Filter) -> str | None:
    if node.name not in FILTER_NAMES:
        return f"the filter {node.name!r} may not be used; there are {', '.join(FILTER_NAMES)}"
    if node.node is None or node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None:
        return f"the filter {node.name!r} is written as {{{{ name | {node.name} }}}}"
    return None


def _tags(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    for compare in tree.find_all(nodes.Compare):
        inside_tags = any(isinstance(op.expr, nodes.Name) and op.expr.name == "tags" for op in compare.ops)
        if inside_tags and isinstance(compare.expr, nodes.Const):
            yield compare.lineno, str(compare.expr.value)
