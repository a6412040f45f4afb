"""Classes of asset as arrays know them."""

SUBSTATION, NUCLEAR, THERMAL, CHP, WATER, SOLAR, WIND = 0, 1, 2, 3, 4, 5, 6
