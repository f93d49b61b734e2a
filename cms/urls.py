from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.contrib.sitemaps.views import sitemap

from cms.operations.views import document, media
from cms.pages.admin_doors import AddOwnTypes, complete_own_tags
from cms.pages.statements import about, accessibility, terms
from cms.people.views.consent import privacy
from cms.people.views.language import front

# allauth asks for it where a limit of sign-in is reached.
handler429 = "cms.core.views.too_many_requests"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front, name="front"),
    path("", include("cms.operations.urls")),
    path("about/", about, name="about"),
    path("terms/", terms, name="terms"),
    path("accessibility/", accessibility, name="accessibility"),
    path("privacy/", privacy, name="privacy"),
    path("account/notices/", include("cms.notices.urls")),
    path("account/", include("cms.people.urls")),
    # allauth would let one account have several addresses and change them by one mailbox alone.
    path("accounts/email/", RedirectView.as_view(pattern_name="people:address")),
    path("accounts/", include("allauth.urls")),
    path("invitations/", include("cms.invitations.urls")),
    path("networks/people/", include("cms.pages.directory.urls")),
    path("networks/", include("cms.networks.urls")),
    path("learn/", include("courses.learning.urls")),
    path("lessons/", include("courses.catalogue.urls")),
    path("cohorts/", include("courses.cohorts.urls")),
    path("questionnaires/", include("assessments.questionnaires.urls")),
    path("quiz/", include("assessments.quizzes.urls")),
    path("verify/", include("assessments.certificates.urls")),
    # Wagtail's own door would let in with the password alone whoever has a second factor.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    # Wagtail offers every type of page that may stand below another, and every tag, whoever asks; these have no names,
    # for its own have.
    path("admin/pages/<int:parent_page_id>/add_subpage/", require_admin_access(AddOwnTypes.as_view())),
    path("admin/tag-autocomplete/", require_admin_access(complete_own_tags)),
    path("admin/", include(wagtailadmin_urls)),
    path("media/<path:path>", media, name="media"),
    re_path(r"^documents/(\d+)/(.*)$", document, name="wagtaildocs_serve"),
    path("sitemap.xml", sitemap, name="sitemap"),
]

urlpatterns += i18n_patterns(path("", include("cms.pages.urls")))

handler500 = "cms.operations.views.server_error"
