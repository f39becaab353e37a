"""From files to records: sources, readers, outline, sections, and the pipeline into the store."""
