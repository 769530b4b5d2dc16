"""Addresses of the desk."""

from django.urls import URLPattern, path

from jingwei.desk import home, search
from jingwei.desk.look import look

app_name = "desk"

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("look/", look, name="look"),
]
