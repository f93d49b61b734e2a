from __future__ import annotations

from typing import Any

from wagtail.admin.panels import InlinePanel, Panel

from cms.core.saying import active_language
from courses.catalogue.composition import composition


class StructurePanel(InlinePanel):
    """Lines of a course's structure: in the editor of its source page only, from which they are read."""

    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, *, form: Any, **kwargs: Any) -> None:
            kept = form is None or kwargs["panel"].relation_name in form.formsets
            super().__init__(form=form if kept else None, **kwargs)

        def is_shown(self) -> bool:
            return self.form is not None and super().is_shown()


class CompositionPanel(Panel):
    """In a course's editor: what the modules as they were last saved come to, and what is missing in which language."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "catalogue/admin/composition.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            if not self.instance.is_source:
                return context | {"written_in": self.instance.source_page().locale.language_code}
            keys = [line.module_key for line in self.instance.modules.all()]
            return context | {"course": composition(keys, language=active_language())}
