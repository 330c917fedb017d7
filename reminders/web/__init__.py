"""Pages over HTTP: one file a screen, templates in ui/, files in static/."""
