from django.urls import path

from cms.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:pk>/", views.go_on, name="go_on"),
    path("read/", views.read_all, name="read_all"),
    path("choose/", views.choose, name="choose"),
    path("address/", views.revive, name="revive"),
    path("off/<str:token>/", views.off, name="off"),
]
