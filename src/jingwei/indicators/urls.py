"""Addresses of indicators."""

from django.urls import include, path

from jingwei.indicators.boards.pages import board, forms, tile
from jingwei.indicators.boards.pages import listing as boards
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
    ties,
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
    path("ties/", ties.all_ties, name="all_ties"),
    path("boards/", boards.index, name="boards"),
    path("boards/new/", forms.make, name="make_board"),
    path("boards/<uuid:board_id>/", board.page, name="board"),
    path("boards/<uuid:board_id>/paper/", board.paper, name="board_paper"),
    path("boards/<uuid:board_id>/chat/", board.chat, name="board_chat"),
    path("boards/<uuid:board_id>/change/", forms.change, name="change_board"),
    path("boards/<uuid:board_id>/share/", forms.share, name="share_board"),
    path("boards/<uuid:board_id>/copy/", forms.copy, name="copy_board"),
    path("boards/<uuid:board_id>/retire/", forms.retire, name="retire_board"),
    path("boards/<uuid:board_id>/tiles/new/", tile.put, name="put_tile"),
    path("boards/<uuid:board_id>/tiles/preview/", tile.preview, name="preview_tile"),
    path("boards/<uuid:board_id>/tiles/<slug:tile_id>/", tile.put, name="change_tile"),
    path("boards/<uuid:board_id>/tiles/<slug:tile_id>/move/", tile.move, name="move_tile"),
    path("boards/<uuid:board_id>/tiles/<slug:tile_id>/remove/", tile.remove, name="remove_tile"),
    path("<slug:key>/", definition.page, name="definition"),
    path("<slug:key>/define/", editor.redefine, name="redefine"),
    path("<slug:key>/retire/", versions.retire, name="retire"),
    path("<slug:key>/versions/", versions.compare, name="versions"),
    path("<slug:key>/yaml/", packs.download_one, name="definition_yaml"),
    path("<slug:key>/ties/", ties.ties, name="ties"),
    path("<slug:key>/series/", series.series, name="series"),
    path("<slug:key>/rows/", rows.rows_page, name="rows"),
]
