"""The kinds of block that a lesson in a package may have.

A new kind is a function that reads its directive and a `Content` that says how it is stored
(`kind.py`), a line here, and a row in the packages' README; the stream field has a block of its name.
"""

from collections.abc import Mapping

from courses.catalogue.packages.blocks.compare import COMPARE
from courses.catalogue.packages.blocks.image import IMAGE
from courses.catalogue.packages.blocks.kind import BlockKind, Content, Reading
from courses.catalogue.packages.blocks.offered import AUDIO, DOCUMENT, VIDEO
from courses.catalogue.packages.blocks.practice import PRACTICE
from courses.catalogue.packages.blocks.table import TABLE
from courses.catalogue.packages.blocks.words import CASE, HEADING, KEY, LAW, TERM, TEXT

__all__ = ["KINDS", "BlockKind", "Content", "Reading"]

KINDS: Mapping[str, BlockKind] = {
    kind.name: kind
    for kind in (HEADING, TEXT, LAW, KEY, CASE, COMPARE, IMAGE, TERM, TABLE, DOCUMENT, AUDIO, VIDEO, PRACTICE)
}
