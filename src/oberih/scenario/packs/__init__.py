"""Country packs: a folder of figures for each country and state, and what turns the figures into a `Pack`.

A folder `<pack>/<state>/` holds `pack.toml` and CSV files whose every row is one figure with its source and range;
`<pack>/regions.geojson` is the map that all states of a country share. `oberih.scenario.pack` is the door.
"""
