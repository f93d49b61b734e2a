"""The small drawings on a certificate, as SVG: the mark, the arcs of its networks, the QR code."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

import segno

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{body}</svg>'


def mark(colour: str) -> str:
    strokes = f'fill="none" stroke={quoteattr(colour)}'
    body = (
        f'<path {strokes} stroke-width="1" d="M4 20a18 16 0 0 1 36 0M16 20a12 12 0 0 1 24 0M1 20h42"/>'
        f'<path {strokes} stroke-width="2" d="M4 20a12 12 0 0 1 24 0"/>'
    )
    return _SVG.format(width=44, height=24, body=body)


@dataclass(frozen=True, slots=True)
class Arc:
    network: str
    start: int
    reach: int
    radius: float


@dataclass(frozen=True, slots=True)
class Arcs:
    """Networks as points on a line, an arc from each that wrote to the one that taught."""

    width: int
    height: int
    base: int
    end: int
    host: str
    arcs: tuple[Arc, ...]


def lay_arcs(writers: Sequence[str], host: str) -> Arcs:
    step, edge = 50, 6
    end = edge + step * len(writers)
    starts = [edge + step * place for place in range(len(writers))]
    base = 25 * len(writers) + 4
    return Arcs(
        width=end + edge,
        height=base + edge,
        base=base,
        end=end,
        host=host,
        arcs=tuple(
            Arc(network, start, end - start, (end - start) / 2)
            for network, start in zip(writers, starts, strict=True)
        ),
    )


def arcs(writers: Sequence[str], host: str, *, colours: Mapping[str, str], plain: str, mirrored: bool) -> str:
    """The arcs in colour, for paper; empty without writers."""
    if not writers:
        return ""
    laid = lay_arcs(writers, host)
    parts = [f'<path d="M0 {laid.base}h{laid.width}" fill="none" stroke="#1a1b1e" stroke-width="1"/>']
    parts += [
        f'<path d="M{arc.start} {laid.base}a{arc.radius} {arc.radius} 0 0 1 {arc.reach} 0" fill="none"'
        f' stroke={quoteattr(colours.get(arc.network, plain))} stroke-width="1.75"/>'
        for arc in laid.arcs
    ]
    points = [(arc.start, arc.network) for arc in laid.arcs] + [(laid.end, host)]
    parts += [
        f'<circle cx="{x}" cy="{laid.base}" r="4" fill={quoteattr(colours.get(network, plain))}/>'
        for x, network in points
    ]
    body = "".join(parts)
    if mirrored:
        body = f'<g transform="translate({laid.width} 0) scale(-1 1)">{body}</g>'
    return _SVG.format(width=laid.width, height=laid.height, body=body)


def qr(url: str) -> str:
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", border=0, svgns=True, xmldecl=False, nl=False
    )
    return out.getvalue().decode()
