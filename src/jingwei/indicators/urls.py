"""Addresses of indicators."""

from django.urls import include, path

from jingwei.indicators.pages import definition, imports, listing, locks, rows, series, statements, values
from jingwei.indicators.targets import urls as of_targets

app_name = "indicators"

urlpatterns = [
    path("", listing.index, name="index"),
    path("values/", values.values, name="values"),
    path("values/statements/", statements.statements, name="statements"),
    path("values/enter/", values.enter, name="enter"),
    path("values/import/", imports.upload, name="import"),
    path("values/import/blank/", imports.blank, name="import_blank"),
    path("values/import/<uuid:file_id>/", imports.preview, name="import_preview"),
    path("locks/", locks.index, name="locks"),
    path("locks/new/", locks.lock, name="lock"),
    path("locks/<uuid:lock_id>/unlock/", locks.unlock, name="unlock"),
    path("targets/lights/", include(of_targets.light_sheets)),
    path("targets/", include(of_targets.targets)),
    path("<slug:key>/", definition.page, name="definition"),
    path("<slug:key>/series/", series.series, name="series"),
    path("<slug:key>/rows/", rows.rows_page, name="rows"),
]
