"""Addresses of matters."""

from django.urls import URLPattern, path

from jingwei.matters.pages import listing, matter, moving, receiving

app_name = "matters"

urlpatterns: list[URLPattern] = [
    path("", listing.matters, name="list"),
    path("new/", receiving.receive, name="receive"),
    path("settle/", receiving.settle, name="settle"),
    path("<uuid:pk>/", matter.matter, name="matter"),
    path("<uuid:pk>/<slug:verb>/", moving.move, name="move"),
]
