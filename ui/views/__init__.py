"""HTML of each part of the screen, in English and Chinese."""
