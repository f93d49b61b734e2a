"""The drawings of the interface: name to SVG content on a grid of 20 by 20, stroked in the colour of the text."""

_RING = '<circle cx="10" cy="10" r="7.5"/>'
_STEP = '<circle cx="10" cy="10" r="6.5"/>'

ICONS: dict[str, str] = {
    "back": '<path d="M16.5 10h-13M8.5 5l-5 5 5 5"/>',
    "bell": '<path d="M3.5 14.5h13c-1.5-1.5-1.5-3-1.5-6a5 5 0 0 0-10 0c0 3 0 4.5-1.5 6zM8 17.5h4"/>',
    "calendar": '<path d="M3 4.5h14v12.5H3zM3 8.5h14M7 2.5v4M13 2.5v4"/>',
    "clock": _RING + '<path d="M10 5.5V10l3 2"/>',
    "cross": _RING + '<path d="m7 7 6 6M13 7l-6 6"/>',
    "document": '<path d="M5 2.5h6.5l3.5 3.5v11.5H5zM11.5 2.5V6H15"/>',
    "done": '<circle cx="10" cy="10" r="6.5" fill="currentColor"/>',
    "download": '<path d="M10 3v9.5M6 9l4 4 4-4M3.5 16.5h13"/>',
    "down": '<path d="M10 4v12M5 11l5 5 5-5"/>',
    "figure": '<path d="M2.5 4h15v12h-15zM2.5 14l4.5-4.5 3.5 3.5 2.5-2.5 4.5 4.5"/><circle cx="12.5" cy="7.5" r="1"/>',
    "flag": '<path d="M5 17.5v-14h9l-2 3.5 2 3.5H5"/>',
    "forward": '<path d="M3.5 10h13M11.5 5l5 5-5 5"/>',
    "half": _STEP + '<path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor"/>',
    "here": _STEP + '<circle cx="10" cy="10" r="2.5" fill="currentColor"/>',
    "info": _RING + '<path d="M10 9v5M10 6.25v.01"/>',
    "language": _RING + '<path d="M2.5 10h15M10 2.5c5 5 5 10 0 15M10 2.5c-5 5-5 10 0 15"/>',
    "lock": '<path d="M4.5 9h11v8h-11zM7 9V6a3 3 0 0 1 6 0v3"/>',
    "offline": '<path d="M4 6.5v-3h12v3M4 13.5v3h12v-3M2 10h3m2 0h2m2 0h2m2 0h3"/>',
    "person": '<circle cx="10" cy="6.5" r="3.5"/><path d="M3 17.5c.5-4 3-6 7-6s6.5 2 7 6"/>',
    "search": '<circle cx="8.5" cy="8.5" r="5.5"/><path d="m13 13 4.5 4.5"/>',
    "silent": '<circle cx="10" cy="10" r="7" stroke-dasharray="2.5 3"/>',
    "tick": _RING + '<path d="m6.5 10.25 2.5 2.5 4.5-5"/>',
    "todo": _STEP,
    "up": '<path d="M10 16V4M5 9l5-5 5 5"/>',
    "warning": '<path d="M10 3 2 17h16zM10 8v4.5M10 14.75v.01"/>',
}
