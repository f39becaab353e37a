"""What headings, fields and words mean, as data: one TOML file a dialect, loaded by `analytics.ingest.dialect`."""
