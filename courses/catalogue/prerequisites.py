"""Which courses one has to complete before another, directly and by way of others."""

from __future__ import annotations

import uuid

from django.apps import apps


def before(course_key: uuid.UUID) -> set[uuid.UUID]:
    """The course itself and every course that comes before it; a query for each step on the way."""
    lines = apps.get_model("catalogue", "CoursePrerequisite").objects
    found, new = {course_key}, {course_key}
    while new:
        needed = lines.filter(course__translation_key__in=new).values_list("course_key", flat=True)
        new = set(needed) - found
        found |= new
    return found
