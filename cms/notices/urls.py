from django.urls import path

from cms.notices.views import choose

app_name = "notices"
urlpatterns = [path("", choose, name="choose")]
