"""Pictures from words, drawn on this machine out of free artwork."""
