"""What people see: the page at `/` and GraphiQL at `/graphql`, served from disk, no other host."""
