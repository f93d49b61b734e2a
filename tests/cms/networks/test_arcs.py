import pytest

from cms.networks.enums import NetworkKind
from cms.networks.models import Network
from cms.networks.templatetags.networks import arcs

ESTABLISHED = [Network(slug=slug, kind=NetworkKind.ESTABLISHED) for slug in ("ejn", "rmcji")]
EMERGING = [Network(slug=slug, kind=NetworkKind.EMERGING) for slug in ("wacap", "casc")]


def lit_arcs(lit):
    drawing = arcs(ESTABLISHED, EMERGING, lit)
    assert drawing.count("<path") == 4 and drawing.count("<circle") == 4
    return drawing.count('<path class="on"'), drawing.count('<circle class="on"')


@pytest.mark.parametrize(
    ("lit", "arcs_and_points"),
    [
        (None, (4, 2)),
        ("ejn", (2, 1)),
        ("casc", (2, 1)),
        (["ejn", "casc"], (1, 2)),
        (["ejn", "rmcji", "wacap"], (2, 3)),
        ([], (0, 0)),
    ],
)
def test_what_is_lit(lit, arcs_and_points):
    assert lit_arcs(lit) == arcs_and_points


def test_without_networks_there_is_no_drawing():
    assert arcs([], EMERGING) == arcs(ESTABLISHED, []) == ""
