"""What the product does: one module a subject, plain async functions, no GraphQL and no HTTP."""
