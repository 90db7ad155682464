"""No binding is lost by the look at the text around a name: all that the leaves of the name show are found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

from spanlint.languages.names.bindings import Binding
from spanlint.languages.python import file as python
from spanlint.languages.python.names import bindings as python_names
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript import file as typescript
from spanlint.languages.typescript.names import bindings as typescript_names
from spanlint.text.source import Source

_PYTHON = """
import a1.b1, a2.b2
import \\
    a3.b3
import  a4.b4 as c4
from a5 import (b5, c5 as d5)
from . import a6
def  f1(p1, p2=1, *p3, p4: int = 2, **p5): pass
class  C1(B1): f2 = 1
async def f3[T](p6): pass
v1 = v2 = f1(1)
v3, (v4, *v5) = 1, (2, 3)
v6: int = 1
v7 += 1
with open() as w1, open() as (w2, w3): pass
for l1, l2 in x.y: pass
try: pass
except E as e1: pass
print([q1 for q1 in (z1 := f1())])
match v1:
    case {"k": m1}: pass
    case [m2, *m3] | C1(m4) as m5: pass
g1 = lambda s1, s2=1: s1(s2)
f1(v1).x(v1.x)(C1)
"""
_TYPESCRIPT = """
import d1, { a1, b1 as c1 } from "m";
import * as n1 from "m";
import r1 = require("m");
function f1(p1, { p2, k3: p3, ...p4 }, [p5, p6] = [], ...p7) {}
function  f2 () {}
function* f3(){}
function *f4(){}
async function f5(){}
function /* c */ f6(){}
class C1 { m1() {} static m2 = 1 }
interface I1 {} type T1 = string;
const v1 = function f7() {}, { v2, k: v3 = 1 } = v1, [v4, ...v5] = v1;
let v6; v6 = v1.v2; v6 += 1; ({ v6 } = v1);
var v7 = s1 => s1(v1), v8 = async (s2) => s2.x;
try {} catch (e1) {} for (const l1 of v1) {} for (v6 in v1) {}
f1(v1).x(...v5)(C1);
"""
_NAMES = ("identifier", "type_identifier", "shorthand_property_identifier_pattern")


def python_tree(text: str) -> SyntaxTree:
    return python.tree_of(Source("a.py", "python", text.encode(), b""))


def typescript_tree(text: str) -> SyntaxTree:
    return typescript.tree_of(Source("a.ts", "typescript", text.encode(), b""))


def of_all_leaves(names: ModuleType, tree: SyntaxTree, name: str) -> Iterator[Binding]:
    """The bindings of a name, with a look at each of its leaves."""
    for leaf in tree.leaves(name):
        holder = tree.parent(leaf)
        if holder is not None and holder.type in names._BINDING_PARENTS and leaf.type in _NAMES:
            binding = names._binding(tree, leaf)
            if binding is not None:
                yield binding


@pytest.mark.parametrize(
    ("text", "names", "parsed"),
    [(_PYTHON, python_names, python_tree), (_TYPESCRIPT, typescript_names, typescript_tree)],
    ids=["python", "typescript"],
)
def test_a_look_at_the_text_loses_no_binding(text: str, names: ModuleType, parsed: Callable[[str], SyntaxTree]) -> None:
    tree, bound = parsed(text), 0
    for name in sorted(set(re.findall(r"[A-Za-z_]\w*", text))):
        expected = [binding.name for binding in of_all_leaves(names, tree, name)]
        assert [binding.name for binding in names.bindings(tree, name)] == expected, name
        bound += len(expected)
    assert bound > 35


def test_most_mentions_are_not_looked_up() -> None:
    tree = typescript_tree("const a = f; a.b(a.c); a(a);\n")
    assert [binding.name.start_byte for binding in typescript_names.bindings(tree, "a")] == [6]
    assert not list(typescript_names.bindings(tree, "b"))
