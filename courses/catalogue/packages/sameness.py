import json
from typing import Any

from wagtail.fields import StreamField

from cms.core.errors import Refusal
from courses.catalogue.models import Step

ROWS_OWN = frozenset({"pk", "id"})


def as_compared(page: Any) -> dict[str, Any]:
    """What a page says, fit for `==`: no ids of child rows, streams as data and not as text.

    A step also says what it would freeze, since a kind may keep things beside its page.
    """
    data = page.serializable_data()
    streams = {field.name for field in page._meta.get_fields() if isinstance(field, StreamField)}
    compared: dict[str, Any] = {"": _frozen(page)}
    for name, value in data.items():
        if name in streams and isinstance(value, str):
            compared[name] = json.loads(value)
        elif isinstance(value, list) and all(isinstance(row, dict) and "pk" in row for row in value):
            own = {
                relation.get_accessor_name(): relation.field.name for relation in page._meta.related_objects
            }
            skipped = ROWS_OWN | {own.get(name, "")}
            compared[name] = [{k: v for k, v in row.items() if k not in skipped} for row in value]
        else:
            compared[name] = value
    return compared


def _frozen(page: Any) -> dict[str, Any] | None:
    try:
        return page.freeze() if isinstance(page, Step) else None
    except Refusal:
        # A page that can't be taught as it stands; the package is about to mend it.
        return None
