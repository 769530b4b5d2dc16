"""Addresses of matters."""

from django.urls import URLPattern, path

from jingwei.matters.pages import importing, listing, matter, moving, options, receiving, requests

app_name = "matters"

urlpatterns: list[URLPattern] = [
    path("", listing.matters, name="list"),
    path("new/", receiving.choose, name="choose"),
    path("new/<slug:kind>/", receiving.receive, name="receive"),
    path("import/", importing.import_matters, name="import"),
    path("options/", options.options, name="options"),
    path("requests/<uuid:pk>/reveal/<slug:field>/", requests.reveal, name="reveal"),
    path("requests/<uuid:pk>/split/", requests.split, name="split"),
    path("settle/", receiving.settle, name="settle"),
    path("<uuid:pk>/", matter.matter, name="matter"),
    path("<uuid:pk>/<slug:verb>/", moving.move, name="move"),
]
