"""What a process counts, times and traces, for those who operate Visage.

Nothing here is global: a process opens one `panel.Panel` and gives it to its parts. A new metric is
one line in the module of its subject and one method that says, in plain words, what has happened.
Labels are words of the house (kinds, engines, codes, root fields): never what somebody has sent.
"""
