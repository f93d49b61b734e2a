from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap

from cms.operations.views import document, media
from cms.people.views import front

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front, name="front"),
    path("", include("cms.operations.urls")),
    path("account/", include("cms.people.urls")),
    path("accounts/", include("allauth.urls")),
    path("learn/", include("courses.learning.urls")),
    path("cohorts/", include("courses.cohorts.urls")),
    path("quiz/", include("assessments.quizzes.urls")),
    path("verify/", include("assessments.certificates.urls")),
    # Wagtail's own door would let in with the password alone whoever has a second factor.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("media/<path:path>", media, name="media"),
    re_path(r"^documents/(\d+)/(.*)$", document, name="wagtaildocs_serve"),
    path("sitemap.xml", sitemap, name="sitemap"),
]

urlpatterns += i18n_patterns(path("", include("cms.pages.urls")))

handler500 = "cms.operations.views.server_error"
