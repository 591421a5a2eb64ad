"""Charts of a report as Vega-Lite: `shared` by sections, of `turning`, of single `lives`."""
