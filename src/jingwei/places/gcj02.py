"""Shifting points between CGCS2000 and GCJ-02, for display only.

Records always keep CGCS2000. Map tiles of commercial providers are drawn in GCJ-02, and points copied from their
maps come in it; the shift is some hundreds of metres. CGCS2000 and WGS 84 differ by centimetres and count as equal.
The formula is the publicly known one on the Krasovsky ellipsoid; the way back is found by iteration.
"""

from __future__ import annotations

import math

_AXIS = 6378245.0
_E2 = 0.00669342162296594323
_EAST, _WEST, _NORTH, _SOUTH = 137.8347, 72.004, 55.8271, 0.8293


def _wave(amplitudes: tuple[tuple[float, float], ...], value: float) -> float:
    return sum(amplitude * math.sin(value * frequency) for amplitude, frequency in amplitudes) * 2 / 3


_COMMON = ((20.0, 6 * math.pi), (20.0, 2 * math.pi))
_ALONG_LAT = ((20.0, math.pi), (40.0, math.pi / 3))
_ALONG_LAT_FAR = ((160.0, math.pi / 12), (320.0, math.pi / 30))
_ALONG_LON = ((20.0, math.pi), (40.0, math.pi / 3))
_ALONG_LON_FAR = ((150.0, math.pi / 12), (300.0, math.pi / 30))


def _shift(lon: float, lat: float) -> tuple[float, float]:
    x, y = lon - 105.0, lat - 35.0
    root = math.sqrt(abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += _wave(_COMMON, x) + _wave(_ALONG_LAT, y) + _wave(_ALONG_LAT_FAR, y)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += _wave(_COMMON, x) + _wave(_ALONG_LON, x) + _wave(_ALONG_LON_FAR, x)
    phi = math.radians(lat)
    curve = 1 - _E2 * math.sin(phi) ** 2
    meridian = _AXIS * (1 - _E2) / (curve * math.sqrt(curve))
    parallel = _AXIS / math.sqrt(curve) * math.cos(phi)
    return math.degrees(east / parallel), math.degrees(north / meridian)


def _outside(lon: float, lat: float) -> bool:
    return not (_WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH)


def to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """A CGCS2000 point in degrees as GCJ-02; a point outside the area of the shift comes back unchanged."""
    if _outside(lon, lat):
        return lon, lat
    east, north = _shift(lon, lat)
    return lon + east, lat + north


def from_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """A GCJ-02 point in degrees as CGCS2000, good to a millimetre; outside the area of the shift unchanged."""
    if _outside(lon, lat):
        return lon, lat
    guess_lon, guess_lat = lon, lat
    for _ in range(12):
        there_lon, there_lat = to_gcj02(guess_lon, guess_lat)
        step_lon, step_lat = lon - there_lon, lat - there_lat
        guess_lon, guess_lat = guess_lon + step_lon, guess_lat + step_lat
        if abs(step_lon) < 1e-10 and abs(step_lat) < 1e-10:
            break
    return guess_lon, guess_lat
