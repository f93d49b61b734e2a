from __future__ import annotations

from typing import Any

from django.http import Http404
from wagtail.admin.forms import WagtailAdminPageForm

from cms.pages.own_things import own_things
from courses.catalogue.offered import offered_in


class LessonForm(WagtailAdminPageForm):
    """Wagtail's choosers show only one's own files, but its blocks take in, and name, whatever a number says."""

    def clean(self) -> dict[str, Any]:
        """Http404 for files that are neither the author's to use nor in the lesson already, as for those that are not there."""
        if "body" in self.fields:
            self._refuse_files_of_others()
        return super().clean()

    def _refuse_files_of_others(self) -> None:
        # As it was sent: a form with mistakes is shown again, with the names of its files.
        sent = self.fields["body"].widget.value_from_datadict(self.data, self.files, self.add_prefix("body"))
        shown = {(each.kind, each.row) for each in offered_in(sent.get_prep_value())}
        shown -= {(each.kind, each.row) for each in offered_in(self.instance.body.get_prep_value())}
        for kind in {kind for kind, _row in shown}:
            wanted = {row for of_kind, row in shown if of_kind == kind}
            if own_things(self.for_user, kind).filter(pk__in=wanted).count() < len(wanted):
                raise Http404
