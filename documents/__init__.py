"""What the database keeps: one module a subject, documents with their indexes and steps."""
