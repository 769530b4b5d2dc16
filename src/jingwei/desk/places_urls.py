"""Addresses of the territory: 查网格, the map, the lists of places."""

from django.urls import URLPattern, path

from jingwei.desk import circles, lookup, map_cards, maps, outline_import, place_list, place_page, redraw

app_name = "places"

urlpatterns: list[URLPattern] = [
    path("", place_list.listing, name="list"),
    path("lookup/", lookup.lookup, name="lookup"),
    path("map/", maps.map_page, name="map"),
    path("map/picture.svg", maps.map_picture, name="picture"),
    path("map/points/<slug:register>/", maps.points, name="points"),
    path("map/shapes/<slug:register>/", maps.shapes, name="shapes"),
    path("map/outlines/<slug:scheme>/<str:level>/", maps.outlines, name="outlines"),
    path("map/entry/<uuid:entry_id>", map_cards.entry_card, name="entry_card"),
    path("map/place/<uuid:place_id>/", map_cards.place_card, name="place_card"),
    path("circles/", circles.circles, name="circles"),
    path("circles/rows/", circles.circle_rows, name="circle_rows"),
    path("circles/gaps/", circles.circle_gaps, name="circle_gaps"),
    path("circles/areas/", circles.circle_areas, name="circle_areas"),
    path("import/", outline_import.import_page, name="import"),
    path("redraw/<slug:scheme>/", redraw.redraw_page, name="redraw"),
    path("redraw/<slug:scheme>/<str:level>/areas/", redraw.areas, name="redraw_areas"),
    path("check/<slug:scheme>/", place_list.check, name="check"),
    path("<uuid:place_id>/", place_page.place_page, name="place"),
]
