"""Addresses of indicators."""

from django.urls import include, path

from jingwei.indicators.pages import (
    definition,
    editor,
    imports,
    listing,
    locks,
    packs,
    preview,
    rows,
    series,
    statements,
    values,
    versions,
)
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
    path("definitions/new/", editor.define, name="define"),
    path("definitions/preview/", preview.preview_page, name="preview"),
    path("definitions/yaml/", packs.download, name="definitions_yaml"),
    path("definitions/import/", packs.upload, name="import_definitions"),
    path("definitions/import/<uuid:file_id>/", packs.preview, name="import_definitions_preview"),
    path("<slug:key>/", definition.page, name="definition"),
    path("<slug:key>/define/", editor.redefine, name="redefine"),
    path("<slug:key>/retire/", versions.retire, name="retire"),
    path("<slug:key>/versions/", versions.compare, name="versions"),
    path("<slug:key>/yaml/", packs.download_one, name="definition_yaml"),
    path("<slug:key>/series/", series.series, name="series"),
    path("<slug:key>/rows/", rows.rows_page, name="rows"),
]
