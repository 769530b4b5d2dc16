"""Addresses of the records of imports."""

from django.urls import URLPattern, path

from jingwei.core.imports import pages

app_name = "imports"

urlpatterns: list[URLPattern] = [
    path("", pages.listing, name="list"),
    path("<uuid:pk>/", pages.record_page, name="record"),
    path("<uuid:pk>/undo/", pages.undo, name="undo"),
]
