"""The plugin guide's names for what Dzentra has; for plugins and their authors' scripts."""
