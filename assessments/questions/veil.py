"""Names under which a page sends what stands in it, where the ids would tell the key."""

from __future__ import annotations

from collections.abc import Mapping


def veiled(texts: Mapping[str, str]) -> dict[str, str]:
    """Id to name: the rank of its text in the alphabet, which says nothing that the text doesn't say.

    Authors call the steps of an order a, b, c, and the id of a pair is that of its match.
    """
    ranked = sorted(texts, key=lambda id: texts[id])
    return {id: str(rank) for rank, id in enumerate(ranked, start=1)}
