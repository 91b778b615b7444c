"""Turn curated YAML questions into Anki packages; `build.py` shows the pipeline."""
