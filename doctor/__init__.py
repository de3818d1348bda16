"""What is wrong with a house: documents and files compared both ways, over everything.

A round is a file that looks at one kind of thing and yields a `Finding` for each damage; a new one
is one line in `visits.ROUNDS`. What is not damage: files and endings younger than an hour, which
may be in flight; what is marked as being deleted, or has expired, and waits for the sweep; faces
whose photo or generation is gone; a promise to cut a face, or an idempotency key, that nothing came
of, because the next call passes over it.
"""
