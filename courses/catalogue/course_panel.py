from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from wagtail.admin.panels import Panel

from courses.catalogue.composition import composition


class CompositionPanel(Panel):
    """In a course's editor: what the modules as they were last saved come to, and what is missing in which language."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "catalogue/admin/composition.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            keys = [line.module_key for line in self.instance.modules.all()]
            language = (get_language() or "en").split("-")[0]
            return super().get_context_data(parent_context) | {"course": composition(keys, language=language)}
