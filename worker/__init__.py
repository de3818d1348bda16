"""How work is done: claim, perform, settle, publish; heal what was cut off; sweep what is over.

A new kind of generation is one file with a function `draw(attempt) -> list[Result]` and one line in
`kinds_of_work`.
"""
