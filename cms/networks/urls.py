from django.urls import path

from cms.networks import views

app_name = "networks"
urlpatterns = [path("<slug:slug>/theme.css", views.theme, name="theme")]
