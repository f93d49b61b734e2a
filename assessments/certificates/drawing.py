"""The small drawings on a certificate, as SVG: the mark, the arcs of its networks, the QR code."""

import io
from collections.abc import Sequence
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


def arcs(writers: Sequence[str], host: str, *, mirrored: bool) -> str:
    """An arc from each network that wrote to the one that taught, given by their colours; empty without writers."""
    if not writers:
        return ""
    step, base = 50, 25 * len(writers) + 4
    end = 6 + step * len(writers)
    parts = [f'<path d="M0 {base}h{end + 6}" fill="none" stroke="#1a1b1e" stroke-width="1"/>']
    for place, colour in enumerate(writers):
        start = 6 + step * place
        radius = (end - start) / 2
        parts.append(
            f'<path d="M{start} {base}a{radius} {radius} 0 0 1 {end - start} 0" fill="none"'
            f' stroke={quoteattr(colour)} stroke-width="1.75"/>'
        )
    parts += [_point(6 + step * place, base, colour) for place, colour in enumerate(writers)]
    parts.append(_point(end, base, host))
    body = "".join(parts)
    if mirrored:
        body = f'<g transform="translate({end + 6} 0) scale(-1 1)">{body}</g>'
    return _SVG.format(width=end + 6, height=base + 6, body=body)


def qr(url: str) -> str:
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=0, svgns=True, xmldecl=False, nl=False)
    return out.getvalue().decode()


def _point(x: float, y: float, colour: str) -> str:
    return f'<circle cx="{x}" cy="{y}" r="4" fill={quoteattr(colour)}/>'
