from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

from cms.core.saying import active_language
from courses.catalogue.composition import composition


class CompositionPanel(Panel):
    """In a course's editor: what the modules as they were last saved come to, and what is missing in which language."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "catalogue/admin/composition.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            keys = [line.module_key for line in self.instance.modules.all()]
            language = active_language()
            return super().get_context_data(parent_context) | {"course": composition(keys, language=language)}
