"""Sets the sample reports from their data: figures, prose in Markdown, tables in TOML."""
